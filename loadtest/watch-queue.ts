import type { ApiClient } from '../core/api/client.ts';
import type { LiveSession } from '../core/api/live.ts';
import type { Clock } from '../core/exam/clock.ts';
import type { QueueSample } from './record.ts';

/** Between two looks, ms: what a staff member's page may ask. */
const LOOK_MS = 1_000;
/** Of a view that tells no verdicts but the newest. */
const FAR_AHEAD = new Date(8.64e15).toISOString();

/** Looks at a session's queue as staff do, once a second, until the signal comes. Never throws: a look that fails is missing. */
export async function watchQueue(options: {
  readonly staff: ApiClient;
  readonly sessionId: string;
  readonly clock: Clock;
  readonly beganAt: number;
  readonly on: (sample: QueueSample) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { staff, sessionId, clock, beganAt, on, signal } = options;
  while (!signal.aborted) {
    const live = await staff
      .call('getLive', { params: { sessionId }, query: { since: FAR_AHEAD } }, signal)
      .catch(() => undefined);
    if (live !== undefined) on({ at: clock.now() - beganAt, ...sampleOf(live) });
    await clock.sleep(LOOK_MS, signal);
  }
}

/** What a live view says of the queue. */
export function sampleOf({ queue, hosts, session }: LiveSession): Omit<QueueSample, 'at'> {
  const { accepted, queued, running, judged, quarantined } = queue;
  const judges =
    session.deployment.kind === 'fleet'
      ? hosts.filter(({ state }) => state === 'ready')
      : (session.deployment.judges ?? []);
  const slots = judges.reduce((sum, judge) => sum + judge.slots, 0);
  return { accepted, queued, running, ended: judged + quarantined, slots };
}
