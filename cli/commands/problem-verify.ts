import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { JudgeError } from '../../core/grading/judge.ts';
import { formatFault } from '../../core/problems/package/fault.ts';
import { type PackageResult, readPackage } from '../../core/problems/package/read-package.ts';
import { nameOf, type ProblemManifest } from '../../core/problems/problem.ts';
import {
  type PackageVerification,
  type VerifiedSubmission,
  verifyPackage,
} from '../../core/problems/verify-package.ts';
import { openPackage, readerOf } from '../open-package.ts';
import { type NamedJudge, withJudge } from '../with-judge.ts';
import { describeTestData, testDataToJson } from './problem-verify-data.ts';

/** What `assize problem verify` was asked. */
export interface ProblemVerifyOptions {
  /** A package's folder, or its zip archive. */
  readonly package: string;
  readonly json: boolean;
  /** A Judge0 to use instead of a local judge host. */
  readonly judge?: NamedJudge;
  readonly signal?: AbortSignal;
}

/** Where a command writes. */
export interface Output {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Says what is under way, for people who wait; the next line takes its place. */
  readonly progress?: (what: string) => void;
}

/** Exit codes: all as expected, something not, package with faults, package that Assize or this judge does not support. */
export const VERIFY_EXIT = { asExpected: 0, notAsExpected: 1, faulty: 2, notSupported: 3 } as const;

/**
 * Verifies a problem package without any running system: reads it, runs its validators on its test data and judges its
 * own submissions on a judge host of its own (ended when it is done), and says whether each got what the package
 * expects. Answers the exit code. Throws CommandError when there is no package.
 */
export async function verifyProblem(options: ProblemVerifyOptions, output: Output): Promise<number> {
  const problem = basename(resolve(options.package)).replace(/\.(zip|kpp)$/, '');
  const result = readPackage(openPackage(options.package));
  for (const fault of result.faults) if (!options.json) output.err(formatFault(fault));
  const { manifest, checks } = result;
  if (manifest === null || checks === null) {
    if (options.json) output.out(JSON.stringify(nothingJudged(problem, result)));
    else output.err(`${problem} is refused.`);
    // Broken comes before unsupported: a package with both is mended first.
    return result.faults.some(({ severity }) => severity === 'error')
      ? VERIFY_EXIT.faulty
      : VERIFY_EXIT.notSupported;
  }
  const print = options.json ? () => undefined : output.out;
  const verifying = withJudge(options.judge, output.err, (judge) =>
    verifyPackage(manifest, checks, {
      judge,
      read: readerOf(checks.contents),
      newNonce: () => randomBytes(16).toString('hex'),
      ...(output.progress === undefined || options.json ? {} : { onBegin: output.progress }),
      onTestData: (testData) => describeTestData(testData).forEach((line) => void print(line)),
      on: (line) => print(describe(line)),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }),
  );
  const verification = await verifying.catch((error: unknown) => {
    if (error instanceof JudgeError && error.kind === 'incapable') return error.message;
    throw error;
  });
  if (typeof verification === 'string') {
    const reason = `This judge cannot judge ${nameOf(manifest)}: ${verification}.`;
    if (options.json) output.out(JSON.stringify({ ...nothingJudged(problem, result), notSupported: reason }));
    else output.err(`${reason} Give the problem less, or use a judge that grants more.`);
    return VERIFY_EXIT.notSupported;
  }
  if (options.json) output.out(JSON.stringify(toJson(problem, result, verification)));
  else for (const line of summarize(manifest, verification)) output.out(line);
  return verification.asExpected ? VERIFY_EXIT.asExpected : VERIFY_EXIT.notAsExpected;
}

function nothingJudged(problem: string, { faults }: PackageResult) {
  return { problem, faults, validators: [], inputs: [], outputs: [], submissions: [] };
}

function describe({ submission, verdict, skipped, failed }: VerifiedSubmission): string {
  const expected = submission.expected ?? 'rejected';
  if (failed !== undefined)
    return `NOT       ${submission.path}: the judge could not answer for it (${expected} expected)\n          ${failed}`;
  if (verdict === undefined) return `skipped   ${submission.path}: ${skipped}`;
  const mark = verdict.complaints.length === 0 ? 'as wanted' : 'NOT      ';
  const points = verdict.score === undefined ? '' : `, ${verdict.score} points`;
  const at = verdict.firstFailing === undefined ? '' : ` at ${verdict.firstFailing}`;
  const complaints = verdict.complaints.map((complaint) => `\n          ${complaint}`).join('');
  return `${mark} ${submission.path}: ${verdict.verdict}${at} (${expected} expected), ${Math.round(verdict.cpuMs)} ms${points}${complaints}`;
}

function summarize(
  manifest: ProblemManifest,
  { submissions, timeLimit, asExpected }: PackageVerification,
): string[] {
  const judged = submissions.filter(({ verdict, failed }) => verdict !== undefined || failed !== undefined);
  const right = judged.filter(({ verdict }) => verdict?.complaints.length === 0);
  const proposal =
    timeLimit.proposedMs === null
      ? 'No time limit can be proposed'
      : `Proposed time limit: ${timeLimit.proposedMs / 1000} s`;
  const margins =
    manifest.timeLimitOrigin === 'default'
      ? 'the package states none'
      : `the package's ${manifest.limits.timeMs / 1000} s ${timeLimit.limitKeepsMargins ? 'keeps' : 'does not keep'} the margins`;
  const skipped = submissions.length - judged.length;
  return [
    `${proposal} (${margins}). ${timeLimit.reason}`,
    `${nameOf(manifest)}: ${right.length} of ${judged.length} jury submissions as expected${skipped === 0 ? '' : `, ${skipped} skipped`}${asExpected ? '.' : '; the package is not as it says.'}`,
  ];
}

function toJson(
  problem: string,
  { faults }: PackageResult,
  { testData, submissions, timeLimit }: PackageVerification,
) {
  return {
    problem,
    faults,
    timeLimit,
    ...testDataToJson(testData),
    submissions: submissions.map(({ submission, verdict, skipped, failed }) => ({
      file: submission.path,
      language: submission.program.language,
      expected: submission.expected,
      verdict: verdict?.verdict ?? null,
      ok: failed !== undefined ? false : verdict === undefined ? null : verdict.complaints.length === 0,
      skipped: skipped ?? null,
      ...(failed === undefined ? {} : { complaints: [failed] }),
      ...(verdict === undefined ? {} : { cpuMs: verdict.cpuMs, complaints: verdict.complaints }),
      ...(verdict?.score === undefined ? {} : { score: verdict.score }),
    })),
  };
}
