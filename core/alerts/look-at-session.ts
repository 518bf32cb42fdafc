import { figureLive } from '../api/figure-live.ts';
import { judgeHealth } from '../api/judge-health.ts';
import { circuitsOfSlots, presentCircuit } from '../api/present-circuit.ts';
import { presentForStaff } from '../api/present-session.ts';
import type { PriceTable } from '../costs/prices.ts';
import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import type { Host } from '../fleet/host.ts';
import type { SlotStore } from '../submissions/slot.ts';
import type { SubmissionFeed } from '../submissions/submission-feed.ts';
import type { Alert, Cause } from './alert.ts';
import { causesOfSession } from './find-causes.ts';

/** What a look at a session touches. */
export interface SessionLookPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly slots: Pick<SlotStore, 'list'>;
  readonly feedOf: (sessionId: string) => SubmissionFeed;
  readonly prices: PriceTable;
  readonly volumeGb: number;
}

/** What somebody should know of a session, by the health that its operator sees. Of a settled one and of a rehearsal: nothing. */
export async function lookAtSession(
  session: Session,
  hosts: readonly Host[],
  { clock, slots, feedOf, prices, volumeGb }: SessionLookPorts,
): Promise<readonly Cause[]> {
  const { sessionId, settledAt, rehearsal } = session;
  if (settledAt !== undefined || rehearsal === true) return [];
  const now = clock.now();
  const [own, submissions] = await Promise.all([
    slots.list(sessionId),
    feedOf(sessionId).refresh(now, session),
  ]);
  const live = figureLive({ session, hosts, submissions, prices, volumeGb, now });
  const { reasons } = judgeHealth({
    session: presentForStaff(session, new Map(), now),
    live,
    circuits: circuitsOfSlots(own).map((place) => presentCircuit(place, now)),
    settled: false,
    now,
  });
  return causesOfSession(session, reasons);
}

/** Whether a look at a session would find the cause of an alert. */
export const coversSession =
  (sessionId: string) =>
  ({ scope }: Alert) =>
    scope === sessionId;
