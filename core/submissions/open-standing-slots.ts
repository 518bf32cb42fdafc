import type { HostExamination } from '../fleet/examination.ts';
import { findingsOf } from '../fleet/findings-of.ts';
import type { Session } from '../sessions/session.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import { type StandingJudge, standingJudgesOf, standingSlotsOf } from './standing-slots.ts';

/**
 * Judges that somebody keeps need no launch: each is examined with the first work, and its slots open with the
 * languages that it was found to judge. Returns as soon as slots of one judge are open, since those can work;
 * `finished` tells when every judge has been tried. Two executors that come at a time both examine, and the slots that
 * were opened first stay.
 * @throws what kept a judge from being examined, when no slot is open
 */
export async function openStandingSlots(
  ports: ExecutorPorts,
  session: Session,
  signal: AbortSignal,
): Promise<{ readonly finished: Promise<unknown> }> {
  const judges = standingJudgesOf(session);
  // A bell that rings after the session's end finds its slots closed for good.
  if (judges.length === 0 || session.fleet === 'gone') return { finished: Promise.resolve() };
  const open = await ports.slots.list(session.sessionId);
  const tries = judges
    .filter(({ hostId, slots }) => open.filter((slot) => slot.hostId === hostId).length < slots)
    .map(async (judge) => await openJudge(ports, session, judge, signal));
  const finished = Promise.allSettled(tries);
  if (open.length === 0)
    await Promise.any(tries).catch((all: AggregateError) => {
      throw all.errors[0];
    });
  return { finished };
}

async function openJudge(
  ports: ExecutorPorts,
  session: Session,
  standing: StandingJudge,
  signal: AbortSignal,
): Promise<void> {
  const { sessionId, languages } = session;
  const { hostId, url } = standing;
  try {
    const examination = await examineTwice(ports, session, standing, signal);
    const { batchLanguages, singleLanguages, notJudged } = examination;
    await ports.findings.record(url, findingsOf([examination]));
    await ports.slots.open(
      standingSlotsOf(sessionId, standing, { batchLanguages, singleLanguages, notJudged }),
    );
    ports.onEvent({ event: 'examined', sessionId, hostId, reason: tellOf(examination, languages) });
  } catch (error) {
    ports.onEvent({ event: 'not-examined', sessionId, hostId, reason: String(error) });
    throw error;
  }
}

/**
 * A judge that others load may be late once: a language that only went wrong is examined again before it is left out.
 * An examination that was broken off counts for nothing.
 */
async function examineTwice(
  ports: ExecutorPorts,
  session: Session,
  standing: StandingJudge,
  signal: AbortSignal,
): Promise<HostExamination> {
  const judge = await ports.judgeAt(session, { ...standing, token: '' });
  const first = await ports.examine(session.languages, judge, signal);
  signal.throwIfAborted();
  const unclear = first.notJudged.flatMap(({ language, lacking }) => (lacking ? [] : [language]));
  if (unclear.length === 0) return first;
  const second = await ports.examine(unclear, judge, signal);
  signal.throwIfAborted();
  return {
    ...first,
    batchLanguages: [...first.batchLanguages, ...second.batchLanguages],
    singleLanguages: [...first.singleLanguages, ...second.singleLanguages],
    notJudged: [...first.notJudged.filter(({ lacking }) => lacking), ...second.notJudged],
  };
}

/** A way out of its sandbox does not close a judge that others share, but it is told. */
function tellOf(
  { batchLanguages, singleLanguages, notJudged, egressBlocked, sandbox }: HostExamination,
  languages: readonly string[],
): string {
  return [
    `of ${languages.join(', ')} it batches ${batchLanguages.join(', ') || 'none'}`,
    ...(singleLanguages.length > 0 ? [`runs ${singleLanguages.join(', ')} in single submissions`] : []),
    ...notJudged.map(({ language, reason }) => `does not judge ${language}: ${reason}`),
    ...(egressBlocked ? [] : [sandbox]),
  ].join('; ');
}
