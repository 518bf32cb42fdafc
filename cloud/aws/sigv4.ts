import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './http-types.ts';
import type { CredentialScope } from './request.ts';

/** A header signature may be this far off the clock, ms (Signature Version 4). */
const SKEW_MS = 15 * 60_000;
/** A presigned URL lives a week at most. */
const LONGEST_PRESIGNED_S = 604_800;

export interface SignedRequest {
  readonly method: string;
  /** As sent, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Checks that the request was signed with this secret and lies within its time. Throws SignatureDoesNotMatch,
 * RequestTimeTooSkewed or, for a presigned URL past its life, AccessDenied "Request has expired".
 */
export function verifySignature(
  request: SignedRequest,
  scope: CredentialScope,
  secret: string,
  now: number,
): void {
  const claim = scope.presigned ? readQueryClaim(request.query) : readHeaderClaim(request.headers);
  checkTime(claim, now, scope.presigned);
  const canonical = [
    request.method,
    canonicalPath(request.path, scope.service),
    canonicalQuery(request.query),
    ...claim.signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}`),
    '',
    claim.signedHeaders.join(';'),
    payloadHash(request, scope),
  ].join('\n');
  const { date, region, service } = scope;
  const toSign = [
    'AWS4-HMAC-SHA256',
    claim.time,
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n');
  const expected = createHmac('sha256', signingKey(secret, date, region, service))
    .update(toSign)
    .digest();
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
}

interface Claim {
  /** '20261122T130000Z' */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Life of a presigned URL, seconds. */
  readonly expiresS: number;
}

function readHeaderClaim(headers: IncomingHttpHeaders): Claim {
  const authorization = headers.authorization ?? '';
  const member = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
  return {
    time: String(headers['x-amz-date'] ?? ''),
    signedHeaders: member('SignedHeaders').split(';'),
    signature: member('Signature'),
    expiresS: 0,
  };
}

function readQueryClaim(query: URLSearchParams): Claim {
  return {
    time: query.get('X-Amz-Date') ?? '',
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    expiresS: Number(query.get('X-Amz-Expires') ?? 0),
  };
}

function checkTime(claim: Claim, now: number, presigned: boolean): void {
  const iso = claim.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signedAt = Date.parse(iso);
  if (Number.isNaN(signedAt))
    throw new AwsError('IncompleteSignature', `The date of the signature, ${claim.time}, is malformed.`, 403);
  if (presigned) {
    if (!(claim.expiresS > 0 && claim.expiresS <= LONGEST_PRESIGNED_S))
      throw new AwsError(
        'AuthorizationQueryParametersError',
        'X-Amz-Expires must be between 1 and 604800 seconds',
        400,
      );
    if (now > signedAt + claim.expiresS * 1000)
      throw new AwsError('AccessDenied', 'Request has expired', 403);
  } else if (Math.abs(now - signedAt) > SKEW_MS)
    throw new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    );
}

/** S3 signs its path as it is; all other services sign it normalised and encoded once more. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const normal = `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
  return escapeUri(normal).replaceAll('%2F', '/');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [escapeUri(name), escapeUri(value)])
    .sort(([left, a], [right, b]) => (left < right ? -1 : left > right ? 1 : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function payloadHash(request: SignedRequest, scope: CredentialScope): string {
  const claimed =
    request.headers['x-amz-content-sha256'] ?? request.query.get('X-Amz-Content-Sha256') ?? undefined;
  if (typeof claimed === 'string' && !/^[0-9a-f]{64}$/.test(claimed)) return claimed;
  if (scope.presigned && claimed === undefined)
    return scope.service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256('');
  return sha256(request.body);
}

function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/\s+/g, ' ');
}

const keys = new Map<string, Buffer>();
const KEYS_KEPT = 500;

/** The key of a day, region and service; four HMACs, so it is kept. */
function signingKey(secret: string, ...scope: readonly string[]): Buffer {
  const name = [secret, ...scope].join('/');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();
  const key = [...scope, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`) as Buffer;
  if (keys.size >= KEYS_KEPT) keys.clear();
  keys.set(name, key);
  return key;
}

function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
