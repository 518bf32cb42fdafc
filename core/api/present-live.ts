import type { RecordedDecision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import { cutToBytes } from './cut-to-bytes.ts';
import { figureLive, type LiveFigureFacts } from './figure-live.ts';
import type { LiveSession, VerdictLine } from './live.ts';
import { type ProblemNames, presentDecision, presentForStaff, toInstant } from './present-session.ts';
import { presentVerdictLine } from './present-submission.ts';

/** What a live view is drawn from. */
export interface LiveFacts extends LiveFigureFacts {
  readonly names: ProblemNames;
  readonly decisions: readonly RecordedDecision[];
  readonly questions: LiveSession['questions'];
}

/** Verdicts told to whoever comes without a cursor. */
const LATEST = 100;
/** A verdict can become visible after a later one: each answer goes back this far. */
const OVERLAP_MS = 5_000;
/** What a rejudging changed is told to everybody who asks so soon after it: clocks differ, and the slowest asks each 15 s. */
const REJUDGED_MS = 30_000;

/** All that a live view needs. The ledger is drawn from the submissions themselves; the settled one from the records. */
export function presentLive(facts: LiveFacts, since: string | undefined): LiveSession {
  const { session, submissions, now } = facts;
  const lines = submissions.flatMap((digest) => presentVerdictLine(digest) ?? []).sort(byTime);
  const { verdicts, cursor } = select(lines, since, session, now);
  return {
    at: toInstant(now),
    session: presentForStaff(session, facts.names, now),
    ...figureLive(facts),
    verdictCounts: countVerdicts(lines),
    verdicts,
    cursor,
    questions: facts.questions,
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
