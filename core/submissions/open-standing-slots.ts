import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import { examineStanding } from './examine-standing.ts';
import { type ExecutorPorts, LEASE_MS } from './executor-ports.ts';
import { keepLease } from './keep-lease.ts';
import { foundOf, type StandingExamination, slotLanguagesOf } from './standing-examination.ts';
import { type StandingJudge, standingJudgesOf, standingSlotsOf } from './standing-slots.ts';

/** Another executor examines the judge. */
class HeldError extends Error {}

/**
 * Judges that somebody keeps need no launch: each is examined with the first work, and its slots open with the
 * languages that it was found to judge. Of executors that come together one examines a judge; the others take what is
 * open. Returns as soon as slots of one judge are open, since those can work, or others examine all that are not;
 * `openedLater` tells, when every judge has been tried, whether this executor opened slots after that.
 * @throws what kept a judge from being examined, when no slot is open and nobody else examines one
 */
export async function openStandingSlots(
  ports: ExecutorPorts,
  session: Session,
  signal: AbortSignal,
): Promise<{ readonly openedLater: Promise<boolean> }> {
  const judges = standingJudgesOf(session);
  // A bell that rings after the session's end finds its slots closed for good.
  if (judges.length === 0 || session.fleet === 'gone') return { openedLater: Promise.resolve(false) };
  const open = await ports.slots.list(session.sessionId);
  let opened = 0;
  const tries = judges
    .filter(({ hostId, slots }) => open.filter((slot) => slot.hostId === hostId).length < slots)
    .map(async (judge) => {
      await openJudge(ports, session, judge, signal);
      opened++;
    });
  const finished = Promise.allSettled(tries);
  if (open.length === 0)
    await Promise.any(tries).catch(({ errors }: AggregateError) => {
      if (!errors.some((error) => error instanceof HeldError)) throw errors[0];
    });
  const openedBefore = opened;
  return { openedLater: finished.then(() => opened > openedBefore) };
}

/** @throws HeldError when another executor examines it */
async function openJudge(
  ports: ExecutorPorts,
  session: Session,
  standing: StandingJudge,
  signal: AbortSignal,
): Promise<void> {
  const { clock, examinations } = ports;
  const { sessionId, languages } = session;
  const { hostId, url } = standing;
  const examined = { sessionId, hostId };
  const leaseId = ports.ids.next();
  const before = await examinations.claim(examined, leaseId, clock.now() + LEASE_MS, clock.now());
  if (before === undefined) throw new HeldError();
  const lease = keepLease(clock, (until) => examinations.renew(examined, leaseId, until));
  try {
    const both = AbortSignal.any([signal, lease.signal]);
    const examination = await examineStanding(ports, session, standing, { leaseId, before }, both);
    await ports.findings.record(url, foundOf(examination.languages));
    const found = {
      ...slotLanguagesOf(examination.languages),
      ...given({ speedFactor: examination.speedFactor }),
    };
    await ports.slots.open(standingSlotsOf(sessionId, standing, found));
    const reason = tellOf(examination, languages);
    ports.onEvent({ event: 'examined', sessionId, hostId, reason });
    const subject = `host:${hostId}`;
    await ports.decisions.recordDecision(sessionId, { at: clock.now(), subject, action: 'open', reason });
  } catch (error) {
    ports.onEvent({ event: 'not-examined', sessionId, hostId, reason: String(error), error });
    throw error;
  } finally {
    await lease.stop();
    await examinations.release(examined, leaseId);
  }
}

/** A sandbox that does not hold closes no judge that others share, but it is told. */
function tellOf({ languages: seen, sandbox }: StandingExamination, languages: readonly string[]): string {
  const { batchLanguages } = slotLanguagesOf(seen);
  return [
    `of ${languages.join(', ')} it batches ${batchLanguages.join(', ') || 'none'}`,
    ...seen.flatMap((one) => {
      if (one.way === 'batch') return [];
      return [
        one.way === 'single'
          ? `runs ${one.language} in single submissions: ${one.reason}`
          : `does not judge ${one.language}: ${one.reason}`,
      ];
    }),
    ...(sandbox === undefined ? [] : [sandbox]),
  ].join('; ');
}
