import type { IncomingMessage } from 'node:http';
import type { AwsResponse } from './http-types.ts';
import type { S3Service } from './s3/service.ts';

/** Documents that a user pool publishes, by path; undefined = no such path. */
export type PublicDocuments = (path: string) => AwsResponse | undefined;

/**
 * Answers what AWS answers without a signature: CORS preflights, and the keys and discovery document of user pools.
 * Undefined = not one of these.
 */
export function answerUnsigned(
  request: IncomingMessage,
  path: string,
  s3: S3Service,
  documents: PublicDocuments,
): AwsResponse | undefined {
  const { origin } = request.headers;
  const cors = { 'access-control-allow-origin': '*' };
  if (request.method === 'GET' && request.headers.authorization === undefined) {
    const document = documents(path);
    return document === undefined ? undefined : { ...document, headers: { ...document.headers, ...cors } };
  }
  if (request.method !== 'OPTIONS' || origin === undefined) return undefined;
  const method = request.headers['access-control-request-method'] ?? '';
  const headers = request.headers['access-control-request-headers'] ?? '';
  const bucket = path.split('/')[1] ?? '';
  if (bucket === '')
    return {
      status: 200,
      headers: {
        ...cors,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': headers,
        'access-control-max-age': 600,
      },
    };
  const allowed = s3.cors(decodeURIComponent(bucket), origin, method, headers);
  if (allowed !== undefined) return { status: 200, headers: allowed };
  return {
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: '<Error><Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.</Message></Error>',
  };
}
