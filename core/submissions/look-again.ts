import type { Session } from '../exam/session.ts';
import { examineStanding } from './examine-standing.ts';
import { type ExecutorPorts, LEASE_MS } from './executor-ports.ts';
import { keepLease } from './keep-lease.ts';
import type { Slot } from './slot.ts';
import { decideLook, foundOf, type LanguageSeen, slotLanguagesOf } from './standing-examination.ts';
import { type StandingJudge, standingJudgesOf } from './standing-slots.ts';

/**
 * Looks again at languages that only went wrong on standing judges, when {@link decideLook} says so, on a slot that is
 * free: one slow moment is not to cost a whole session its batches. Slots that open with what was found before judge
 * otherwise from the next submission on. What keeps it from looking is told and leaves all as it was.
 */
export async function lookAgainAtStanding(
  ports: ExecutorPorts,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const judges = standingJudgesOf(session);
  if (judges.length === 0 || session.fleet === 'gone' || signal.aborted) return;
  const open = await ports.slots.list(session.sessionId);
  await Promise.all(
    judges.map(async (judge) => {
      const own = open.filter(({ hostId }) => hostId === judge.hostId);
      const [first] = own;
      // Mostly there is nothing to read.
      if (first === undefined) return;
      if (session.languages.every((language) => first.batchLanguages.includes(language))) return;
      await lookAgain(ports, session, judge, own, signal).catch((error: unknown) =>
        ports.onEvent({
          event: 'not-examined',
          sessionId: session.sessionId,
          hostId: judge.hostId,
          reason: String(error),
          error,
        }),
      );
    }),
  );
}

async function lookAgain(
  ports: ExecutorPorts,
  session: Session,
  standing: StandingJudge,
  slots: readonly Slot[],
  signal: AbortSignal,
): Promise<void> {
  const { clock, examinations } = ports;
  const { sessionId, languages, times } = session;
  const { hostId, url } = standing;
  const examined = { sessionId, hostId };
  const decide = (seen: readonly LanguageSeen[]) =>
    decideLook(languages, seen, times.lastClosesAt, clock.now());
  const known = await examinations.get(examined);
  if (known === undefined || decide(known.languages).action === 'rest') return;
  const leaseId = ports.ids.next();
  const before = await examinations.claim(examined, leaseId, clock.now() + LEASE_MS, clock.now());
  if (before === undefined) return;
  const slot = await takeFree(ports, slots, leaseId);
  const lease = keepLease(clock, async (until) => {
    if (slot !== undefined && !(await ports.slots.renew(slot, leaseId, until))) return false;
    return await examinations.renew(examined, leaseId, until);
  });
  const look = decide(before.languages);
  const looksBefore = (language: string) => before.languages.find((one) => one.language === language)?.looks;
  try {
    if (slot === undefined || look.action === 'rest') return;
    const both = AbortSignal.any([signal, lease.signal]);
    const { languages: seen } = await examineStanding(
      ports,
      session,
      { ...standing, slots: 1 },
      { leaseId, before },
      both,
    );
    await ports.findings.record(url, foundOf(seen));
    await ports.slots.tellLanguages(sessionId, hostId, slotLanguagesOf(seen));
    const { batchLanguages } = slotLanguagesOf(seen);
    const reason = `${look.reason}; looked at again, it batches ${batchLanguages.join(', ') || 'none'}`;
    ports.onEvent({ event: 'examined', sessionId, hostId, reason });
    const subject = `host:${hostId}`;
    await ports.decisions.recordDecision(sessionId, {
      at: clock.now(),
      subject,
      action: 'look-again',
      reason,
    });
  } catch (error) {
    // A look that came to nothing is one of those that are allowed, or each executor would try it again.
    const now = (await examinations.get(examined))?.languages ?? [];
    for (const one of now)
      if (look.languages.includes(one.language) && looksBefore(one.language) === one.looks)
        await examinations.note(examined, leaseId, {
          language: { ...one, at: clock.now(), looks: one.looks + 1 },
        });
    throw error;
  } finally {
    await lease.stop();
    if (slot !== undefined) await ports.slots.release(slot, leaseId);
    await examinations.release(examined, leaseId);
  }
}

/** A slot of these that nobody holds, taken. */
async function takeFree(
  { slots, clock }: ExecutorPorts,
  own: readonly Slot[],
  leaseId: string,
): Promise<Slot | undefined> {
  for (const slot of own) {
    if (slot.holder !== undefined && slot.holder.until > clock.now()) continue;
    if (await slots.take(slot, leaseId, clock.now() + LEASE_MS, clock.now())) return slot;
  }
  return undefined;
}
