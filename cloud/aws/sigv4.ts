import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
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
 * Checks that the request was signed with this secret and lies within its time: the SDK's own signer signs it once more.
 * Rejects with SignatureDoesNotMatch, XAmzContentSHA256Mismatch, RequestTimeTooSkewed or, for a presigned URL past its
 * life, AccessDenied "Request has expired".
 */
export async function verifySignature(
  request: SignedRequest,
  scope: CredentialScope,
  secret: string,
  now: number,
): Promise<void> {
  const claim = scope.presigned ? readQueryClaim(request.query) : readHeaderClaim(request.headers);
  const signingDate = checkTime(claim, now, scope.presigned);
  const signer = new SignatureV4({
    credentials: { accessKeyId: scope.accessKeyId, secretAccessKey: secret },
    region: scope.region,
    service: scope.service,
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: false,
    // S3 signs its path as it is; all other services sign it normalised and encoded once more.
    uriEscapePath: scope.service !== 's3',
  });
  const names = new Set(claim.signedHeaders);
  const unsigned = {
    method: request.method,
    protocol: 'http:',
    hostname: '',
    path: request.path,
    query: Object.fromEntries([...request.query.keys()].map((name) => [name, request.query.getAll(name)])),
    headers: headersNamed(request.headers, names),
    body: payloadOf(request, scope),
  };
  const options = { signingDate, signableHeaders: names, unhoistableHeaders: names };
  const expected = scope.presigned
    ? (await signer.presign(unsigned, { ...options, expiresIn: claim.expiresS })).query?.['X-Amz-Signature']
    : readHeaderClaim((await signer.sign(unsigned, options)).headers).signature;
  if (claim.signature !== expected)
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  refuseOtherContent(request);
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

/** @returns when it was signed */
function checkTime(claim: Claim, now: number, presigned: boolean): Date {
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
  return new Date(signedAt);
}

function headersNamed(headers: IncomingHttpHeaders, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      names.has(name) && value !== undefined ? [[name, Array.isArray(value) ? value.join(',') : value]] : [],
    ),
  );
}

/** What stands for the body in the signature: of what is no bytes the signer says that it is unsigned. */
function payloadOf({ query, body }: SignedRequest, { presigned, service }: CredentialScope): unknown {
  if (!presigned || SHA256.test(query.get('X-Amz-Content-Sha256') ?? '')) return body;
  return service === 's3' ? {} : '';
}

const SHA256 = /^[0-9a-f]{64}$/;

/** The signature holds for a hash that was told; whether the body is what was hashed is another question. */
function refuseOtherContent({ headers, body }: SignedRequest): void {
  const told = String(headers['x-amz-content-sha256'] ?? '');
  if (!SHA256.test(told) || createHash('sha256').update(body).digest('hex') === told) return;
  throw new AwsError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
  );
}
