import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SsmModelKeys } from '../../../adapters/ssm/model-keys.ts';
import { startModelService } from '../../support/model-wires.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

let system: TestSystem;
let ssm: SSMClient;
beforeAll(async () => {
  system = await startTestSystem();
  ssm = new SSMClient(system.admin);
}, 60_000);
afterAll(async () => {
  ssm.destroy();
  await system.stop();
});

const nameOf = (model: string) => `/assize/dev/models/${model}`;
const put = async (model: string, Value: string) =>
  await ssm.send(
    new PutParameterCommand({ Name: nameOf(model), Type: 'SecureString', Value, Overwrite: true }),
  );

it('reads the key of a model once, and again when it may have changed', async () => {
  let now = 0;
  const keys = new SsmModelKeys(ssm, nameOf, () => now);
  await put('primary', 'sk-1\n');
  await put('other', 'sk-other');
  expect(await keys.read('primary')).toBe('sk-1');
  await put('primary', 'sk-2');
  now = 299_999;
  expect(await keys.read('primary')).toBe('sk-1');
  expect(await keys.read('other')).toBe('sk-other');
  now = 300_000;
  expect(await keys.read('primary')).toBe('sk-2');
});

it('says that there is none, or none that can be sent, without what it is', async () => {
  const keys = new SsmModelKeys(ssm, nameOf, () => 0);
  await expect(keys.read('nobody')).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'its key is not there',
  });
  await put('broken', 'two\nlines');
  await expect(keys.read('broken')).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'its key is none that can be sent',
    detail: nameOf('broken'),
  });
});

it('says that it cannot be read just now where SSM does not answer', async () => {
  const { url, stop } = await startModelService();
  await stop();
  const gone = new SSMClient({ ...system.admin, endpoint: url, maxAttempts: 1 });
  const keys = new SsmModelKeys(gone, nameOf, () => 0);
  await expect(keys.read('primary')).rejects.toMatchObject({ kind: 'unavailable' });
  gone.destroy();
});
