import { given } from '../exam/given.ts';
import { loadIncluded } from '../grading/included-code.ts';
import type { Judge } from '../grading/judge.ts';
import { type JudgeSubmissionRequest, judgeSubmission } from '../grading/judge-submission.ts';
import type { SubmissionResult } from '../grading/submission-result.ts';
import type { ContentHash } from '../grading/test-case.ts';
import type { ProblemManifest } from './problem.ts';

/** What judging a package's programs on this machine needs. */
export interface JudgingTools {
  readonly judge: Judge;
  /** Reads what the manifest names. */
  readonly read: (hash: ContentHash) => Promise<Uint8Array>;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  readonly signal?: AbortSignal;
}

/** What is judged of a package, and what differs from what it says. */
export type ProgramToJudge = Pick<JudgeSubmissionRequest, 'source' | 'entryPoint' | 'language' | 'policy'> &
  Partial<
    Pick<
      JudgeSubmissionRequest,
      'limits' | 'testCases' | 'readTestData' | 'validation' | 'textBytes' | 'transcriptBytes'
    >
  >;

/**
 * Judges a program by a package as participants' programs are judged; without points unless all test cases are.
 *
 * @throws JudgeError when the judge fails
 */
export async function judgeProgram(
  manifest: ProblemManifest,
  program: ProgramToJudge,
  { judge, read, newNonce, signal }: JudgingTools,
): Promise<SubmissionResult> {
  const isWhole = program.testCases === undefined;
  return await judgeSubmission({
    limits: manifest.limits,
    testCases: manifest.testCases,
    readTestData: read,
    validation: manifest.validation,
    ...given({ signature: manifest.signature, frame: manifest.frame }),
    ...(isWhole && manifest.kind === 'scoring' ? { groups: manifest.groups } : {}),
    ...given({ included: await loadIncluded(manifest.included, program.language, read) }),
    ...program,
    judge,
    newNonce,
    ...(signal === undefined ? {} : { signal }),
  });
}
