import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import type { Judge } from '../grading/judge.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import { decideLook, type LanguageSeen, type StandingExamination, seenOf } from './standing-examination.ts';
import type { StandingJudge } from './standing-slots.ts';

/** A claimed examination, as far as it has come. */
export interface ClaimedExamination {
  readonly leaseId: string;
  readonly before: StandingExamination;
}

/** Languages examined at a time on a judge that has the slots for it. */
const AT_A_TIME = 2;

/**
 * Goes on with an examination until nothing is due. What is found is stored as it comes, so that whoever follows an
 * executor that dies looks only at the rest.
 * @throws what kept the judge from answering; the signal's reason when it aborts or the claim was lost
 */
export async function examineStanding(
  ports: ExecutorPorts,
  session: Session,
  standing: StandingJudge,
  { leaseId, before }: ClaimedExamination,
  signal: AbortSignal,
): Promise<StandingExamination> {
  const { clock, examinations } = ports;
  const examined = { sessionId: session.sessionId, hostId: standing.hostId };
  const seen = new Map<string, LanguageSeen>(before.languages.map((one) => [one.language, one]));
  let { sandbox, speedFactor } = before;
  const note = async (found: Parameters<typeof examinations.note>[2]) => {
    signal.throwIfAborted();
    if (!(await examinations.note(examined, leaseId, found)))
      throw new Error('another executor goes on with this examination');
  };
  const examine = async (language: string, judge: Judge) => {
    const finding = await ports.examine.language(language, judge, signal);
    const one = seenOf(language, finding, [...seen.values()], clock.now());
    await note({ language: one });
    seen.set(language, one);
  };

  let judge: Judge | undefined;
  for (;;) {
    const look = decideLook(session.languages, [...seen.values()], session.times.lastClosesAt, clock.now());
    if (look.action === 'rest' && sandbox !== undefined) break;
    judge ??= await ports.judgeAt(session, { ...standing, token: '' });
    if (sandbox === undefined) {
      ({ sandbox, speedFactor } = await ports.examine.sandbox(judge, signal));
      await note({ sandbox, ...given({ speedFactor }) });
    }
    const together = look.languages.slice(0, Math.min(AT_A_TIME, standing.slots));
    const ends = await Promise.allSettled(together.map((language) => examine(language, judge as Judge)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
  return {
    languages: [...seen.values()].toSorted((a, b) => (a.language < b.language ? -1 : 1)),
    ...given({ sandbox, speedFactor }),
  };
}
