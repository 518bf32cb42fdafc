import { countJudgingSlots } from '../../core/fleet/judging-slots.ts';
import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { expectWait } from '../../core/submissions/submission-feed.ts';
import { remember } from './remember.ts';
import type { Services } from './services.ts';

/** How old the pace may be that a wait is told by, ms: one look serves everybody who waits. */
const FRESH_MS = 5_000;

interface Pace {
  readonly submissions: readonly SubmissionDigest[];
  readonly slots: number;
}

const readers = new WeakMap<Services, (sessionId: string) => Promise<Pace>>();

/** How long a submission with so many before it will still wait, ms; undefined while nobody can tell. */
export async function expectWaitBehind(
  services: Services,
  sessionId: string,
  ahead: number,
): Promise<number | undefined> {
  const reader =
    readers.get(services) ??
    remember(
      FRESH_MS,
      () => services.clock.now(),
      (id) => readPace(services, id),
    );
  readers.set(services, reader);
  const { submissions, slots } = await reader(sessionId);
  return expectWait(submissions, ahead + 1, slots);
}

async function readPace({ sessions, hosts, feedOf, clock }: Services, sessionId: string): Promise<Pace> {
  const session = await sessions.get(sessionId);
  if (session === undefined) return { submissions: [], slots: 0 };
  const [launched, submissions] = await Promise.all([
    hosts.listHosts(sessionId),
    feedOf(sessionId).refresh(clock.now(), session),
  ]);
  return { submissions, slots: countJudgingSlots(session, launched) };
}
