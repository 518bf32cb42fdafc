import type { Session } from '../exam/session.ts';
import type { HostStore } from '../fleet/host-store.ts';
import { type RecoveryFigures, sumUpRecoveries } from '../fleet/recovery.ts';
import type { MetricsStore } from '../submissions/metrics-store.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { type Bill, billSession } from './bill.ts';
import { balanceLedger, type Ledger } from './ledger.ts';
import { measuredUse } from './measured-use.ts';
import type { PriceTable } from './prices.ts';

/** A session's account at a moment: final once the session is settled. */
export interface Account {
  readonly ledger: Ledger;
  readonly bill: Bill;
  readonly recoveries: RecoveryFigures;
}

/** What an account is drawn up from. */
export interface AccountSources {
  readonly hosts: Pick<HostStore, 'listHosts'>;
  readonly submissions: Pick<SubmissionStore, 'count'>;
  readonly metrics: Pick<MetricsStore, 'sumBatches'>;
  readonly prices: PriceTable;
  readonly volumeGb: number;
}

/** Draws up ledger and bill from the rows themselves. Pure but for reading: at any time, as often as wanted. */
export async function drawUpAccount(
  session: Session,
  sources: AccountSources,
  now: number,
): Promise<Account> {
  const { sessionId } = session;
  const [hosts, submissions, batches] = await Promise.all([
    sources.hosts.listHosts(sessionId),
    sources.submissions.count(sessionId),
    sources.metrics.sumBatches(sessionId),
  ]);
  const until = session.settledAt ?? now;
  const bill = billSession(
    sessionId,
    hosts,
    measuredUse(session, { ...batches, submissions: submissions.accepted }, until),
    sources.prices,
    { now: until, volumeGb: sources.volumeGb },
  );
  const ledger = balanceLedger({
    submissions,
    hosts: {
      launched: hosts.length,
      terminated: hosts.filter(({ terminatedAt }) => terminatedAt !== undefined).length,
    },
    hostSeconds: bill.hostSeconds,
    judgeCalls: batches.judgeCalls,
    judgeCallsSaved: batches.judgeCallsSaved,
    usd: bill.usd,
  });
  return { ledger, bill, recoveries: sumUpRecoveries(hosts, session.fleetSize?.resized?.grown) };
}
