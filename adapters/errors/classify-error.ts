/** What kind of failure an error is, for logs and alarms: who can do something about it. */
export type ErrorKind =
  /** AWS asked us to slow down; a retry helps. */
  | 'throttled'
  /** A role lacks a permission: somebody must change the stack. */
  | 'denied'
  /** AWS itself or the way to it failed; a retry may help. */
  | 'unavailable'
  /** The event or the environment is not what the function takes: retrying it changes nothing. */
  | 'invalid'
  /** Everything else: a bug of ours until shown otherwise. */
  | 'unexpected';

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown/;
const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized|AuthFailure|ExpiredToken|InvalidSignature/;
const UNAVAILABLE =
  /ServiceUnavailable|InternalServerError|InternalError|InternalFailure|TimeoutError|RequestTimeout|ECONN|ENOTFOUND|EAI_AGAIN|EPIPE/;

/** Classifies by the error's name and code, its HTTP status last; looks into the causes of an aggregate. */
export function classifyError(error: unknown): ErrorKind {
  if (error instanceof AggregateError && error.errors.length > 0) return classifyError(error.errors[0]);
  if (!(error instanceof Error)) return 'unexpected';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const names = `${error.name} ${code}`;
  if (THROTTLED.test(names)) return 'throttled';
  if (DENIED.test(names)) return 'denied';
  if (UNAVAILABLE.test(names)) return 'unavailable';
  if (error.name === 'InvalidEventError' || error.name === 'EnvironmentError') return 'invalid';
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 500 ? 'unavailable' : 'unexpected';
}
