import { peakVcpus, type Reservation, reservationOf } from '../booking/reservations.ts';
import type { Session } from '../exam/session.ts';
import { ACCOUNT_FINDING_HOLDS_MS, type AccountFound } from '../fleet/account-findings.ts';
import { vcpusAllowed } from '../fleet/vcpu-quota.ts';
import { type SecuritySignal, SIGNAL_KINDS, sortSignals } from '../security/security-signal.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import { presentForStaff, toInstant } from './present-session.ts';
import { type StageOverview, type StageSession, stageSession } from './stage.ts';

/** Signals of so long are shown, ms; and so many. */
export const SIGNALS_SHOWN_MS = 7 * 86_400_000;
const MAX_SIGNALS = 50;

/** What the view of a stage is drawn from. */
export interface StageFacts {
  readonly stage: string;
  readonly region: string;
  /** Those that are not settled. */
  readonly sessions: readonly Session[];
  readonly account: readonly AccountFound[];
  /** What the stage's own hosts do not judge, with the reason. */
  readonly languagesMissing: ReadonlyMap<string, string>;
  readonly webhooks: readonly Webhook[];
  readonly signals: readonly SecuritySignal[];
  readonly limits: { readonly vcpuQuota: number; readonly maxUsd: number };
  readonly now: number;
}

/** A stage for its operator. What sessions hold of the account's vCPUs is read from them, as a booking holds it against them. */
export function presentStage({
  stage,
  region,
  sessions,
  account,
  languagesMissing,
  webhooks,
  signals,
  limits,
  now,
}: StageFacts): StageOverview {
  const held = sessions.flatMap((session): readonly Reservation[] => {
    const reservation = reservationOf(session, now);
    return reservation === undefined ? [] : [reservation];
  });
  const quota = vcpusAllowed(limits.vcpuQuota, account, now);
  const last = Math.max(now + 1, ...held.map(({ until }) => until));
  return {
    at: toInstant(now),
    stage,
    region,
    sessions: sessions
      .toSorted((a, b) => a.times.opensAt - b.times.opensAt || (a.sessionId < b.sessionId ? -1 : 1))
      .map((session) => presentInStage(session, now)),
    vcpus: { quota, held: peakVcpus(held, now, now + 1), peak: peakVcpus(held, now, last) },
    accountFindings: account
      .filter(({ at }) => now - at < ACCOUNT_FINDING_HOLDS_MS)
      // A quota that is as large as the configuration needs no mention.
      .filter((one) => one.kind !== 'vcpu-quota' || (one.vcpus === quota && quota < limits.vcpuQuota))
      .toSorted((a, b) => b.at - a.at)
      .map((found) => ({ at: toInstant(found.at), ...describeFinding(found, limits.vcpuQuota) })),
    languagesMissing: [...languagesMissing].map(([language, reason]) => ({
      language,
      reason,
    })),
    webhooksDisabled: webhooks.flatMap(({ webhookId, owner, url, disabled }) =>
      disabled === undefined
        ? []
        : [{ webhookId, owner, url, at: toInstant(disabled.at), reason: disabled.reason }],
    ),
    signals: sortSignals(signals).slice(0, MAX_SIGNALS).map(presentSignal),
    budgetUsd: limits.maxUsd,
  };
}

/** A session as it stands among the others of its stage. */
export function presentInStage(session: Session, now: number): StageSession {
  return stageSession.parse(presentForStaff(session, new Map(), now));
}

function presentSignal({ firstAt, lastAt, windowAt: _, toldAt: __, ...signal }: SecuritySignal) {
  const { severity, what } = SIGNAL_KINDS[signal.kind];
  return { ...signal, severity, what, at: toInstant(firstAt), lastAt: toInstant(lastAt) };
}

function describeFinding(found: AccountFound, configured: number): { what: string; reason: string } {
  switch (found.kind) {
    case 'type-refused':
      return { what: found.instanceType, reason: found.reason };
    case 'vcpu-limit':
      return { what: 'vCPUs', reason: `EC2 lets the account run ${found.vcpus} vCPUs` };
    case 'vcpu-quota':
      return {
        what: 'vCPUs',
        reason: `Service Quotas gives the account ${found.vcpus} vCPUs (L-1216C47A), and the stage is configured for ${configured}`,
      };
  }
}
