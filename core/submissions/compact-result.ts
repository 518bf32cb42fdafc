import { gzipSync, strToU8 } from 'fflate';
import type { SubmissionResult, TestCaseResult } from '../grading/judge-submission.ts';

/**
 * Bytes that a result's test cases may take, compressed as a row has them. A row of DynamoDB holds 400 KB; the rest is
 * for the texts below, for up to 60 setbacks of 500 characters, and for what intake wrote.
 */
export const MAX_STORED_CASES_BYTES = 288 * 1024;
/** Bytes of outputs, and as many of feedback, that are kept in all: the most that still fits of these. */
const TEXT_BUDGETS = [48, 24, 12, 6, 3, 0].map((kib) => kib * 1024);
/** Bytes of the compiler's words, of the reasons for more than one call, and of notes. */
const MAX_COMPILE_BYTES = 12 * 1024;
const MAX_LINES_BYTES = 8 * 1024;
const MAX_LINE_BYTES = 1024;

/** A result's test cases as a row has them: JSON, compressed. */
export function packCases(perCase: readonly TestCaseResult[]): Uint8Array<ArrayBuffer> {
  return gzipSync(strToU8(JSON.stringify(perCase)), { level: 6, mtime: 0 });
}

/**
 * A result as it is stored: it fits a row, whatever it holds. What a test case printed, and what was said of it, is kept
 * where somebody will look for it: samples first, then where it went wrong, then the rest, up to a budget for the whole
 * submission. Verdicts, times and lengths are kept; hashes give way when thousands of test cases need the room, and the
 * last test cases when even that is not enough, which a note says. Counts always tell all.
 */
export function compactResult(
  result: SubmissionResult,
  isSample: (testCaseId: string) => boolean = () => false,
): SubmissionResult {
  const { perCase, omitted } = fitCases(result.perCase.map(roundTimes), isSample);
  const notes =
    omitted === 0
      ? result.notes
      : [
          `the results of the last ${omitted} test cases are not kept: a row has no room for them`,
          ...result.notes,
        ];
  return {
    ...result,
    perCase,
    ...(result.compileOutput === undefined
      ? {}
      : { compileOutput: cut(result.compileOutput, MAX_COMPILE_BYTES) }),
    whySplit: cutLines(result.whySplit),
    notes: cutLines(notes),
  };
}

function fitCases(
  all: readonly TestCaseResult[],
  isSample: (testCaseId: string) => boolean,
): { readonly perCase: readonly TestCaseResult[]; readonly omitted: number } {
  const fits = (cases: readonly TestCaseResult[]) => packCases(cases).length <= MAX_STORED_CASES_BYTES;
  for (const budget of TEXT_BUDGETS) {
    const perCase = cutTexts(all, budget, isSample);
    if (fits(perCase)) return { perCase, omitted: 0 };
  }
  let perCase: readonly TestCaseResult[] = cutTexts(all, 0, isSample).map(
    ({ outputSha256: _left, ...testCase }) => testCase,
  );
  while (!fits(perCase)) perCase = perCase.slice(0, Math.floor(perCase.length * 0.8));
  return { perCase, omitted: all.length - perCase.length };
}

function cutTexts(
  all: readonly TestCaseResult[],
  budget: number,
  isSample: (testCaseId: string) => boolean,
): TestCaseResult[] {
  const keepHead = makeKeeper(budget);
  const keepFeedback = makeKeeper(budget);
  const wanted = (testCase: TestCaseResult) =>
    isSample(testCase.testCaseId) ? 0 : testCase.verdict === 'AC' || testCase.verdict === 'not-run' ? 2 : 1;
  const kept = [...all];
  const byWant = all.map((testCase, index) => ({ testCase, index, want: wanted(testCase) }));
  for (const { testCase, index, want } of byWant.sort((a, b) => a.want - b.want || a.index - b.index)) {
    const { feedback, ...detail } = testCase.detail;
    const { conversation = '', ...rest } = testCase;
    const spoken = want < 2 ? keepHead(conversation) : '';
    const said = feedback === undefined ? '' : keepFeedback(feedback);
    kept[index] = {
      ...rest,
      ...(spoken === '' ? {} : { conversation: spoken }),
      detail: said === '' ? detail : { ...detail, feedback: said },
      outputHead: want < 2 ? keepHead(testCase.outputHead) : '',
      stderrHead: want < 2 ? keepHead(testCase.stderrHead) : '',
    };
  }
  return kept;
}

/** Times to a microsecond, which is what clocks tell: the digits beyond are room taken for nothing. */
function roundTimes(testCase: TestCaseResult): TestCaseResult {
  const round = (ms: number) => Math.round(ms * 1000) / 1000;
  return { ...testCase, cpuMs: round(testCase.cpuMs), wallMs: round(testCase.wallMs) };
}

/** The beginning of a text that takes no more than this many bytes, whole characters. */
function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoded.subarray(0, bytes), { stream: true });
}

/** Cuts texts so that all that it is given take no more than this many bytes, and none more than `each`. */
function makeKeeper(bytes: number, each = bytes): (text: string) => string {
  let left = bytes;
  return (text) => {
    const kept = cut(text, Math.min(left, each));
    left -= Buffer.byteLength(kept);
    return kept;
  };
}

function cutLines(lines: readonly string[]): string[] {
  const keep = makeKeeper(MAX_LINES_BYTES, MAX_LINE_BYTES);
  return lines
    .slice(0, 20)
    .map(keep)
    .filter((line) => line !== '');
}
