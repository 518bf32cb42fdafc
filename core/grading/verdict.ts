/**
 * What judging can say about a test case, and about a submission.
 *
 * AC accepted, WA wrong answer, TLE time limit, MLE memory limit, OLE output limit, RTE crash or non-zero exit,
 * CE does not compile (submission only), JE the judge failed: never the participant's fault, and only ever together
 * with quarantine.
 */
export type Verdict = 'AC' | 'WA' | 'TLE' | 'MLE' | 'OLE' | 'RTE' | 'CE' | 'JE';

/** Every verdict, in the order in which tables show them. */
export const VERDICTS: readonly Verdict[] = ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE'];

/** A test case's verdict. `not-run` is no verdict on the program: an earlier failure or a budget stopped the run. */
export type TestCaseVerdict = Exclude<Verdict, 'CE'> | 'not-run';

/** Why a test case has its verdict: which clock, which signal, which exit code, what the validator said. */
export interface VerdictDetail {
  /** TLE: the clock that ran out. */
  readonly clock?: 'cpu' | 'wall';
  /** RTE by signal: its number (11 = SIGSEGV). */
  readonly signal?: number;
  /** RTE by exit: the code, 1..255. */
  readonly exitCode?: number;
  /** WA: what the comparison or the validator found; JE and not-run: the reason. One line, trimmed. */
  readonly feedback?: string;
  /** Custom output validator: its score for this test case, when it gave one. */
  readonly score?: number;
}

/** The least that deriving a submission's verdict needs of a test case's result. */
export interface JudgedTestCase {
  readonly testCaseId: string;
  readonly verdict: TestCaseVerdict;
}

/** A submission's verdict and the test case that decided it. */
export interface DerivedVerdict {
  readonly verdict: Verdict;
  /** Id of the first test case, in the problem's order, that is not AC; absent when all are. */
  readonly firstFailing?: string;
}

/**
 * Derives a submission's verdict from its test cases in the problem's order.
 *
 * JE anywhere before a failure wins: a submission that we could not judge is never called right or wrong. Otherwise
 * the first test case that is not AC decides. Test cases that were not run decide nothing unless nothing failed: then
 * the submission is not fully judged, which is JE.
 */
export function deriveVerdict(results: readonly JudgedTestCase[]): DerivedVerdict {
  for (const { testCaseId, verdict } of results) {
    if (verdict === 'AC') continue;
    if (verdict === 'not-run') return { verdict: 'JE', firstFailing: testCaseId };
    return { verdict, firstFailing: testCaseId };
  }
  return { verdict: 'AC' };
}

const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 4: 'SIGILL', 5: 'SIGTRAP', 6: 'SIGABRT', 7: 'SIGBUS', 8: 'SIGFPE',
  9: 'SIGKILL', 10: 'SIGUSR1', 11: 'SIGSEGV', 12: 'SIGUSR2', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM',
  24: 'SIGXCPU', 25: 'SIGXFSZ', 31: 'SIGSYS',
}; // biome-ignore format: a table

/** A signal's name: `SIGSEGV`, `signal 42`. */
export function nameSignal(signal: number): string {
  return SIGNAL_NAMES[signal] ?? `signal ${signal}`;
}

/** Says a verdict with its detail for people: `TLE (cpu)`, `RTE (SIGSEGV)`, `RTE (exit 3)`. */
export function describeVerdict(verdict: TestCaseVerdict | Verdict, detail: VerdictDetail = {}): string {
  if (detail.clock !== undefined) return `${verdict} (${detail.clock})`;
  if (detail.signal !== undefined) return `${verdict} (${nameSignal(detail.signal)})`;
  if (detail.exitCode !== undefined) return `${verdict} (exit ${detail.exitCode})`;
  return verdict;
}
