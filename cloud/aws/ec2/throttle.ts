import { TokenBucket } from '../../../shared/token-bucket.ts';
import { AwsError } from '../http-types.ts';
import { listOf, textOf, textsOf } from '../query-params.ts';
import type { Parameters } from './context.ts';

/** How many requests (or resources) at once, and how many a second after that. */
export interface BucketSize {
  readonly size: number;
  readonly perSecond: number;
}

/** Buckets by what takes from them: a call, a describe that names neither filter nor page, or the instances that a call ends. */
export type Throttles = Readonly<Record<string, BucketSize>>;

const MUTATING: BucketSize = { size: 50, perSecond: 5 };
const NON_MUTATING: BucketSize = { size: 100, perSecond: 20 };

/** As AWS publishes them for an account and a region (2026-11), each call for itself. */
export const PUBLISHED_THROTTLES: Throttles = {
  DescribeInstances: NON_MUTATING,
  'DescribeInstances, all at once': { size: 50, perSecond: 10 },
  GetConsoleOutput: NON_MUTATING,
  CreateFleet: MUTATING,
  RebootInstances: MUTATING,
  ModifyInstanceAttribute: MUTATING,
  ModifyNetworkInterfaceAttribute: { size: 100, perSecond: 5 },
  CreateTags: { size: 100, perSecond: 10 },
  TerminateInstances: { size: 100, perSecond: 5 },
  'TerminateInstances, instances': { size: 1_000, perSecond: 20 },
};

/** EC2's throttle of one account. Sizes are read at every call, so that changes count at once. */
export class Throttle {
  readonly #sizes: Throttles;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { readonly size: BucketSize; readonly bucket: TokenBucket }>();

  constructor(sizes: Throttles, now: () => number) {
    this.#sizes = sizes;
    this.#now = now;
  }

  /** Takes what a call costs. Throws RequestLimitExceeded when that is not there. */
  take(operation: string, parameters: Parameters): void {
    const isWhole =
      operation === 'DescribeInstances' &&
      textOf(parameters, 'MaxResults') === undefined &&
      listOf(parameters, 'Filter').length === 0;
    this.#takeFrom(isWhole ? `${operation}, all at once` : operation, 1);
    this.#takeFrom(`${operation}, instances`, textsOf(parameters, 'InstanceId').length);
  }

  #takeFrom(name: string, tokens: number): void {
    const size = this.#sizes[name];
    if (size === undefined) return;
    let known = this.#buckets.get(name);
    if (known?.size !== size) {
      known = { size, bucket: new TokenBucket(size.perSecond, size.size, this.#now()) };
      this.#buckets.set(name, known);
    }
    if (!known.bucket.take(this.#now(), tokens))
      throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  }
}
