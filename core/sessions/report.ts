import type { Bill } from '../costs/bill.ts';
import type { Ledger } from '../costs/ledger.ts';
import type { Account } from '../costs/settle-account.ts';
import type { Host } from '../fleet/host.ts';
import type { RecordedDecision } from '../fleet/host-store.ts';
import type { Session } from './session.ts';

/** What an instructor gets when a session is over: how it went, what it cost, what was done and why. */
export interface SessionReport {
  readonly sessionId: string;
  readonly name: string;
  /** True once settled; before that every figure is as of now. */
  readonly final: boolean;
  readonly ledger: Ledger;
  readonly bill: Bill;
  readonly estimateUsd: number;
  /** Bill against estimate: 1 = as said at booking; absent when nothing was estimated. */
  readonly billToEstimate?: number;
  readonly hosts: readonly {
    readonly hostId: string;
    readonly state: Host['state'];
    readonly reason: string;
    /** From launch to ready, ms; absent for hosts that never were. */
    readonly readyAfterMs?: number;
  }[];
  /** Everything that was done automatically, oldest first. */
  readonly decisions: readonly RecordedDecision[];
  /** What a person should look at; empty when all went as it should. */
  readonly remarks: readonly string[];
}

/** Puts a session's report together. Pure. */
export function reportSession(
  session: Session,
  account: Account,
  hosts: readonly Host[],
  decisions: readonly RecordedDecision[],
): SessionReport {
  const { ledger, bill } = account;
  const oldestFirst = decisions.toSorted((a, b) => a.at - b.at);
  const { quarantined } = ledger.submissions;
  const bad = hosts.filter(({ state }) => state === 'rejected').length;
  return {
    sessionId: session.sessionId,
    name: session.name,
    final: session.settledAt !== undefined,
    ledger,
    bill,
    estimateUsd: session.estimateUsd,
    ...(session.estimateUsd > 0 ? { billToEstimate: bill.usd / session.estimateUsd } : {}),
    hosts: hosts.map((host) => ({
      hostId: host.hostId,
      state: host.state,
      reason: host.reason,
      ...readiness(host, oldestFirst),
    })),
    decisions: oldestFirst,
    remarks: [
      ...ledger.open,
      ...(quarantined > 0 ? [`${quarantined} submissions are quarantined: judge them again or by hand`] : []),
      ...(bad > 0 ? [`${bad} hosts were rejected and replaced`] : []),
      ...(session.fleet === 'failed' ? [session.fleetReason] : []),
    ],
  };
}

function readiness(host: Host, decisions: readonly RecordedDecision[]): { readyAfterMs?: number } {
  const opened = decisions.find(
    ({ subject, action }) => subject === `host:${host.hostId}` && action === 'open',
  );
  return opened === undefined ? {} : { readyAfterMs: opened.at - (host.launchedAt ?? host.requestedAt) };
}
