import { billSession } from '../costs/bill.ts';
import { sumCost } from '../costs/estimate.ts';
import { balanceLedger } from '../costs/ledger.ts';
import { measuredUse } from '../costs/measured-use.ts';
import type { PriceTable } from '../costs/prices.ts';
import { requestLines } from '../costs/request-lines.ts';
import { spendOf } from '../costs/spend.ts';
import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import type { Host } from '../fleet/host.ts';
import { countJudgingSlots } from '../fleet/judging-slots.ts';
import { sumUpRecoveries } from '../fleet/recovery.ts';
import { expectWait, measurePace } from '../submissions/expect-wait.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { countDigests } from '../submissions/submission-feed.ts';
import type { LiveSession } from './live.ts';
import { presentSpending } from './present-costs.ts';
import { presentHost } from './present-session.ts';

/** What the figures of a session are drawn from. */
export interface LiveFigureFacts {
  readonly session: Session;
  readonly hosts: readonly Host[];
  readonly submissions: readonly SubmissionDigest[];
  readonly prices: PriceTable;
  readonly volumeGb: number;
  /** ms since the epoch. */
  readonly now: number;
}

/** Figures of a live view. */
export type SessionFigures = Pick<LiveSession, 'hosts' | 'queue' | 'ledger' | 'recoveries' | 'cost'>;

/** Hosts, queue, account, recoveries and cost, from the rows themselves. Pure. */
export function figureLive(facts: LiveFigureFacts): SessionFigures {
  const { session, hosts, submissions, now } = facts;
  const counts = countDigests(submissions);
  const judgeCalls = submissions.reduce((sum, digest) => sum + digest.judgeCalls, 0);
  const judgeCallsSaved = submissions.reduce((sum, { callsSaved }) => sum + callsSaved, 0);
  const until = session.settledAt ?? now;
  const use = measuredUse(
    session,
    {
      submissions: counts.accepted,
      judgeCalls,
      judgeCallsSaved,
      judgingMs: submissions.reduce((sum, { judgingMs = 0 }) => sum + judgingMs, 0),
    },
    until,
  );
  const bill = billSession(session.sessionId, hosts, use, facts.prices, {
    now: until,
    volumeGb: facts.volumeGb,
  });
  const counted = sumCost(requestLines(use, facts.prices)).usd;
  const spend = spendOf(session, hosts, facts, now, counted);
  const spending = presentSpending(session, spend, bill.usd);
  const { open, ...ledger } = balanceLedger({
    submissions: counts,
    hosts: {
      launched: hosts.length,
      terminated: hosts.filter(({ terminatedAt }) => terminatedAt !== undefined).length,
    },
    hostSeconds: bill.hostSeconds,
    judgeCalls,
    judgeCallsSaved,
    usd: bill.usd,
  });
  const expectedWaitMs = expectWait(
    measurePace(submissions, countJudgingSlots(session, hosts)),
    counts.queued + 1,
  );
  return {
    hosts: hosts.map(presentHost),
    queue: { ...counts, ...given({ expectedWaitMs }) },
    ledger: { ...ledger, open: [...open] },
    recoveries: sumUpRecoveries(hosts, session.fleetSize?.resized?.grown),
    cost: { usd: bill.usd, estimateUsd: session.estimateUsd, ...spending },
  };
}
