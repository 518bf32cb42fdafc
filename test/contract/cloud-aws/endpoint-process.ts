/** An endpoint in a process of its own, to be killed. Prints its URL and ends when its standard input closes. */
import { startEndpoint } from '../../../cloud/aws/endpoint.ts';
import { PrincipalDirectory } from '../../../cloud/aws/principals.ts';
import { ADMIN, FAKE_MACHINE, makeNetwork, POOL_ID, REGION } from './system.ts';

const principals = new PrincipalDirectory();
principals.put({ ...ADMIN, name: 'administrator' });
const endpoint = await startEndpoint({
  dataDir: process.argv[2] ?? '',
  region: REGION,
  principals,
  log: () => undefined,
  now: Date.now,
  random: Math.random,
  machine: FAKE_MACHINE,
  network: makeNetwork(),
  bootDelayMs: [0, 0],
});
await endpoint.services.cognito.putPool(POOL_ID, {});
process.stdout.write(`${endpoint.url}\n`);
process.stdin.resume();
process.stdin.once('end', () => void endpoint.stop().then(() => process.exit(0)));
