import { DEFAULT_LIMITS } from '../../../core/grading/problem-limits.ts';
import type { TestCase } from '../../../core/grading/test-case.ts';
import type { ProblemVersion } from '../../../core/problems/problem.ts';
import type { SubmittableProblem } from '../../../core/submissions/intake.ts';

/** Inputs by their hash; a right program prints what it reads. */
const DATA = new Map(['sample', 'secret'].map((name) => [name, Buffer.from(`${name} 42\n`)]));

const testCases = [...DATA].map(
  ([name, bytes]): TestCase => ({
    id: `${name}/1`,
    sample: name === 'sample',
    group: name,
    inputHash: name,
    inputBytes: bytes.length,
    answerHash: name,
    answerBytes: bytes.length,
  }),
);

const LIMITS = { ...DEFAULT_LIMITS, outputKiB: 64 };

/** The exam's one problem: print what you read. */
export const PROBLEM = {
  version: {
    problemId: 'sum',
    version: 1,
    manifest: { kind: 'pass-fail', limits: LIMITS, testCases, validation: { kind: 'default', args: [] } },
  } as unknown as ProblemVersion,
  readTestData: async (hash: string): Promise<Uint8Array> => {
    const bytes = DATA.get(hash);
    if (bytes === undefined) throw new Error(`there is no test data ${hash}`);
    return bytes;
  },
  submittable: {
    languages: null,
    validation: { kind: 'default' },
    sourceKiB: LIMITS.sourceKiB,
    timeMs: LIMITS.timeMs,
    testCases: testCases.length,
    samples: 1,
  } satisfies SubmittableProblem,
} as const;
