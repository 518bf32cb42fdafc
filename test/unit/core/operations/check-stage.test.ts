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

/** An AWS that tells whose it is and of images, and lets nothing else be tried. */
function probesWith(image: ImageFacts | undefined): StageProbes {
  const told: Partial<StageProbes> = {
    identity: async () => ({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/o',
      region: 'eu-central-1',
    }),
    imageOf: async () => image,
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
