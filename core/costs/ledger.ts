import type { SubmissionCounts } from '../submissions/submission-store.ts';

/** A session's account. Balanced when nothing accepted is unaccounted for and no host is left. */
export interface Ledger {
  readonly submissions: SubmissionCounts;
  readonly hosts: { readonly launched: number; readonly terminated: number };
  readonly hostSeconds: number;
  readonly judgeCalls: number;
  readonly judgeCallsSaved: number;
  readonly usd: number;
  readonly balanced: boolean;
  /** Why it does not balance (yet); empty when it does. */
  readonly open: readonly string[];
}

/**
 * True accounting of a session: accepted = judged + quarantined (+ waiting while the session lives) and
 * hosts launched = hosts terminated. `open` names every difference in a sentence.
 */
export function balanceLedger(facts: Omit<Ledger, 'balanced' | 'open'>): Ledger {
  const open: string[] = [];
  const { accepted, judged, quarantined, queued, running } = facts.submissions;
  const waiting = queued + running;
  if (waiting > 0) open.push(`${waiting} of ${accepted} accepted submissions still wait for a verdict`);
  const lost = accepted - judged - quarantined - waiting;
  if (lost !== 0) open.push(`${lost} accepted submissions are neither judged, quarantined nor waiting`);
  const alive = facts.hosts.launched - facts.hosts.terminated;
  if (alive !== 0) open.push(`${alive} of ${facts.hosts.launched} launched hosts are not terminated`);
  return { ...facts, balanced: open.length === 0, open };
}
