import { AwsError } from '../aws/http-types.ts';
import type { FunctionConfiguration } from '../aws/lambda-port.ts';
import type { FunctionDefinition } from './definition.ts';

/** How long networks of functions take, ms. */
export interface NetworkTimes {
  /** A function in a VPC that nobody calls for so long loses its network. */
  readonly idleMs: number;
  /** From the call that finds it so until it has one again. */
  readonly restoreMs: number;
}

/** AWS's: a month, and about a minute. */
export const NETWORK_TIMES: NetworkTimes = { idleMs: 30 * 24 * 3_600_000, restoreMs: 60_000 };

/** What Lambda tells of a function's state. */
export type StateOf = Pick<FunctionConfiguration, 'State' | 'StateReason' | 'StateReasonCode'>;

/**
 * The networks of functions in a VPC. Lambda takes the network of one that is not called for long: it is `Inactive`, the
 * call that finds it so fails and starts giving it back, and until then it is `Pending` and every call fails.
 */
export class FunctionNetworks {
  readonly #times: NetworkTimes;
  readonly #now: () => number;
  /** By function: when it was called last, or has its network back. */
  readonly #usedAt = new Map<string, number>();
  readonly #since: number;

  constructor(times: NetworkTimes, now: () => number) {
    this.#times = times;
    this.#now = now;
    this.#since = now();
  }

  stateOf(definition: FunctionDefinition): StateOf {
    if (definition.vpc === undefined) return { State: 'Active' };
    const idleMs = this.#now() - (this.#usedAt.get(definition.name) ?? this.#since);
    if (idleMs < 0)
      return {
        State: 'Pending',
        StateReasonCode: 'Restoring',
        StateReason: 'The function is being restored.',
      };
    return idleMs < this.#times.idleMs
      ? { State: 'Active' }
      : { State: 'Inactive', StateReasonCode: 'Idle', StateReason: 'The function is idle.' };
  }

  /** A call of the function. @throws AwsError while it has no network */
  use(definition: FunctionDefinition): void {
    const { State: state } = this.stateOf(definition);
    if (state === 'Pending')
      throw new AwsError(
        'ResourceConflictException',
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
        409,
        { Type: 'User' },
      );
    this.#usedAt.set(definition.name, this.#now() + (state === 'Inactive' ? this.#times.restoreMs : 0));
    if (state === 'Inactive')
      throw new AwsError(
        'ResourceNotReadyException',
        'The function is inactive and its VPC connection is no longer available. Wait for the VPC connection to reestablish and try again.',
        502,
        { Type: 'Server' },
      );
  }

  /** Takes a function's network, as if nobody had called it for long enough. */
  reclaim(functionName: string): void {
    this.#usedAt.set(functionName, Number.NEGATIVE_INFINITY);
  }
}
