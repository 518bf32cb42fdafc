import type { Frame, OutputDigests } from './batch-protocol.ts';
import type { Conversation } from './interactive/conversation.ts';
import { LATEST_END } from './second-look.ts';
import type { Way } from './submission-result.ts';
import { nameSignal } from './verdict.ts';

/** How a program's run on one input ended, before anybody has looked at its output. */
export type Ending =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'TLE';
      readonly clock: 'cpu' | 'wall';
      /** It ended by itself, as one that is right would, a little later than it may. */
      readonly late?: true;
    }
  | { readonly kind: 'MLE' }
  | { readonly kind: 'OLE' }
  | { readonly kind: 'RTE'; readonly signal: number }
  | { readonly kind: 'RTE'; readonly exitCode: number }
  /** Nothing can be said about the program: ours to answer for. */
  | { readonly kind: 'lost'; readonly reason: string };

/** One run of a program on one input. */
export interface ProgramRun {
  /** Which input: its index in the list that was given. */
  readonly index: number;
  readonly ending: Ending;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryKiB: number;
  /** The output, or its beginning when `complete` is false. */
  readonly output: Uint8Array;
  readonly outputBytes: number;
  readonly complete: boolean;
  /** Present when the output was cut but read to its end. */
  readonly digests?: OutputDigests;
  /** Its beginning and its end where it was long. */
  readonly stderr: Uint8Array;
  /** Where bytes of `stderr` are left out, and how many. */
  readonly stderrGap?: { readonly at: number; readonly bytes: number };
  /** Of an interactive problem. */
  readonly conversation?: Conversation;
  readonly way: Way;
  /** 1-based number of the judge call. */
  readonly call: number;
}

/** What one run may use, runtime included. */
export interface RunLimits {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryKiB: number;
  readonly outputBytes: number;
  readonly outOfMemory: RegExp | null;
}

/** The run of an input that could not be run. @param call how many judge calls had been made */
export function loseRun(index: number, reason: string, call: number): ProgramRun {
  return {
    index,
    ending: { kind: 'lost', reason },
    cpuMs: 0,
    wallMs: 0,
    memoryKiB: 0,
    output: new Uint8Array(),
    outputBytes: 0,
    complete: true,
    stderr: new Uint8Array(),
    way: 'single',
    call,
  };
}

const SIGKILL = 9;
const CLOSE_TO_LIMIT = 0.95;

/** A run's ending from the facts of it. The same rules hold for a batch's frames and for single submissions. */
export function decideEnding(
  facts: {
    readonly cpuMs: number;
    readonly memoryKiB: number;
    readonly exitCode: number;
    readonly signal: number;
    readonly oomKilled: boolean;
    readonly stderr: Uint8Array;
  },
  limits: RunLimits,
): Ending {
  if (facts.cpuMs > limits.cpuMs) {
    const endedWell = facts.exitCode === 0 && facts.signal === 0 && facts.memoryKiB <= limits.memoryKiB;
    const late = endedWell && facts.cpuMs <= limits.cpuMs * LATEST_END;
    return { kind: 'TLE', clock: 'cpu', ...(late ? { late } : {}) };
  }
  if (facts.memoryKiB > limits.memoryKiB) return { kind: 'MLE' };
  if (facts.exitCode === 0 && facts.signal === 0) return { kind: 'ok' };
  // A crash for want of memory is about memory: at the limit, by the kernel's hand, or by the runtime's own words.
  if (facts.memoryKiB >= limits.memoryKiB * CLOSE_TO_LIMIT) return { kind: 'MLE' };
  if (facts.signal === SIGKILL && facts.oomKilled) return { kind: 'MLE' };
  if (limits.outOfMemory?.test(new TextDecoder().decode(facts.stderr))) return { kind: 'MLE' };
  return facts.signal === 0
    ? { kind: 'RTE', exitCode: facts.exitCode }
    : { kind: 'RTE', signal: facts.signal };
}

/** What a driver ends with whose program cannot be compiled (supervisor/src/supervisor.h). */
const DRIVER_UNREADABLE = 98;

/** The same run as if it had come in time, where it was late and no more; else undefined. */
export function inTime(run: ProgramRun): ProgramRun | undefined {
  return run.ending.kind === 'TLE' && run.ending.late === true
    ? { ...run, ending: { kind: 'ok' } }
    : undefined;
}

/** Whether the driver found, before it served any test case, that the program does not compile. */
export function isUnreadable({ cause, error }: Frame): boolean {
  return cause === 'J' && error === DRIVER_UNREADABLE;
}

/** A frame's ending. `B` and `J` are `lost`: the caller asks again. */
export function decideFrameEnding(frame: Frame, limits: RunLimits): Ending {
  switch (frame.cause) {
    case 'C':
      return { kind: 'TLE', clock: 'cpu' };
    case 'W':
      return frame.cpuUs / 1000 > limits.cpuMs
        ? { kind: 'TLE', clock: 'cpu' }
        : { kind: 'TLE', clock: 'wall' };
    case 'M':
      return { kind: 'MLE' };
    case 'O':
      return { kind: 'OLE' };
    case 'B':
      return { kind: 'lost', reason: "the batch's budget ended during this test case" };
    case 'I':
      return { kind: 'ok' };
    case 'X':
      return { kind: 'lost', reason: `the program could not be started (errno ${frame.error})` };
    case 'J':
      // Later than at its start it is the program itself that ended so.
      if (isUnreadable(frame)) return { kind: 'RTE', exitCode: DRIVER_UNREADABLE };
      return { kind: 'lost', reason: `the supervisor could not run this test case (errno ${frame.error})` };
    case '-':
      return decideEnding(
        {
          cpuMs: frame.cpuUs / 1000,
          memoryKiB: frame.peakKiB,
          exitCode: frame.exitCode,
          signal: frame.signal,
          oomKilled: frame.oomKilled,
          stderr: frame.stderr,
        },
        limits,
      );
  }
}

/** Says how a run ended, as the end of a sentence that the program begins: `was ended by SIGSEGV`. */
export function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'ok':
      return 'ended with exit code 0';
    case 'TLE':
      return ending.clock === 'cpu' ? 'ran out of CPU time' : 'ran out of time on the clock';
    case 'MLE':
      return 'ran out of memory';
    case 'OLE':
      return 'printed more than it may';
    case 'RTE':
      return 'signal' in ending
        ? `was ended by ${nameSignal(ending.signal)}`
        : `ended with exit code ${ending.exitCode}`;
    case 'lost':
      return `could not be run (${ending.reason})`;
  }
}
