import { describe, expect, it } from 'vitest';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import {
  checkStage,
  type ImageFacts,
  NotTriedError,
  type StageProbes,
} from '../../../../core/operations/check-stage.ts';

const imageId = 'ami-0123456789abcdef0';
const config = readStageConfig('dev', { host: { imageId } });
const good: ImageFacts = {
  state: 'available',
  architecture: 'x86_64',
  ownerId: '123456789012',
  diskGib: 30,
};

/** An AWS that tells whose it is and of images, and lets nothing be tried but what is given. */
function probesWith(image: ImageFacts | undefined, others: Partial<StageProbes> = {}): StageProbes {
  const told: Partial<StageProbes> = {
    identity: async () => ({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/o',
      region: 'eu-central-1',
    }),
    imageOf: async () => image,
    ...others,
  };
  return new Proxy(told, {
    get: (target, name) =>
      Reflect.get(target, name) ??
      (async () => {
        throw new NotTriedError('not here');
      }),
  }) as StageProbes;
}

async function checkImage(image: ImageFacts | undefined) {
  const findings = await checkStage(config, probesWith(image), '/stock', () => undefined);
  return findings.find(({ check }) => check === 'image');
}

describe('the check of a baked image', () => {
  it('proves one that hosts can be born from', async () => {
    expect(await checkImage(good)).toMatchObject({
      proof: 'proven',
      detail: expect.stringContaining(imageId),
    });
  });

  it.each([
    ['is not there', undefined, `there is no image ${imageId} in eu-central-1`],
    ['is not made yet', { ...good, state: 'pending' }, 'it is pending, not available'],
    ['is for other processors', { ...good, architecture: 'arm64' }, 'Judge0 runs on x86_64 alone'],
    ['is somebody else’s', { ...good, ownerId: '210987654321' }, 'belongs to account 210987654321'],
    ['is larger than the disks', { ...good, diskGib: 40 }, '40 GiB and host.diskGib is 30'],
  ] as const)('fails for one that %s, and says what to do', async (_, facts, told) => {
    expect(await checkImage(facts)).toMatchObject({
      proof: 'failed',
      detail: expect.stringContaining(told),
      ask: expect.stringContaining('host.imageId'),
    });
  });
});

describe('the check of spot capacity', () => {
  const find = async (market: 'spot' | 'on-demand', has: boolean, vcpus: number) => {
    const others = { hasRole: async () => has, quota: async () => vcpus };
    const stage = readStageConfig('dev', { host: { market } });
    const findings = await checkStage(stage, probesWith(good, others), '/stock', () => undefined);
    return findings.find(({ check }) => check === 'spot');
  };

  it('asks for nothing where hosts are bought on demand', async () => {
    expect(await find('on-demand', false, 0)).toMatchObject({
      proof: 'proven',
      detail: 'the stage launches on demand',
    });
  });

  it('proves the role and the quota', async () => {
    expect(await find('spot', true, 5)).toMatchObject({
      proof: 'proven',
      detail: expect.stringContaining('5 vCPUs of spot instances (L-34B43A08), the largest fleet has 4'),
    });
  });

  it('says how the role is made, and what to ask for', async () => {
    expect(await find('spot', false, 2)).toMatchObject({
      proof: 'failed',
      ask: 'aws iam create-service-linked-role --aws-service-name spot.amazonaws.com; ask Service Quotas for L-34B43A08: 4 vCPUs of spot instances instead of 2',
    });
  });
});
