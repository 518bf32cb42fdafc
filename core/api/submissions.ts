import * as z from 'zod';
import { MAX_FILES, MAX_INPUT_BYTES, MAX_SOURCE_BYTES } from '../submissions/hand-in-limits.ts';
import { instant, label, languageId, milliseconds, problemId, ulid, username, verdict } from './common.ts';

/** One file of a program. */
export const programFile = z
  .strictObject({
    name: z
      .string()
      .describe('Plain, with an ending of the language, without a folder; case makes no other name'),
    source: z.string().max(MAX_SOURCE_BYTES, `is larger than ${MAX_SOURCE_BYTES} bytes`),
  })
  .meta({ id: 'ProgramFile' });
export type ProgramFile = z.infer<typeof programFile>;

/** What a submission is made of. */
export const submissionFields = {
  problem: label.describe("The problem's label in this session, e.g. A"),
  language: languageId,
  source: z
    .string()
    .min(1, 'is empty')
    .max(MAX_SOURCE_BYTES, `is larger than ${MAX_SOURCE_BYTES} bytes`)
    .optional()
    .describe('A program of one file: at most 128 KiB of UTF-8, without NUL'),
  files: z
    .array(programFile)
    .min(1, 'are none')
    .max(MAX_FILES, `are more than ${MAX_FILES}`)
    .optional()
    .describe(
      `Instead of \`source\`: a program of up to ${MAX_FILES} files, together at most 128 KiB. Not in problems that ask for a function`,
    ),
  mainFile: z
    .string()
    .optional()
    .describe(
      'With `files`: the one that is started, in languages that start a file. Else `main` with the usual ending, else the first; in Java the class with `main`',
    ),
  trial: z
    .boolean()
    .default(false)
    .describe('Judge on the samples, or run on `input`; shown, not counted, not kept'),
  input: z
    .string()
    .max(MAX_INPUT_BYTES, `is larger than ${MAX_INPUT_BYTES} bytes`)
    .optional()
    .describe(
      "With `trial`: an input of your own, on which the program runs once instead of the samples; nothing is compared. In the form of the problem's samples, at most 64 KiB of UTF-8",
    ),
};

/** That it has one program, in one form: a refinement of whatever has these fields. */
export const hasOneProgram: [
  (fields: { readonly source?: unknown; readonly files?: unknown }) => boolean,
  { path: PropertyKey[]; message: string },
] = [
  ({ source, files }) => (source === undefined) !== (files === undefined),
  { path: ['source'], message: 'is wanted, or files in place of it; not both' },
];

/** Body of POST /v1/sessions/{sessionId}/submissions. */
export const submissionRequest = z
  .strictObject(submissionFields)
  .refine(...hasOneProgram)
  .meta({
    id: 'SubmissionRequest',
    examples: [
      { problem: 'A', language: 'python', source: 'print(sum(map(int, input().split())))' },
      {
        problem: 'A',
        language: 'python',
        files: [
          { name: 'main.py', source: 'from total import total\nprint(total(input()))' },
          { name: 'total.py', source: 'def total(line):\n    return sum(map(int, line.split()))' },
        ],
        mainFile: 'main.py',
      },
      {
        problem: 'A',
        language: 'python',
        source: 'print(sum(map(int, input().split())))',
        trial: true,
        input: '-1 1\n',
      },
    ],
  });
export type SubmissionRequest = z.infer<typeof submissionRequest>;

/** One test case's verdict. What the program printed is shown for samples only, except to staff. */
export const testCaseResult = z
  .object({
    number: z.int().describe('From 1, in judging order'),
    id: z.string().optional().describe('Name in the package: samples, and everything for staff'),
    sample: z.boolean(),
    group: z.string().optional(),
    verdict: verdict.nullable().describe('null = not run, since an earlier one failed'),
    detail: z.string().optional().describe('Which limit, signal or exit code; where the output differs'),
    cpuMs: z.number().optional(),
    wallMs: z.number().optional(),
    memoryKiB: z.number().optional(),
    score: z.number().optional(),
    output: z.string().optional().describe('The beginning of what it printed'),
    outputBytes: z.int().optional().describe('Length of all that it printed, wherever `output` is shown'),
    stderr: z
      .string()
      .optional()
      .describe('What it wrote to standard error, with a line where some of it is left out'),
    feedback: z.string().optional(),
    conversation: z
      .string()
      .optional()
      .describe(
        'Of a trial of an interactive problem: how its conversation began; lines with `<` are what the program read, with `>` what it printed',
      ),
  })
  .meta({ id: 'TestCaseResult' });

/** What judging came to, as far as the policy of the session shows it. */
export const submissionResult = z
  .object({
    verdict,
    score: z
      .number()
      .optional()
      .describe(
        "Points by the session's grading, before lateness takes some off; absent where it gives none",
      ),
    maxScore: z.number().optional().describe('What the problem is worth'),
    passed: z.int().optional(),
    testCases: z.int().optional(),
    firstFailing: z.int().optional().describe('Number of the first failing test case'),
    cpuMs: z.number().optional().describe('Of the slowest test case'),
    memoryKiB: z.number().optional().describe('Of the largest test case'),
    compilerOutput: z.string().optional(),
    judgeCalls: z.int().optional(),
    judgeCallsSaved: z.int().optional(),
    mode: z.string().optional().describe('How the test cases were judged, and why in more than one call'),
    speedFactor: z
      .number()
      .optional()
      .describe(
        'For staff: CPU time that the host which judged it needs for known work, over that of a fixed reference; above 1 is slower',
      ),
    timeLimitMs: milliseconds
      .optional()
      .describe(
        "The limit of CPU time that counted, where it was longer than the problem's: the host that judged it is slower than others of the session",
      ),
    secondLook: z
      .object({
        testCaseId: z.string().describe('The first test case that was right and too late'),
        cpuMs: milliseconds.describe('What it took'),
        limitMs: milliseconds.describe('What it might take'),
        alone: z.boolean().describe('Whether nothing else was judged on the host the second time'),
        counts: z.boolean().describe('Whether the second look was better, and is what is told'),
      })
      .optional()
      .describe(
        'For staff: all that was wrong at first was time, by less than a fifth, so that it was judged once more before anything was told',
      ),
    results: z.array(testCaseResult).optional().describe('Absent in lists'),
  })
  .meta({ id: 'SubmissionResult' });

/** Of a trial on an own input: its size. */
export const inputBytes = z
  .int()
  .describe(
    "A trial on an input of the participant's own, of this size: it ran on that alone and nothing was compared, so that AC means that it ran to its end",
  );

/** Where a submission stands that waits for a judge. */
export const queuePlace = z
  .object({
    ahead: z.int().describe('Submissions that are judged before it; beyond 1,000 there are at least so many'),
    expectedWaitMs: milliseconds
      .optional()
      .describe(
        'How long it will still wait from `asOf`, by the pace of the latest; absent while nobody can tell',
      ),
    asOf: instant.describe('When the queue was looked at'),
  })
  .meta({ id: 'QueuePlace', description: 'Of what is queued' });
export type QueuePlaceView = z.infer<typeof queuePlace>;

/** A submission, wherever it is on its way. */
export const submission = z
  .object({
    submissionId: ulid,
    sessionId: ulid,
    participantId: username,
    label,
    problemId,
    language: languageId,
    trial: z.boolean(),
    state: z.enum(['queued', 'running', 'judged', 'quarantined']),
    submittedAt: instant,
    sourceBytes: z.int(),
    inputBytes: inputBytes.optional(),
    handedInBy: z
      .string()
      .optional()
      .describe('Who handed it in for the participant, where that was somebody else; for staff'),
    attempts: z.int().describe('Times that a judge took it up'),
    queue: queuePlace.optional(),
    nextAskMs: milliseconds
      .optional()
      .describe(
        'Until its verdict: when to ask for it again, as `Retry-After` says in seconds; add a jitter of your own',
      ),
    startedAt: instant.optional().describe('For participants only where the session shows everything'),
    judgedAt: instant
      .optional()
      .describe('For participants to the second, rounded up, where the session does not show everything'),
    rejudgedAt: instant.optional().describe('When a rejudging put the verdict in force'),
    result: submissionResult
      .optional()
      .describe('Once judged; absent while the policy of the session shows participants nothing'),
    reason: z
      .string()
      .optional()
      .describe('Quarantined: why. Ours to solve, never held against the participant'),
  })
  .meta({ id: 'Submission' });
export type SubmissionView = z.infer<typeof submission>;

/** What was handed in. */
export const submissionSource = z
  .object({
    submissionId: ulid,
    language: languageId,
    source: z.string().optional().describe('Of a program of one file'),
    files: z.array(programFile).optional().describe('Of a program of several, in place of `source`'),
    mainFile: z.string().optional().describe('The one that is started, where it was said'),
    input: z.string().optional().describe('Of a trial on an own input'),
  })
  .meta({ id: 'SubmissionSource' });

/** One problem of one participant on the scoreboard. */
export const scoreboardCell = z.object({
  label,
  tries: z.int().describe('Up to the first accepted; compile errors and judge errors do not count'),
  pending: z.int().describe('Still waiting for a verdict'),
  solvedAtMinutes: z.int().optional(),
  score: z.number().optional(),
});

/** Where a page of the scoreboard begins. */
export const boardCursor = z
  .string()
  .regex(/^\d{1,6}$/, 'is no cursor of a scoreboard')
  .optional()
  .describe('`cursor` of the page before; absent for the first');

/** The scoreboard, derived from judged submissions. */
export const scoreboard = z
  .object({
    style: z.enum(['icpc', 'score']),
    at: instant,
    labels: z.array(label),
    rows: z.array(
      z.object({
        rank: z.int(),
        participantId: username,
        name: z.string(),
        group: z.string().optional(),
        solved: z.int(),
        penaltyMinutes: z
          .int()
          .describe('ICPC: minutes of each solved problem + 20 a rejected try before it'),
        score: z.number(),
        problems: z.array(scoreboardCell),
      }),
    ),
    cursor: z.string().optional().describe('There are more rows: send it for the next'),
  })
  .meta({ id: 'Scoreboard' });
export type Scoreboard = z.infer<typeof scoreboard>;
