import { billSession } from '../costs/bill.ts';
import { sumCost } from '../costs/estimate.ts';
import { balanceLedger } from '../costs/ledger.ts';
import { measuredUse } from '../costs/measured-use.ts';
import type { PriceTable } from '../costs/prices.ts';
import { requestLines } from '../costs/request-lines.ts';
import { spendOf } from '../costs/spend.ts';
import type { RecordedDecision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import type { Host } from '../fleet/host.ts';
import { countJudgingSlots } from '../fleet/judging-slots.ts';
import { sumUpRecoveries } from '../fleet/recovery.ts';
import { expectWait, measurePace } from '../submissions/expect-wait.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { countDigests } from '../submissions/submission-feed.ts';
import { cutToBytes } from './cut-to-bytes.ts';
import type { LiveSession, VerdictLine } from './live.ts';
import { presentSpending } from './present-costs.ts';
import {
  type ProblemNames,
  presentDecision,
  presentForStaff,
  presentHost,
  toInstant,
} from './present-session.ts';
import { presentVerdictLine } from './present-submission.ts';

/** What a live view is drawn from. */
export interface LiveFacts {
  readonly session: Session;
  readonly names: ProblemNames;
  readonly hosts: readonly Host[];
  readonly decisions: readonly RecordedDecision[];
  readonly submissions: readonly SubmissionDigest[];
  readonly questions: LiveSession['questions'];
  readonly prices: PriceTable;
  readonly volumeGb: number;
  readonly now: number;
}

/** Verdicts told to whoever comes without a cursor. */
const LATEST = 100;
/** A verdict can become visible after a later one: each answer goes back this far. */
const OVERLAP_MS = 5_000;
/** What a rejudging changed is told to everybody who asks so soon after it: clocks differ, and the slowest asks each 15 s. */
const REJUDGED_MS = 30_000;

/** All that a live view needs. The ledger is drawn from the submissions themselves; the settled one from the records. */
export function presentLive(facts: LiveFacts, since: string | undefined): LiveSession {
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
  const lines = submissions.flatMap((digest) => presentVerdictLine(digest) ?? []).sort(byTime);
  const { verdicts, cursor } = select(lines, since, session, now);
  const expectedWaitMs = expectWait(
    measurePace(submissions, countJudgingSlots(session, hosts)),
    counts.queued + 1,
  );
  return {
    at: toInstant(now),
    session: presentForStaff(session, facts.names, now),
    hosts: hosts.map(presentHost),
    queue: { ...counts, ...(expectedWaitMs === undefined ? {} : { expectedWaitMs }) },
    verdictCounts: countVerdicts(lines),
    verdicts,
    cursor,
    questions: facts.questions,
    ledger: { ...ledger, open: [...open] },
    recoveries: sumUpRecoveries(hosts, session.fleetSize?.resized?.grown),
    cost: { usd: bill.usd, estimateUsd: session.estimateUsd, ...spending },
    decisions: facts.decisions.map(presentDecision),
  };
}

const byTime = (a: VerdictLine, b: VerdictLine) =>
  a.judgedAt < b.judgedAt ? -1 : a.judgedAt > b.judgedAt ? 1 : 0;

/** What is new, as much of it as one answer holds, and what a rejudging has changed since; the cursor is where it ends. */
function select(
  lines: readonly VerdictLine[],
  since: string | undefined,
  { rejudgings = [] }: Pick<Session, 'rejudgings'>,
  now: number,
): Pick<LiveSession, 'verdicts' | 'cursor'> {
  const told = Math.max(
    0,
    ...lines.slice(-1).map(({ judgedAt }) => Date.parse(judgedAt)),
    ...rejudgings.map(({ endedAt = 0 }) => endedAt),
  );
  const from = since === undefined ? Number.NaN : Date.parse(since);
  if (Number.isNaN(from)) return { verdicts: lines.slice(-LATEST), cursor: toInstant(told) };
  const news = lines.filter(({ judgedAt }) => Date.parse(judgedAt) > from - OVERLAP_MS);
  const held = cutToBytes(news, (line) => line);
  const changed = rejudgings.filter(({ endedAt = 0 }) => endedAt > Math.min(from, now - REJUDGED_MS));
  const rejudged = new Set(changed.map(({ label }) => label));
  const again = lines
    .filter(({ label }) => rejudged.has(label))
    .slice(-LATEST)
    .filter((line) => !news.includes(line));
  return {
    verdicts: [...again, ...held].sort(byTime),
    cursor: held.length < news.length ? held.at(-1)!.judgedAt : toInstant(told),
  };
}

function countVerdicts(lines: readonly VerdictLine[]): LiveSession['verdictCounts'] {
  const counts: LiveSession['verdictCounts'] = {};
  for (const { verdict } of lines) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
