import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { Failure } from '../../core/resilience/failure.ts';

/** What kind of failure an error is: what an adapter does about it, and who can. */
export type ErrorKind =
  /** AWS asked us to slow down; a retry helps. */
  | 'throttled'
  /** A conditional write's condition did not hold: somebody was faster. */
  | 'condition'
  /** Nobody knows who asks: credentials are wrong, expired or missing. */
  | 'credentials'
  /** Who asks lacks a permission: somebody must change the stack. */
  | 'denied'
  /** What was asked for is not there. */
  | 'not-found'
  /** It is there already, or it is being changed or made at the moment. */
  | 'conflict'
  /** What was sent (or the event, the environment) is not what is taken: retrying it changes nothing. */
  | 'invalid'
  /** AWS itself or the way to it failed; a retry may help. */
  | 'unavailable'
  /** Everything else: a bug of ours until shown otherwise. */
  | 'unexpected';

/** What each kind is a failure of. It is spoken of those that reach a function's end: many are answers, where they are met. */
export const ERROR_FAILURES: Readonly<Record<ErrorKind, Failure>> = {
  throttled: {
    class: 'infrastructure',
    severity: 'low',
    retry: 'again',
    plan: ['wait', 'restart', 'escalate'],
  },
  // What was decided stands on what is no longer so: whoever decides anew finds nothing broken.
  condition: { class: 'application', severity: 'low', retry: 'no', plan: [] },
  credentials: { class: 'user', severity: 'critical', retry: 'no', plan: ['escalate'] },
  denied: { class: 'application', severity: 'critical', retry: 'no', plan: ['escalate'] },
  'not-found': { class: 'application', severity: 'high', retry: 'no', plan: ['escalate'] },
  conflict: {
    class: 'infrastructure',
    severity: 'low',
    retry: 'again',
    plan: ['wait', 'restart', 'escalate'],
  },
  invalid: { class: 'application', severity: 'high', retry: 'no', plan: ['escalate'] },
  unavailable: {
    class: 'network',
    severity: 'high',
    retry: 'again',
    plan: ['wait', 'restart', 'escalate'],
  },
  unexpected: { class: 'application', severity: 'high', retry: 'no', plan: ['escalate'] },
};

/**
 * AWS's names, in the order in which they are looked at. Names end in `Exception` or not, as the service's protocol has
 * it. A bucket that is not there is no absent object: NoSuchBucket is unexpected. So are the keys of KMS, which others use.
 */
const BY_NAME: readonly (readonly [ErrorKind, RegExp])[] = [
  ['unavailable', /^CircuitOpen/],
  ['throttled', /Throttl|TooManyUpdates/],
  ['condition', /^(ConditionalCheck|Precondition)Failed/],
  [
    'credentials',
    /ExpiredToken|InvalidSignature|SignatureDoesNotMatch|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|Credentials/,
  ],
  ['denied', /AccessDenied|Unauthorized|NotAuthorized|AuthFailure|AuthorizationError|Forbidden/],
  [
    'not-found',
    /^(?!KMS).*(NotFound|NoSuch(Key|Upload|Entity|Resource)|DoesNotExist|NonExistent|InvalidResourceId)/,
  ],
  ['conflict', /Conflict|Exists|InUse|NotReady|Concurrent|Duplicate|InProgress|CodeArtifact/],
  [
    'invalid',
    /^(Invalid|Malformed|Validation)|Invalid(Parameter|Argument)|(TooLarge|TooLong|SizeLimitExceeded)/,
  ],
];

/** Classifies by the error's name, then by code and HTTP status; looks into the first cause of an aggregate. */
export function classifyError(error: unknown): ErrorKind {
  if (error instanceof AggregateError && error.errors.length > 0) return classifyError(error.errors[0]);
  if (!(error instanceof Error)) return 'unexpected';
  const told = error as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(told)) return 'throttled';
  const named = BY_NAME.find(([, names]) => names.test(error.name));
  if (named !== undefined) return named[0];
  const status = told.$metadata?.httpStatusCode ?? 0;
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'not-found';
  return status >= 500 || isTransientError(told) ? 'unavailable' : 'unexpected';
}

/** Resolves to the value that stands for this kind of failure; other failures are passed on. */
export async function unless<T, V>(kind: ErrorKind, call: Promise<T>, value: V): Promise<T | V> {
  try {
    return await call;
  } catch (error) {
    if (classifyError(error) === kind) return value;
    throw error;
  }
}
