import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { SubmissionResult, TestCaseResult } from '../../core/grading/judge-submission.ts';
import { packCases } from '../../core/submissions/compact-result.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import { NO_OUTCOME, outcomeOf, type SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { rowKindOf } from './row-kind.ts';
import type { Item } from './table.ts';

const verdicts = ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'JE'] as const;
export const verdictSchema = z.enum([...verdicts, 'CE']);
const caseVerdictSchema = z.enum([...verdicts, 'not-run']);
const caseVerdicts: ReadonlySet<unknown> = new Set([...verdicts, 'not-run']);
const optionalNumber = z.exactOptional(z.number());
const optionalText = z.exactOptional(z.string());

const resultSchema = {
  verdict: verdictSchema,
  score: optionalNumber,
  firstFailing: optionalText,
  counts: z.partialRecord(caseVerdictSchema, z.number()),
  judgeCalls: z.number(),
  validatorCalls: z.number(),
  callsSaved: z.number(),
  mode: z.enum(['stdio', 'function']),
  compileOutput: optionalText,
  whySplit: z.array(z.string()),
  notes: z.array(z.string()),
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryKiB: z.number(),
  speedFactor: optionalNumber,
  timeLimitMs: optionalNumber,
  secondLook: z.exactOptional(
    z.object({
      testCaseId: z.string(),
      cpuMs: z.number(),
      limitMs: z.number(),
      alone: z.boolean(),
      counts: z.boolean(),
    }),
  ),
};
const CASE_TEXTS = ['testCaseId', 'outputHead', 'stderrHead'] as const satisfies (keyof TestCaseResult)[];
const CASE_NUMBERS = ['cpuMs', 'wallMs', 'memoryKiB', 'outputBytes', 'call'] as const;
/** Test cases are looked at by hand: there are thousands to a row, and a schema took longer than unpacking them. */
const casesSchema = z.custom<TestCaseResult[]>(
  (cases) => Array.isArray(cases) && cases.every(isCase),
  'is no list of test cases',
);
function isCase(testCase: unknown): boolean {
  if (typeof testCase !== 'object' || testCase === null) return false;
  const value = testCase as Readonly<Record<string, unknown>>;
  return (
    caseVerdicts.has(value['verdict']) &&
    (value['way'] === 'batch' || value['way'] === 'single') &&
    typeof value['detail'] === 'object' &&
    CASE_TEXTS.every((name) => typeof value[name] === 'string') &&
    CASE_NUMBERS.every((name) => typeof value[name] === 'number')
  );
}
const rejudges = z.exactOptional(
  z.object({
    sessionId: z.string(),
    submissionId: z.string(),
    rejudgingId: z.string(),
    testCases: z.enum(['first-failure', 'run-all']),
  }),
);
const base = {
  sessionId: z.string(),
  submissionId: z.string(),
  participantId: z.string(),
  problemId: z.string(),
  problemVersion: z.number(),
  label: z.string(),
  language: z.string(),
  lane: z.enum(['contest', 'trial', 'rejudging']),
  submittedAt: z.number(),
  sourceBytes: z.number(),
  inputBytes: optionalNumber,
  handedInBy: optionalText,
  rank: z.string(),
  attempts: z.number(),
  setbacks: z.exactOptional(
    z.array(
      z.object({
        kind: z.enum(['host-lost', 'failed', 'turned-away']),
        alone: z.exactOptional(z.literal(true)),
        hostId: z.string(),
        reason: z.string(),
        at: z.number(),
      }),
    ),
  ),
  rejudges,
};
const leaseSchema = z.object({ leaseId: z.string(), until: z.number(), hostId: z.string() });

/** Version 2 added `outcome`, for which only the index is read: a row of either version is the same submission. */
export const submissionRow = rowKindOf<Submission>()(
  'submission',
  z.discriminatedUnion('state', [
    z.object({ ...base, state: z.literal('queued') }),
    z.object({ ...base, state: z.literal('running'), lease: leaseSchema, startedAt: z.number() }),
    z.object({
      ...base,
      state: z.literal('judged'),
      result: z.object({ ...resultSchema, perCase: casesSchema }),
      startedAt: z.number(),
      judgedAt: z.number(),
    }),
    z.object({ ...base, state: z.literal('quarantined'), reason: z.string(), quarantinedAt: z.number() }),
  ]),
  {
    migrations: [(row) => row],
    unfold: ({ leaseId, leaseUntil: until, leaseHostId: hostId, result, perCase, ...row }) => ({
      ...row,
      lease: { leaseId, until, hostId },
      result: { ...(result as object | undefined), perCase: unpackCases(perCase) },
    }),
  },
);

/** Entries of the index `digests`, which shows no version; rows of version 1 lack what came of the submission. */
export const digestRow = rowKindOf<SubmissionDigest>()(
  'submission in short',
  z.object({
    submissionId: z.string(),
    participantId: z.string(),
    problemId: z.string(),
    label: z.string(),
    language: z.string(),
    trial: z.boolean(),
    state: z.enum(['queued', 'running', 'judged', 'quarantined']),
    submittedAt: z.number(),
    endedAt: optionalNumber,
    judgingMs: optionalNumber,
    verdict: z.exactOptional(verdictSchema),
    score: optionalNumber,
    firstFailing: optionalText,
    passed: z.number(),
    testCases: z.number(),
    cpuMs: z.number(),
    judgeCalls: z.number(),
    callsSaved: z.number(),
    speedFactor: optionalNumber,
    late: z.exactOptional(z.literal(true)),
    setBack: z.exactOptional(z.literal(true)),
    inputBytes: optionalNumber,
  }),
  {
    migrations: [
      (row, table) =>
        lacksOutcome(row) ? { ...row, outcome: outcomeOf(submissionRow.read(table, row)) } : row,
    ],
    unfold: ({ lane, outcome, ...row }) => ({
      ...row,
      trial: lane === 'trial',
      ...(outcome === undefined ? NO_OUTCOME : (outcome as object)),
    }),
  },
);

/** Whether what came of the submission is to be read in its row: the entry of the index is of version 1. */
export function lacksOutcome({ state, outcome }: Item): boolean {
  return outcome === undefined && (state === 'judged' || state === 'quarantined');
}

/**
 * A result as attributes: what lists and counts need is plain, the test cases are compressed (JSON, gzip), which makes
 * a row of 50 test cases about 2 KB and keeps one of thousands below DynamoDB's 400 KB.
 */
export function toResultAttributes({ perCase, ...result }: SubmissionResult): Item {
  return { result, perCase: packCases(perCase) };
}

/** Anything but packed test cases stays what it is: the kind of the row refuses it. */
function unpackCases(bytes: unknown): unknown {
  try {
    return JSON.parse(gunzipSync(bytes as Uint8Array).toString('utf8'));
  } catch {
    return bytes;
  }
}
