import type { BatchOutput, Frame } from './batch-protocol.ts';
import { CUT, findMissingCommand, NO_INTERACTOR, NO_ROOM, ROOM, STOPPED } from './bundle.ts';
import { JudgeError, type JudgeLimits, type JudgeReport, MissingToolchainError } from './judge.ts';
import type { Ending, RunLimits } from './program-run.ts';

/** Bytes of a report as text; '' where the judge gave none. */
export function decodeText(bytes: Uint8Array | null): string {
  return bytes === null ? '' : new TextDecoder().decode(bytes);
}

/** Thrown where a problem's interactor does not compile: nothing is known of the participant's program. */
export class InteractorError extends Error {
  override readonly name = 'InteractorError';
}

/** The last line of a compilation that passed its wall limit. */
const STOPPED_WAITING = new RegExp(`^${STOPPED}it took more than [^ ]+ s$`);

/**
 * What the compiler said. Throws JudgeError `incapable` when there was no compiler, or no room for what it makes, and
 * InteractorError.
 */
export function readCompileError(report: JudgeReport): string {
  const said = decodeText(report.compileOutput).trimEnd();
  const cut = said.endsWith(`\n${CUT}`);
  const text = cut ? said.slice(0, -CUT.length).trimEnd() : said;
  const words = text.slice(0, text.lastIndexOf('\n') + 1);
  const last = text.slice(words.length);
  // A compiler's own words begin with a file's name, and it has not the last one: no source can make it say these.
  const missing = findMissingCommand(text);
  if (missing !== undefined) throw new MissingToolchainError(missing);
  if (last.startsWith(NO_ROOM)) throw new JudgeError('incapable', last);
  if (text.startsWith(NO_INTERACTOR)) {
    // Nobody's fault but a busy host's: it took little CPU time.
    if (STOPPED_WAITING.test(last)) throw new JudgeError('incapable', `compiling the interactor: ${last}`);
    throw new InteractorError(text.slice(NO_INTERACTOR.length).trim());
  }
  if (cut && STOPPED_WAITING.test(last))
    throw new JudgeError('incapable', `compiling a program after its interactor: ${last}`);
  if (last.startsWith(STOPPED))
    return `Compiling was stopped: ${last.slice(STOPPED.length)}.\n${words}`.trimEnd();
  const told = last === ROOM ? words.trimEnd() : text;
  return told === '' ? (report.message ?? '') : told;
}

/** A judge whose own sandbox failed has said nothing about the program: another may. Throws JudgeError `broken`. */
export function refuseInternalError(report: JudgeReport): void {
  if (report.outcome === 'internal-error' || report.outcome === 'exec-format')
    throw new JudgeError(
      'broken',
      `the judge said ${report.status}${report.message ? `: ${report.message}` : ''}`,
    );
}

/**
 * A program that the kernel killed below the problem's limit met the host's: another host may grant more. Throws
 * JudgeError `incapable`.
 */
export function refuseTooLittleMemory(
  { oomKilled, peakKiB }: Frame,
  ending: Ending,
  { maxMemoryKiB }: JudgeLimits,
  { memoryKiB }: RunLimits,
): void {
  if (ending.kind !== 'MLE' || !oomKilled || maxMemoryKiB >= memoryKiB || peakKiB > memoryKiB) return;
  throw new JudgeError(
    'incapable',
    `a test case may use ${memoryKiB} KiB of memory; the host grants ${maxMemoryKiB} KiB`,
  );
}

/** A report's CPU time may pass the supervisor's by this much before anybody wonders: 1 ms is usual. */
const UNEXPLAINED_MS = 50;
const UNEXPLAINED_SHARE = 0.05;

/** CPU time that the judge measured and the supervisor does not account for, ms; 0 when it is within what is usual. */
export function findUnexplainedCpu(batch: BatchOutput, report: JudgeReport): number {
  if (batch.end === undefined || report.cpuMs === null) return 0;
  const unexplained = report.cpuMs - (batch.end.cpuUs + batch.end.ownCpuUs) / 1000;
  return unexplained > Math.max(UNEXPLAINED_MS, report.cpuMs * UNEXPLAINED_SHARE) ? unexplained : 0;
}
