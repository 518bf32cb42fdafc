import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { type Judge, JudgeError } from '../../core/grading/judge.ts';
import { type Fault, formatFault, messageOf } from '../../core/problems/package/fault.ts';
import { readPackage } from '../../core/problems/package/read-package.ts';
import { nameOf, type ProblemManifest } from '../../core/problems/problem.ts';
import {
  type PackageVerification,
  type VerifiedSubmission,
  verifyPackage,
} from '../../core/problems/verify-package.ts';
import { findPackages } from '../find-packages.ts';
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

/** What came of one package. */
interface Verified {
  /** One of `VERIFY_EXIT`. */
  readonly exit: number;
  /** Its jury submissions; none where nothing was judged. */
  readonly submissions: readonly VerifiedSubmission[];
}

/** Lends a judge to some work: one of its own, or one that several packages share. */
type LendJudge = <T>(work: (judge: Judge) => Promise<T>) => Promise<T>;

/**
 * Verifies a problem package without any running system: reads it, runs its validators on its test data and judges its
 * own submissions on a judge host of its own (ended when it is done), and says whether each got what the package
 * expects. Answers the exit code. Throws CommandError when there is no package.
 */
export async function verifyProblem(options: ProblemVerifyOptions, output: Output): Promise<number> {
  const lend: LendJudge = (work) => withJudge(options.judge, output.err, work);
  return (await verifyOne(options, output, lend)).exit;
}

/**
 * Verifies every package in these places (packages, or folders of them), one after the other on one judge, and then says how
 * many of all submissions are as expected and which are not. What breaks on one package is told of that package, and the rest
 * goes on. Answers the exit code: 1 where something is not as expected, else the worst of the packages. Throws CommandError
 * when the only place is no package.
 */
export async function verifyProblems(
  places: readonly string[],
  options: Omit<ProblemVerifyOptions, 'package'>,
  output: Output,
): Promise<number> {
  const paths = places.flatMap((place) => {
    const found = findPackages(place);
    return found.length === 0 ? [place] : found;
  });
  const [only] = paths;
  if (only !== undefined && paths.length === 1)
    return await verifyProblem({ ...options, package: only }, output);
  return await withJudge(options.judge, output.err, async (judge) => {
    const verified: { path: string; came: Verified }[] = [];
    for (const [index, path] of paths.entries()) {
      if (!options.json) output.out(`\n${path} (${index + 1} of ${paths.length})`);
      const came = await verifyOne({ ...options, package: path }, output, (work) => work(judge)).catch(
        (error: unknown): Verified => {
          if (error instanceof JudgeError && error.kind === 'aborted') throw error;
          if (options.json)
            output.out(JSON.stringify({ ...nothingJudged(path, []), failed: messageOf(error) }));
          else output.err(`NOT       ${messageOf(error)}`);
          return { exit: VERIFY_EXIT.notAsExpected, submissions: [] };
        },
      );
      verified.push({ path, came });
    }
    if (!options.json) for (const line of summarizeAll(verified)) output.out(line);
    const exits = verified.map(({ came }) => came.exit);
    const { notAsExpected, faulty, notSupported, asExpected } = VERIFY_EXIT;
    return [notAsExpected, faulty, notSupported].find((exit) => exits.includes(exit)) ?? asExpected;
  });
}

async function verifyOne(options: ProblemVerifyOptions, output: Output, lend: LendJudge): Promise<Verified> {
  const path = options.package;
  const problem = nameOfPath(path);
  const result = readPackage(openPackage(path));
  for (const fault of result.faults) if (!options.json) output.err(formatFault(fault));
  const { manifest, checks, faults } = result;
  if (manifest === null || checks === null) {
    if (options.json) output.out(JSON.stringify(nothingJudged(path, faults)));
    else output.err(`${problem} is refused.`);
    // Broken comes before unsupported: a package with both is mended first.
    const isFaulty = faults.some(({ severity }) => severity === 'error');
    return { exit: isFaulty ? VERIFY_EXIT.faulty : VERIFY_EXIT.notSupported, submissions: [] };
  }
  const print = options.json ? () => undefined : output.out;
  const verifying = lend((judge) =>
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
    if (options.json) output.out(JSON.stringify({ ...nothingJudged(path, faults), notSupported: reason }));
    else output.err(`${reason} Give the problem less, or use a judge that grants more.`);
    return { exit: VERIFY_EXIT.notSupported, submissions: [] };
  }
  if (options.json) output.out(JSON.stringify(toJson(path, faults, verification)));
  else for (const line of summarize(manifest, verification)) output.out(line);
  const { asExpected, submissions } = verification;
  return { exit: asExpected ? VERIFY_EXIT.asExpected : VERIFY_EXIT.notAsExpected, submissions };
}

function nameOfPath(path: string): string {
  return basename(resolve(path)).replace(/\.(zip|kpp)$/, '');
}

function nothingJudged(path: string, faults: readonly Fault[]) {
  return {
    problem: nameOfPath(path),
    path: resolve(path),
    faults,
    validators: [],
    inputs: [],
    outputs: [],
    submissions: [],
  };
}

function describe({ submission, verdict, skipped, failed }: VerifiedSubmission): string {
  const expected = submission.expected ?? 'rejected';
  if (failed !== undefined)
    return `NOT       ${submission.path}: the judge could not answer for it (${expected} expected)\n          ${failed}`;
  if (verdict === undefined) return `skipped   ${submission.path}: ${skipped}`;
  const mark = verdict.complaints.length === 0 ? 'as wanted' : 'NOT      ';
  const points = verdict.score === undefined ? '' : `, ${verdict.score} points`;
  const at = verdict.firstFailing === undefined ? '' : ` at ${verdict.firstFailing}`;
  const said = [...verdict.complaints, ...verdict.remarks].map((line) => `\n          ${line}`).join('');
  return `${mark} ${submission.path}: ${verdict.verdict}${at} (${expected} expected), ${Math.round(verdict.cpuMs)} ms${points}${said}`;
}

function summarize(
  manifest: ProblemManifest,
  { submissions, timeLimit, asExpected }: PackageVerification,
): string[] {
  const { judged, right } = count(submissions);
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

/** Those that were judged, or that the judge could not answer for; and those of them that are as expected. */
function count(submissions: readonly VerifiedSubmission[]) {
  const judged = submissions.filter(({ verdict, failed }) => verdict !== undefined || failed !== undefined);
  return { judged, right: judged.filter(({ verdict }) => verdict?.complaints.length === 0) };
}

function summarizeAll(verified: readonly { path: string; came: Verified }[]): string[] {
  const all = verified.flatMap(({ came }) => came.submissions);
  const { judged, right } = count(all);
  const wrong = verified.flatMap(({ path, came }) => {
    const { judged, right } = count(came.submissions);
    return judged.filter((each) => !right.includes(each)).map((each) => `  ${path}: ${each.submission.path}`);
  });
  const skipped = all.length - judged.length;
  return [
    '',
    `${verified.length} packages: ${right.length} of ${judged.length} jury submissions as expected${skipped === 0 ? '' : `, ${skipped} skipped`}${wrong.length === 0 ? '.' : '; not so:'}`,
    ...wrong,
  ];
}

function toJson(
  path: string,
  faults: readonly Fault[],
  { testData, submissions, timeLimit }: PackageVerification,
) {
  return {
    problem: nameOfPath(path),
    path: resolve(path),
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
      ...(verdict === undefined
        ? {}
        : { cpuMs: verdict.cpuMs, complaints: verdict.complaints, remarks: verdict.remarks }),
      ...(verdict?.score === undefined ? {} : { score: verdict.score }),
    })),
  };
}
