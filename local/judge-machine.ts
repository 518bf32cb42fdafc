import { fileURLToPath } from 'node:url';
import type { Machine } from '../cloud/aws/ec2/machine.ts';
import { tagKeys } from '../core/fleet/instance-tags.ts';
import { hasPoweredOff } from './judge-host/deadline.ts';
import { TOKEN_VARIABLE, USER_DATA_VARIABLE } from './judge-host/token-variables.ts';

const JUDGE_HOST = [process.execPath, fileURLToPath(new URL('./judge-host/main.ts', import.meta.url))];
/** Port of Judge0 on every host. */
export const JUDGE_PORT = 2358;

/**
 * What the local EC2 runs as its instances: a judge host of this program, which starts as its template's user data says,
 * with the token that its launch tagged it with. Without user data its image is one that has Judge0, with a worker a vCPU.
 * `headStarts` is where hosts keep what they make ready for compilers, one for the other; absent: they make nothing.
 */
export const judgeMachine = (program: readonly string[] = JUDGE_HOST, headStarts?: string): Machine => ({
  port: JUDGE_PORT,
  boot({ address, vcpus, memoryMib, userData, tags, directory }) {
    const token = tags[tagKeys.token] ?? '';
    return {
      command: [
        ...program,
        ...['--address', address, '--port', String(JUDGE_PORT)],
        ...['--slots', String(vcpus), '--memory', String(memoryMib), '--data', directory],
        ...(headStarts === undefined ? [] : ['--head-starts', headStarts]),
      ],
      // Others could read a command line; without a token the host asks for none.
      environment: {
        ...(token === '' ? {} : { [TOKEN_VARIABLE]: token }),
        ...(userData === undefined ? {} : { [USER_DATA_VARIABLE]: userData }),
      },
    };
  },
  hasPoweredOff,
});
