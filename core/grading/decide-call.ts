import type { Decision } from '../exam/decision.ts';
import type { BatchOutput } from './batch-protocol.ts';
import { findMissingCommand } from './bundle.ts';
import type { Conversation } from './interactive/conversation.ts';

/** What a driver that cannot work on this host ends with (supervisor/src/server.c). */
const DRIVER_UNFIT = 97;
/** What a run is not begun for: an interactor that the program could look into (supervisor/src/supervisor.h). */
const INTERACTOR_SEEN = 99;

/** What bash says of a supervisor that is not in the bundle, or not for this machine. */
const NO_SUPERVISOR = './assize-supervisor-';

/**
 * How the first of the waiting test cases is run: in a batch with those that wait with it, by a call of its own in one
 * of the judge's languages, or not at any more; `lose-all`: neither are they.
 */
export function decideCall(facts: {
  readonly calls: number;
  readonly maxCalls: number;
  readonly batches: boolean;
  /** Whether it ended a batch even alone. */
  readonly deadly: boolean;
  readonly hasSingle: boolean;
}): Decision<'batch' | 'single' | 'lose' | 'lose-all'> {
  if (facts.calls >= facts.maxCalls)
    return { action: 'lose-all', reason: `not judged within ${facts.maxCalls} judge calls` };
  if (facts.batches && !facts.deadly) return { action: 'batch', reason: 'the host runs batches' };
  if (facts.hasSingle) return { action: 'single', reason: 'no batch brings it to its end here' };
  return { action: 'lose', reason: 'the run ended without a trace, alone too' };
}

/** What is to become of the test cases of a batch that have no run by it. */
export type RestAction =
  /** There are none. */
  | 'none'
  /** They wait together, behind a failure that the batch was to stop at. */
  | 'keep'
  /** The next batch. */
  | 'go-on'
  /** Two batches. */
  | 'halve'
  /** The first, which is suspected, in a batch of its own; then the others. */
  | 'first-alone'
  /** The one that there is goes as a single submission. */
  | 'as-single'
  /** A process for each from now on. */
  | 'drop-driver'
  /** The same again, with the supervisors of all architectures. */
  | 'send-all-supervisors'
  /** All as single submissions from now on. */
  | 'drop-batches'
  /** The host cannot do it, another may. */
  | 'refuse'
  /** Likewise for want of the command that is the reason. */
  | 'refuse-toolchain';

/** All that the decision about the rest of a batch stands on. */
export interface RestFacts {
  /** Test cases that the call was made for. */
  readonly size: number;
  /** How many of them, from the first on, have a run by it. */
  readonly decided: number;
  /** One of these failed, and the batch was to stop at a failure. */
  readonly stopped: boolean;
  readonly batch: BatchOutput;
  /** The judge's own status of the call. */
  readonly status: string;
  readonly stderr: string;
  /** Whether a supervisor ever started on this host, in this batch or before. */
  readonly started: boolean;
  /** Whether there is a driver that can be done without, and still is done with. */
  readonly mayDropDriver: boolean;
  /** Whether only the supervisor of one architecture was sent. */
  readonly oneSupervisor: boolean;
  readonly hasSingle: boolean;
}

/** Decides what becomes of the rest of a batch. Pure; every action but `none` and `refuse` leads to another call. */
export function decideRest(facts: RestFacts): Decision<RestAction> {
  if (!facts.batch.begun) {
    const refusal = decideNoStart(facts);
    if (refusal !== undefined) return refusal;
  }
  if (facts.decided === facts.size) return { action: 'none', reason: 'every test case has its run' };
  if (facts.stopped) return { action: 'keep', reason: 'a test case before them failed' };
  const { batch, decided, size, status } = facts;
  const frame = batch.frames[decided];
  if (frame?.cause === 'J' && frame.error === DRIVER_UNFIT && facts.mayDropDriver)
    return {
      action: 'drop-driver',
      reason: 'the host lacks what the fork server needs; each test case got a process of its own',
    };
  if (frame?.cause === 'J' && frame.conversation !== undefined)
    return {
      action: 'refuse',
      reason:
        frame.error === INTERACTOR_SEEN
          ? 'the host cannot hide an interactor from the program that it talks with'
          : `the host could not start an interactor (errno ${frame.error})`,
    };
  // The supervisor stopped by itself because a budget was spent, between two test cases or within one.
  const spent = frame === undefined ? batch.end !== undefined : frame.cause === 'B';
  if (spent && decided > 0)
    return {
      action: 'go-on',
      reason: "the host's limits for one call ended a batch before its last test case",
    };
  // It was the first of its call, and had all that the host grants one.
  if (frame?.cause === 'B' && frame.conversation !== undefined)
    return { action: 'refuse', reason: `${describeSpent(frame.conversation)} than the host grants a call` };
  if (size === 1)
    return {
      action: 'as-single',
      reason: 'a test case ended its run without a trace and was judged as a single submission',
    };
  if (!batch.begun && facts.started)
    return {
      action: 'halve',
      reason: `a batch of ${size} ended without a result (${status}) and was halved`,
    };
  return {
    action: 'first-alone',
    reason: `a batch ended at one test case (${status}); that one was judged alone`,
  };
}

/** Who spent the budget of a call on one test case of an interactive problem, as the beginning of a sentence. */
function describeSpent({ first, passes }: Conversation): string {
  if (passes > 1) return 'the passes of one test case take more time';
  return first === 'program'
    ? 'an interactor takes more time after the end of its program'
    : 'a program and its interactor take more time';
}

/** Nothing came from the supervisor: the host cannot run bundles of this kind; undefined: at least not this one. */
function decideNoStart(facts: RestFacts): Decision<RestAction> | undefined {
  const { stderr, status } = facts;
  const missing = findMissingCommand(stderr);
  if (missing !== undefined) return { action: 'refuse-toolchain', reason: missing };
  if (stderr.includes(NO_SUPERVISOR) && facts.oneSupervisor)
    return {
      action: 'send-all-supervisors',
      reason: "the host is of another architecture than before, and was sent that one's supervisor too",
    };
  if (facts.size > 1 || facts.started) return undefined;
  return facts.hasSingle
    ? {
        action: 'drop-batches',
        reason: `the host did not start the supervisor (${status}): judged as single submissions`,
      }
    : {
        action: 'refuse',
        reason: `the host did not start the supervisor: ${status}; ${stderr.slice(0, 200)}`,
      };
}

/** What waits of a batch, call by call. */
export function divideRest(action: RestAction, rest: readonly number[]): (readonly number[])[] {
  const at = action === 'halve' ? Math.ceil(rest.length / 2) : action === 'first-alone' ? 1 : rest.length;
  return [rest.slice(0, at), rest.slice(at)].filter(({ length }) => length > 0);
}
