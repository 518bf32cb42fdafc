/** A process of its own, so that its memory is of nothing else: chooses what counts of as many submissions as it is told, and prints the most that it held, MB. */

import { DynamoSubmissionStore } from '../../adapters/dynamodb/submission-store.ts';
import type { Table } from '../../adapters/dynamodb/table.ts';
import { ThreadDetectors } from '../../adapters/review/thread-detectors.ts';
import { DEFAULT_RULES } from '../../core/exam/grading-rules.ts';
import { gradableProblems } from '../../core/results/gradable-problem.ts';
import { gradeSession } from '../../core/results/grade-session.ts';
import { MAX_REVIEW_BYTES } from '../../core/review/review-limits.ts';
import { chooseFinal } from '../../core/review/session-reviews.ts';
import { SubmissionFeed } from '../../core/submissions/submission-feed.ts';

const PARTICIPANTS = 2_000;
const LABELS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Entries of the index in a page of 1 MB. */
const PAGE = 2_500;
const EPOCH = Date.UTC(2026, 2, 2, 8);
const DAY_MS = 86_400_000;

const count = Number(process.argv[2]);

/** A readable ULID: the number in its last digits. */
const submissionIdOf = (number: number) => `01jq00000000000000${String(number).padStart(8, '0')}`;
/** An entry of the index, as the table holds it. */
const entryOf = (number: number) => {
  const label = LABELS[number % LABELS.length] ?? 'A';
  const outcome = {
    ...{ endedAt: EPOCH + number + 500, judgingMs: 400, verdict: number % 3 === 0 ? 'AC' : 'WA', score: 0.5 },
    ...{ firstFailing: 'secret/17', passed: 16, testCases: 50, cpuMs: 12.5, judgeCalls: 1, callsSaved: 49 },
  };
  return {
    ...{
      pk: 'SESSION#bench',
      sk: `SUBMISSION#${submissionIdOf(number)}`,
      submissionId: submissionIdOf(number),
    },
    ...{ participantId: `participant-${number % PARTICIPANTS}`, problemId: `problem-${label}`, label },
    ...{ language: 'python', lane: 'contest', state: 'judged', submittedAt: EPOCH + number, outcome },
  };
};
/** A table whose pages are made while they are read, with strings of their own as from the wire. */
const client = {
  send: async ({ input }: { readonly input: { readonly ExclusiveStartKey?: { readonly from: number } } }) => {
    const from = input.ExclusiveStartKey?.from ?? 0;
    const size = Math.min(PAGE, count - from);
    const Items = JSON.parse(JSON.stringify(Array.from({ length: size }, (_, at) => entryOf(from + at))));
    return { Items, ...(from + size < count ? { LastEvaluatedKey: { from: from + size } } : {}) };
  },
};
const problems = LABELS.map((label) => ({ label, problemId: `problem-${label}`, version: 1 }));
const closesAt = EPOCH + DAY_MS;
const times = { bookedAt: EPOCH, launchAt: EPOCH, opensAt: EPOCH, closesAt, lastClosesAt: closesAt };
const session = {
  sessionId: 'bench',
  problems,
  rejudgings: [],
  times: { ...times, deadlineAt: closesAt, terminateAt: closesAt },
};
const roster = Array.from({ length: PARTICIPANTS }, (_, at) => ({
  sessionId: session.sessionId,
  participantId: `participant-${at}`,
  name: `Participant ${at}`,
  extraTimeMs: 0,
  joinedAt: EPOCH,
}));

// What a reviewer that has worked holds beside: a thread that has read the largest sources.
const threads = new ThreadDetectors(
  new URL('../../lambdas/submission-reviewer/detect-worker.ts', import.meta.url),
  { timeMs: 120_000, startMs: 60_000, heapMb: 768 },
);
const source = 'contract Purse { function leave() public { selfdestruct(msg.sender); } }\n'
  .repeat(MAX_REVIEW_BYTES)
  .slice(0, MAX_REVIEW_BYTES - 100);
for (const language of ['solidity', 'cpp', 'java', 'typescript']) await threads.detect({ language, source });

const store = new DynamoSubmissionStore({ client, name: 'submissions' } as unknown as Table);
const digests = await new SubmissionFeed(store, session.sessionId).refresh(EPOCH + DAY_MS, session);
const manifests = problems.map(() => undefined);
const rows = gradeSession(session, gradableProblems(session, manifests), roster, digests, DEFAULT_RULES);
const chosen = chooseFinal(session, rows).length;
if (chosen === 0) throw new Error('nothing counts');
await threads.stop();
process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)}\n`);
