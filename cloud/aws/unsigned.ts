import type { IncomingMessage } from 'node:http';
import type { TokenCall } from './cognito/token-endpoint.ts';
import type { AwsResponse } from './http-types.ts';
import { readBody } from './request.ts';
import type { S3Service } from './s3/service.ts';

/** Documents that a user pool publishes, by path; undefined = no such path. */
export type PublicDocuments = (path: string) => AwsResponse | undefined;

/** The token endpoints of user pools' domains; undefined = no pool has this one. */
export type TokenEndpoint = (call: TokenCall) => Promise<AwsResponse | undefined>;

/** Longer than any form that asks for a token. */
const FORM_LIMIT_BYTES = 16 * 1024;

/**
 * Answers what AWS answers without a signature: CORS preflights, the keys and discovery document of user pools, and the
 * token endpoint of their domains.
 * Undefined = not one of these.
 */
export async function answerUnsigned(
  request: IncomingMessage,
  path: string,
  s3: S3Service,
  { documents, tokens }: { readonly documents: PublicDocuments; readonly tokens: TokenEndpoint },
): Promise<AwsResponse | undefined> {
  const { origin } = request.headers;
  const cors = { 'access-control-allow-origin': '*' };
  if (request.method === 'GET' && request.headers.authorization === undefined) {
    const document = documents(path);
    return document === undefined ? undefined : { ...document, headers: { ...document.headers, ...cors } };
  }
  const domain = /^\/([a-z0-9-]+)\/oauth2\/token$/.exec(path)?.[1];
  if (request.method === 'POST' && domain !== undefined) {
    const body = (await readBody(request, FORM_LIMIT_BYTES)).toString('utf8');
    return await tokens({ domain, headers: request.headers, body });
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
