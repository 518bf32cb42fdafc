import { countJudgingSlots } from '../../core/fleet/judging-slots.ts';
import { expectWait, measurePace, type Pace } from '../../core/submissions/expect-wait.ts';
import { lookForAll } from './look-for-all.ts';
import type { Services } from './services.ts';

/** How old the pace may be that a wait is told by, ms: one look serves everybody who waits. */
const FRESH_MS = 5_000;

const paceOf = lookForAll(FRESH_MS, readPace);

/** How long a submission with so many before it will still wait, ms; undefined while nobody can tell. */
export async function expectWaitBehind(
  services: Services,
  sessionId: string,
  ahead: number,
): Promise<number | undefined> {
  return expectWait(await paceOf(services, sessionId), ahead + 1);
}

async function readPace(
  { sessions, hosts, feedOf, clock }: Services,
  sessionId: string,
): Promise<Pace | undefined> {
  const session = await sessions.get(sessionId);
  if (session === undefined) return undefined;
  const [launched, submissions] = await Promise.all([
    hosts.listHosts(sessionId),
    feedOf(sessionId).refresh(clock.now(), session),
  ]);
  return measurePace(submissions, countJudgingSlots(session, launched));
}
