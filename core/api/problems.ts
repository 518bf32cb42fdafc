import * as z from 'zod';
import { fault, instant, label, languageId, problemId, verdict } from './common.ts';

/** Largest problem package, bytes. */
export const MAX_PACKAGE_BYTES = 200 * 1024 * 1024;

/** Body of POST /v1/problems/imports. */
export const importRequest = z.strictObject({ problemId }).meta({ id: 'ImportRequest' });

/** Where to upload the package. */
export const importTicket = z
  .object({
    importId: z.string(),
    problemId,
    uploadUrl: z.url().describe('PUT the zip here, Content-Type application/zip, no other authorization'),
    expiresAt: instant,
    maxBytes: z.int(),
  })
  .meta({ id: 'ImportTicket' });
export type ImportTicket = z.infer<typeof importTicket>;

/** A fault of a package. */
export const packageFault = fault
  .extend({
    severity: z.enum(['error', 'unsupported', 'warning']),
    code: z.string(),
    file: z.string(),
    line: z.int().optional(),
  })
  .meta({ id: 'PackageFault' });

/** How an import stands. */
export const problemImport = z
  .object({
    importId: z.string(),
    problemId,
    state: z.enum(['awaiting-upload', 'importing', 'imported', 'refused']),
    requestedAt: instant,
    finishedAt: instant.optional(),
    version: z.int().optional().describe('Of the problem, once imported'),
    faults: z.array(packageFault).describe('Every fault of the package; warnings only when it was imported'),
  })
  .meta({ id: 'ProblemImport' });
export type ProblemImportView = z.infer<typeof problemImport>;

/** A problem in short. */
export const problem = z
  .object({
    problemId,
    name: z.string(),
    version: z.int().describe('The current one'),
    kind: z.enum(['pass-fail', 'scoring']),
    timeMs: z.int().describe('CPU time limit of one test case'),
    memoryKiB: z.int(),
    languages: z.array(languageId).nullable().describe('null = all that the session allows'),
    sampleTestCases: z.int(),
    secretTestCases: z.int(),
    testDataBytes: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Problem' });
export type ProblemView = z.infer<typeof problem>;

const statementFormat = z.enum(['md', 'tex', 'pdf']);

/** A program of the problem setters, and what judging it is to come to. */
export const juryProgram = z
  .object({
    path: z.string().describe('Below `submissions/` of the package'),
    language: languageId,
    files: z.array(z.object({ name: z.string(), source: z.string() })),
    mainFile: z.string().optional().describe('What is started, where the package says so'),
    expected: verdict.nullable().describe('In one word, for people; null: any rejection'),
    requirements: z
      .array(
        z.object({
          of: z.string().describe('Pattern of test cases; empty: all'),
          permitted: z.array(verdict).describe('Every test case there has one of these'),
          required: z.array(verdict).describe('At least one there has one of these'),
          whole: z.literal(true).optional().describe('Of the verdict of the submission'),
          score: z.tuple([z.number(), z.number()]).optional(),
          message: z.string().optional(),
        }),
      )
      .describe('All that is asked of it'),
  })
  .meta({ id: 'JuryProgram' });
export type JuryProgram = z.infer<typeof juryProgram>;

/** A problem of a session, as it is put before participants. */
export const sessionProblem = z
  .object({
    label,
    problemId,
    version: z.int(),
    name: z.string(),
    kind: z.enum(['pass-fail', 'scoring']),
    timeMs: z.int(),
    memoryKiB: z.int(),
    sourceKiB: z.int(),
    languages: z.array(languageId).describe('That this session takes for this problem'),
    maxFiles: z
      .int()
      .describe(
        'Files that a program may have: 1 where a function or another part of a program is asked for',
      ),
    testCases: z.int(),
    points: z
      .number()
      .optional()
      .describe(
        "What it is worth by the session's grading; absent where no points are given or they have no bound",
      ),
    statements: z
      .array(z.object({ language: z.string(), format: statementFormat }))
      .describe('What there is, the one that is shown by default first'),
    statement: z
      .object({
        language: z.string(),
        format: statementFormat,
        text: z.string().optional(),
        file: z.string().optional().describe('Of a PDF: its name among the files'),
      })
      .optional(),
    attachments: z
      .array(z.object({ name: z.string(), bytes: z.int() }))
      .describe('Files that come with the problem'),
    samples: z
      .array(z.object({ id: z.string(), input: z.string(), answer: z.string() }))
      .describe('In an interactive problem without input and answer, which are for its interactor'),
    interactions: z
      .array(z.object({ id: z.string(), text: z.string() }))
      .optional()
      .describe(
        'Of an interactive problem, and only there: samples of conversations. Lines with `<` are what the program reads, with `>` what it prints',
      ),
    included: z
      .array(
        z.object({
          language: languageId,
          files: z.array(z.string()).describe('Their names; they win over files of a program'),
          starts: z.string().optional().describe('The one that starts; absent: the program does'),
          sourceName: z
            .string()
            .optional()
            .describe('What a program is called that is sent as one source; absent: as usual'),
        }),
      )
      .optional()
      .describe('What judging puts beside every program, by language; absent where it puts nothing'),
    solve: z
      .object({
        signature: z.string().describe('`solve(numbers: list<int64>, limit: int64) -> int64`'),
        stubs: z.record(z.string(), z.string()).describe('By language: a source whose body is to be written'),
      })
      .optional()
      .describe('Of a function problem: what to write'),
  })
  .meta({ id: 'SessionProblem' });

/** A file that is put before participants. */
export const problemFile = z
  .object({
    name: z.string(),
    mediaType: z
      .string()
      .describe('By the ending of its name; application/octet-stream for what is only downloaded'),
    base64: z.base64(),
  })
  .meta({ id: 'ProblemFile' });
