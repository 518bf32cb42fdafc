import { EC2ServiceException } from '@aws-sdk/client-ec2';
import type { HostsOutcome } from '../../core/fleet/cloud.ts';
import { classifyError } from '../errors/classify-error.ts';

/**
 * Asks EC2 for all ids in one call. EC2 refuses such a call whole for one id (unknown, protected, not ours to touch), so
 * a refused call is asked again by halves until each id that is refused is refused alone. An id that EC2 does not know
 * is `done`: there is nothing left to do to it.
 * @throws the first error that is no refusal (connection, 5xx, throttling), after everything was asked for
 */
export async function askByHalves(
  instanceIds: readonly string[],
  send: (instanceIds: string[]) => Promise<unknown>,
): Promise<HostsOutcome> {
  const done: string[] = [];
  const refused: HostsOutcome['refused'][number][] = [];
  const unclear: unknown[] = [];
  const ask = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    try {
      await send([...ids]);
      done.push(...ids);
    } catch (error) {
      const [only = ''] = ids;
      if (!isRefusal(error)) unclear.push(error);
      else if (ids.length > 1) {
        const middle = Math.ceil(ids.length / 2);
        await ask(ids.slice(0, middle));
        await ask(ids.slice(middle));
      } else if (classifyError(error) === 'not-found' || error.name === MALFORMED) done.push(only);
      else refused.push({ instanceId: only, code: error.name, message: error.message });
    }
  };
  await ask(instanceIds);
  if (unclear.length > 0) throw unclear[0];
  return { done, refused };
}

/** What EC2 calls an id that no instance can have. */
const MALFORMED = 'InvalidInstanceID.Malformed';

function isRefusal(error: unknown): error is EC2ServiceException {
  if (!(error instanceof EC2ServiceException)) return false;
  return (error.$metadata.httpStatusCode ?? 500) < 500 && classifyError(error) !== 'throttled';
}
