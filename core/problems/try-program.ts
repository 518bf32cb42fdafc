import { notRun } from '../grading/judge-submission.ts';
import { scoreSubmission } from '../grading/scoring.ts';
import type { SubmissionResult } from '../grading/submission-result.ts';
import type { TestCase } from '../grading/test-case.ts';
import { deriveVerdict } from '../grading/verdict.ts';
import { type JudgingTools, judgeProgram, type ProgramToJudge } from './judge-program.ts';
import type { ProblemManifest } from './problem.ts';

/** How a program is tried. */
export interface TryOptions extends JudgingTools {
  /** Called when the results of more test cases are there, with what is known so far. */
  readonly on?: (soFar: SubmissionResult) => void;
}

/**
 * Judges a program by a package, or by some of its test cases: the samples first and then the others in a judge call of
 * their own, so that what people look at first is there first. Nothing more is judged once it does not compile, or, by
 * `first-failure`, after a failure.
 *
 * @throws JudgeError when the judge fails
 */
export async function tryProgram(
  manifest: ProblemManifest,
  program: ProgramToJudge & { readonly testCases: readonly TestCase[] },
  options: TryOptions,
): Promise<SubmissionResult> {
  const parts = [true, false]
    .map((isSample) => program.testCases.filter(({ sample }) => sample === isSample))
    .filter((part) => part.length > 0);
  let whole: SubmissionResult | undefined;
  for (const testCases of parts) {
    const result = await judgeProgram(manifest, { ...program, testCases }, options);
    whole = whole === undefined ? result : join(whole, result);
    options.on?.(whole);
    if (result.verdict === 'CE' || (program.policy === 'first-failure' && result.verdict !== 'AC')) break;
  }
  if (whole === undefined) throw new RangeError('There is no test case to try a program on.');
  if (whole.verdict !== 'CE') {
    const rest = program.testCases.slice(whole.perCase.length).map(notRun);
    whole = { ...whole, perCase: [...whole.perCase, ...rest] };
  }
  const isScored = manifest.kind === 'scoring' && whole.perCase.length === manifest.testCases.length;
  return isScored
    ? { ...whole, score: scoreSubmission(manifest.testCases, manifest.groups, whole.perCase) }
    : whole;
}

/** The result of two parts of the test cases, one after the other. */
function join(one: SubmissionResult, next: SubmissionResult): SubmissionResult {
  const perCase = [...one.perCase, ...next.perCase];
  const counts: SubmissionResult['counts'] = Object.fromEntries(
    [...Map.groupBy(perCase, ({ verdict }) => verdict)].map(([verdict, alike]) => [verdict, alike.length]),
  );
  const { compileOutput } = next;
  return {
    ...(next.verdict === 'CE' ? { verdict: 'CE' as const } : deriveVerdict(perCase)),
    perCase,
    counts,
    judgeCalls: one.judgeCalls + next.judgeCalls,
    validatorCalls: one.validatorCalls + next.validatorCalls,
    callsSaved: one.callsSaved + next.callsSaved,
    mode: next.mode,
    ...(compileOutput === undefined ? {} : { compileOutput }),
    whySplit: [...new Set([...one.whySplit, ...next.whySplit])],
    notes: [...new Set([...one.notes, ...next.notes])],
    cpuMs: Math.max(one.cpuMs, next.cpuMs),
    wallMs: Math.max(one.wallMs, next.wallMs),
    memoryKiB: Math.max(one.memoryKiB, next.memoryKiB),
  };
}
