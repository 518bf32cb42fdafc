import { type BookingLimits, limitsInAccount } from '../booking/booking-limits.ts';
import { decideRestoration, type RestoreOutcome } from '../booking/decide-restoration.ts';
import { participantsPlanned } from '../booking/participants-planned.ts';
import { SOON_MS } from '../booking/place-booking.ts';
import { type ReservationStore, reserve, reserveFor } from '../booking/reservations.ts';
import { type JoiningPorts, settleJoining } from '../booking/settle-joining.ts';
import type { Clock } from '../exam/clock.ts';
import type { DecisionLog } from '../exam/decision.ts';
import type { Joining } from '../exam/join-code.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Session } from '../exam/session.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { AccountFindings } from '../fleet/account-findings.ts';
import type { HostStore } from '../fleet/host-store.ts';
import { tellRestoration } from '../messages/notice-texts.ts';
import type { TellPorts } from '../messages/tell-notices.ts';
import { finishAct, refuseAct, refuseStale, type SessionAct } from './session-act.ts';

/**
 * Takes a cancellation back: decided with the calendar of reservations in view; schedules first, as for a booking, since what
 * is stored decides what they do. A launch that is due is started. Its join code is another one when a session has taken it
 * since. @param by user name of whoever takes it back
 */
export async function restoreSession(
  session: Session,
  reason: string,
  by: string,
  ports: TellPorts & {
    readonly clock: Clock;
    readonly sessions: Pick<SessionStore, 'get' | 'restore'>;
    readonly joins: JoiningPorts['joins'];
    readonly drawBytes: JoiningPorts['drawBytes'];
    readonly hosts: Pick<HostStore, 'listRounds'> & Pick<DecisionLog, 'recordDecision'>;
    readonly reservations: ReservationStore;
    readonly schedules: Pick<SessionSchedules, 'plan'>;
    readonly bookingLimits: BookingLimits;
    readonly findings: Pick<AccountFindings, 'listAccount'>;
    readonly startLaunch: (sessionId: string) => Promise<void>;
  },
): Promise<SessionAct> {
  const { sessionId, times, revision, deployment } = session;
  const launched = (await ports.hosts.listRounds(sessionId)).length > 0;
  const now = ports.clock.now();
  const limits = limitsInAccount(ports.bookingLimits, await ports.findings.listAccount(), now);
  const span = { from: times.launchAt, until: times.terminateAt };
  const decided = await reserve<RestoreOutcome>(ports, sessionId, span, (others) => {
    const outcome = decideRestoration(session, launched, limits, others, now);
    if (!outcome.restored) return { outcome };
    const planned = participantsPlanned(session.participantCount, session.join);
    return { outcome, reserve: reserveFor({ ...session, times: outcome.times }, planned) };
  });
  if (!decided.restored) {
    const { reason: why, retryAfterMs } = decided;
    const more = retryAfterMs === undefined ? {} : { retryAfterMs };
    return refuseAct('too-late', `the session cannot be restored: ${why}`, more);
  }
  const joining = session.join === undefined ? undefined : await rejoin(sessionId, session.join, ports);
  const ownHosts = deployment.kind === 'fleet';
  const startsNow = ownHosts && decided.times.launchAt <= now + SOON_MS;
  await ports.schedules.plan({ ...session, times: decided.times }, { launch: ownHosts && !startsNow });
  const untold = noticesOf(session, ports.clock.now(), [tellRestoration(decided.times, reason)]);
  if (!(await ports.sessions.restore(sessionId, revision, decided.times, now, untold, joining)))
    return refuseStale();
  await ports.hosts.recordDecision(sessionId, {
    at: now,
    subject: 'session',
    action: 'restore',
    reason: `${by}: ${reason}${joining?.code === session.join?.code ? '' : ', joined by another code'}`,
  });
  if (startsNow) await ports.startLaunch(sessionId);
  return await finishAct(session, ports);
}

/** Its own code while nobody else has it, a new one otherwise. */
async function rejoin(sessionId: string, join: Joining, ports: JoiningPorts): Promise<Joining | undefined> {
  const { code: _, ...rest } = join;
  for (const wished of [join, rest]) {
    const settled = await settleJoining(sessionId, wished, ports);
    if ('joining' in settled) return settled.joining;
  }
  return undefined;
}
