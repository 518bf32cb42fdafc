import type { Cloud } from './cloud.ts';
import type { HostStore } from './host-store.ts';

/** EC2's notice that it takes a spot instance back. */
export interface InterruptionNotice {
  readonly instanceId: string;
  /** When it was given, ms since the epoch. */
  readonly givenAt: number;
}

/** Between the notice and the end of an instance, ms. */
export const NOTICE_MS = 120_000;

/** Passes write on hosts at the same time; as often a host is read again. */
const MOST_TRIES = 5;

/**
 * Writes on a host that EC2 takes it back, for the pass to act on. Notices come of every instance of the account: one that is
 * no host of this stage, was not bought as spot capacity, or has no row yet (nothing can run on it), is left alone.
 * @returns the session of the host, undefined when there is nothing to do
 * @throws Error when the host could not be written, so that the notice is given once more
 */
export async function noteInterruption(
  { instanceId, givenAt }: InterruptionNotice,
  { cloud, hosts }: { readonly cloud: Pick<Cloud, 'describeStage'>; readonly hosts: HostStore },
): Promise<string | undefined> {
  const instance = (await cloud.describeStage()).find((one) => one.instanceId === instanceId);
  if (instance?.market !== 'spot') return undefined;
  const { sessionId } = instance;
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const host = (await hosts.listHosts(sessionId)).find(({ hostId }) => hostId === instanceId);
    if (host === undefined || host.terminatedAt !== undefined) return undefined;
    if (host.leavesAt !== undefined) return sessionId;
    if ((await hosts.updateHost(host, { leavesAt: givenAt + NOTICE_MS })) !== undefined) return sessionId;
  }
  throw new Error(`host ${instanceId} was changed ${MOST_TRIES} times while its notice was to be noted`);
}
