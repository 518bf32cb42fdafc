import type { InteractorHeader, ServeMode } from './batch-protocol.ts';
import type { GrantedLimits } from './call-limits.ts';
import type { Judge, JudgeLimits } from './judge.ts';
import type { ProgramRun } from './program-run.ts';
import type { SingleProgram } from './single-run.ts';
import type { Architecture } from './supervisors.ts';

/** One program to run on many inputs, in as few judge calls as the host allows. */
export interface ExecuteRequest {
  readonly judge: Judge;
  readonly granted: GrantedLimits;
  /** Sizes are known before bytes are read, so that a call's inputs are in memory only while it is made. */
  readonly inputs: readonly { readonly bytes: number; read(): Promise<Uint8Array> }[];
  /** The zip for a call that runs these inputs (indices). */
  makeBundle(indices: readonly number[], host: BundleHost): Promise<Uint8Array> | Uint8Array;
  /** How to run it without a bundle, where that is possible. */
  readonly single?: SingleProgram;
  /** false: the host does not run bundles of this language; everything goes as single calls. */
  readonly batches: boolean;
  readonly stopAtFailure: boolean;
  /** A driver that serves many test cases, where the program has one; else a process each. */
  readonly driver?: DriverWay;
  /** What each run talks with; then there is no driver, and inputs are as {@link writeInteractiveCase} makes them. */
  readonly interactor?: InteractorHeader;
  readonly newNonce: () => string;
  readonly maxCalls: number;
  /**
   * Whether a run that ended well says enough without the rest of its output. If not, it is asked for once more in a call
   * of its own, then in parts, and told as it is when that comes to nothing. Absent: it always does.
   */
  isEnough?(run: ProgramRun): Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** What a bundle is made for. */
export interface BundleHost {
  readonly limits: JudgeLimits;
  /** The machine's, where it is known; else a bundle brings all supervisors. */
  readonly architecture?: Architecture;
}

/** Running by a driver: faster than a process each, and not for every input. */
export interface DriverWay {
  readonly mode: Exclude<ServeMode, 'process-each' | 'interact'>;
  makeBundle(host: BundleHost): Uint8Array;
  /** Inputs larger than this go by a process each. */
  readonly largestInput: number;
  /** The program is nothing without its driver: it serves single test cases too, and never gives way. */
  readonly always: boolean;
}

/** What executing took so far. */
export interface ExecuteSummary {
  readonly calls: number;
  /** Present when the program did not compile; then there were no runs. */
  readonly compileError?: string;
  readonly whySplit: readonly string[];
  readonly notes: readonly string[];
}

/** What judge calls brought: runs that are known now, each index once, in order, and what it took so far. */
export interface ExecuteStep extends ExecuteSummary {
  readonly runs: readonly ProgramRun[];
}
