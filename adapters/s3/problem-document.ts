import * as z from 'zod/mini';
import { InvalidRecordError } from '../../core/exam/invalid-record-error.ts';
import type { Type } from '../../core/grading/function/signature.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import { type Stored, StoredKind, schemaOf } from '../stored-kind.ts';

const verdict = z.enum(['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE']);
const optionalText = z.exactOptional(z.string());
const texts = z.array(z.string());
const file = z.object({ name: z.string(), hash: z.string(), bytes: z.number() });
const program = z.object({
  language: z.string(),
  files: z.array(file),
  entryPoint: optionalText,
  scripted: z.exactOptional(z.boolean()),
  testlib: z.exactOptional(z.boolean()),
});

const type: z.ZodMiniType<Type> = z.lazy(() =>
  z.union([
    z.object({ kind: z.enum(['int32', 'int64', 'float', 'bool', 'string']) }),
    z.object({ kind: z.literal('list'), of: type }),
    record,
  ]),
);
const fields = z.array(z.object({ name: z.string(), type }));
const record = z.object({ kind: z.literal('record'), name: z.string(), fields });

const manifest = z.object({
  formatVersion: z.enum(['legacy', '2025-09']),
  kind: z.enum(['pass-fail', 'scoring']),
  names: z.record(z.string(), z.string()),
  uuid: optionalText,
  licence: z.string(),
  statements: z.array(
    z.discriminatedUnion('format', [
      z.object({
        language: z.string(),
        format: z.enum(['md', 'tex']),
        text: z.string(),
        attachments: z.array(file),
      }),
      z.object({ language: z.string(), format: z.literal('pdf'), file, attachments: z.array(file) }),
    ]),
  ),
  attachments: z.array(file),
  limits: z.object({
    timeMs: z.number(),
    memoryKiB: z.number(),
    outputKiB: z.number(),
    sourceKiB: z.number(),
    compileTimeMs: z.number(),
    compileMemoryKiB: z.number(),
    validationTimeMs: z.number(),
    validationMemoryKiB: z.number(),
    validationOutputKiB: z.number(),
  }),
  timeLimitOrigin: z.enum(['problem.yaml', 'domjudge-problem.ini', '.timelimit', 'default']),
  timeMultipliers: z.object({ accepted: z.number(), tooSlow: z.number() }),
  timeResolutionMs: z.number(),
  languages: z.nullable(texts),
  validation: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('default'), args: texts }),
    z.object({ kind: z.literal('custom'), args: texts, program }),
    z.object({
      kind: z.literal('interactive'),
      args: texts,
      program,
      passes: z.exactOptional(z.number()),
      listens: z.exactOptional(z.literal(true)),
    }),
  ]),
  interactions: z.exactOptional(z.array(file)),
  signature: z.exactOptional(z.object({ parameters: fields, returns: type, records: z.array(record) })),
  frame: z.exactOptional(
    z.object({
      language: z.string(),
      before: z.string(),
      between: z.string(),
      after: z.string(),
      testCases: z.record(z.string(), z.string()),
      replace: z.exactOptional(z.array(z.tuple([z.string(), z.string()]))),
    }),
  ),
  testCases: z.array(
    z.object({
      id: z.string(),
      sample: z.boolean(),
      group: z.string(),
      inputHash: z.string(),
      inputBytes: z.number(),
      answerHash: z.string(),
      answerBytes: z.number(),
      validatorArgs: z.exactOptional(texts),
      hint: optionalText,
    }),
  ),
  groups: z.array(
    z.object({
      name: z.string(),
      aggregation: z.enum(['pass-fail', 'sum', 'min']),
      maxScore: z.nullable(z.number()),
      requires: texts,
    }),
  ),
  included: z.exactOptional(
    z.record(
      z.string(),
      z.object({
        files: z.array(file),
        starts: optionalText,
        sourceName: optionalText,
        before: optionalText,
      }),
    ),
  ),
  jurySubmissions: z.array(
    z.object({
      path: z.string(),
      program,
      requirements: z.array(
        z.object({
          of: z.string(),
          permitted: z.array(verdict),
          required: z.array(verdict),
          whole: z.exactOptional(z.literal(true)),
          score: z.exactOptional(z.tuple([z.number(), z.number()])),
          message: optionalText,
          timeLimit: z.exactOptional(z.enum(['lower', 'upper'])),
        }),
      ),
      expected: z.nullable(verdict),
    }),
  ),
});

const problemDocument = new StoredKind<ProblemVersion, undefined>(
  'problem version',
  schemaOf<ProblemVersion>()(
    z.object({
      problemId: z.string(),
      version: z.number(),
      importId: z.string(),
      importedAt: z.string(),
      manifest,
    }),
  ),
);

/** A version as the document that is stored. */
export function writeProblemDocument(version: ProblemVersion): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(problemDocument.write(version)));
}

/** A version by its document. @param where it was read, for people. @throws InvalidRecordError */
export function readProblemDocument(where: string, bytes: Uint8Array): ProblemVersion {
  return problemDocument.parse(where, parseObject(where, bytes), undefined);
}

function parseObject(where: string, bytes: Uint8Array): Stored {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new InvalidRecordError(`${where} is not JSON`);
  }
  return typeof read === 'object' && read !== null ? { ...read } : {};
}
