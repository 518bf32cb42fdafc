import type { SubmissionResult, TestCaseResult } from '../grading/judge-submission.ts';

/** Characters of program output that a stored result keeps in all; a row of DynamoDB holds 400 KB. */
const MAX_HEADS = 48 * 1024;
/** Characters of one word of ours or of the compiler's. */
const MAX_TEXT = 8 * 1024;

/**
 * A result as it is stored. What a test case printed is kept where somebody will look for it: where it went wrong,
 * up to a budget for the whole submission. Verdicts, times, lengths and hashes are always kept.
 */
export function compactResult(result: SubmissionResult): SubmissionResult {
  let budget = MAX_HEADS;
  const keep = (text: string) => {
    const kept = text.slice(0, budget);
    budget -= kept.length;
    return kept;
  };
  const perCase = result.perCase.map((testCase): TestCaseResult => {
    const wrong = testCase.verdict !== 'AC' && testCase.verdict !== 'not-run';
    return {
      ...testCase,
      outputHead: wrong ? keep(testCase.outputHead) : '',
      stderrHead: wrong ? keep(testCase.stderrHead) : '',
    };
  });
  return {
    ...result,
    perCase,
    ...(result.compileOutput === undefined ? {} : { compileOutput: result.compileOutput.slice(0, MAX_TEXT) }),
    whySplit: result.whySplit.slice(0, 20).map((reason) => reason.slice(0, 500)),
    notes: result.notes.slice(0, 20).map((note) => note.slice(0, 500)),
  };
}
