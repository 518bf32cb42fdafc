import type { BatchOutput } from './batch-protocol.ts';
import type { JudgeLimits } from './judge.ts';
import { refuseTooLittleMemory } from './judge-report.ts';
import { decideEnding, decideFrameEnding, type ProgramRun, type RunLimits } from './program-run.ts';

/** What a batch's frames are read with. */
export interface FramesContext {
  /** The inputs that the call was made for. */
  readonly chunk: readonly number[];
  /** CPU time of the batch that no frame tells, ms. */
  readonly unexplainedMs: number;
  readonly granted: RunLimits;
  readonly host: JudgeLimits;
  readonly way: ProgramRun['way'];
  readonly call: number;
}

/**
 * The runs that a batch decided: from the first on, up to one that says nothing about the program, or that the time
 * which nobody reported could be of. Alone that time can only be the run's own. Throws JudgeError `incapable` when the
 * host's memory ended one below the problem's limit.
 */
export function readFrames({ frames }: BatchOutput, context: FramesContext): ProgramRun[] {
  const { chunk, unexplainedMs, granted, host, way, call } = context;
  const runs: ProgramRun[] = [];
  for (const [at, frame] of frames.entries()) {
    let ending = decideFrameEnding(frame, granted);
    let cpuMs = frame.cpuUs / 1000;
    if (ending.kind === 'lost') break;
    refuseTooLittleMemory(frame, ending, host, granted);
    if (ending.kind === 'ok' && cpuMs + unexplainedMs > granted.cpuMs) {
      if (chunk.length > 1) break;
      cpuMs += unexplainedMs;
      ending = decideEnding({ cpuMs, memoryKiB: frame.peakKiB, ...frame }, granted);
    }
    runs.push({
      index: chunk[at] as number,
      ending,
      cpuMs,
      wallMs: frame.wallUs / 1000,
      memoryKiB: frame.peakKiB,
      output: frame.output,
      outputBytes: frame.outputBytes,
      complete: frame.output.length === frame.outputBytes,
      ...(frame.digests === undefined ? {} : { digests: frame.digests }),
      ...(frame.conversation === undefined ? {} : { conversation: frame.conversation }),
      stderr: frame.stderr,
      ...(frame.stderrBytes === frame.stderr.length
        ? {}
        : { stderrGap: { at: frame.stderrHeadBytes, bytes: frame.stderrBytes - frame.stderr.length } }),
      way,
      call,
    });
  }
  return runs;
}
