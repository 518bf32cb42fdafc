import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderError } from './errors.ts';
import { type AwsCall, AwsError, type AwsResponse, type Protocol, UnservedOperation } from './http-types.ts';
import { authorize, isAllowed } from './iam/authorize.ts';
import { CALL_ACTIONS, UNSIGNED_CALLS } from './iam/call-actions.ts';
import type { Log } from './log.ts';
import type { Principal, PrincipalDirectory } from './principals.ts';
import { type CredentialScope, protocolOf, readBody, readCredentialScope, readInput } from './request.ts';
import { readRestRoute } from './rest-routes.ts';
import { readS3Request } from './s3/operation.ts';
import type { LocalServices } from './services.ts';
import { verifySignature } from './sigv4.ts';

/** An object of S3 in one put; AWS's limit is 5 GB, this machine's memory is less. */
const BODY_LIMIT_BYTES = 512 * 1024 * 1024;

export interface ServeContext {
  readonly principals: PrincipalDirectory;
  readonly region: string;
  readonly accountId: string;
  readonly services: LocalServices;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * One request: who asks (access key), for which service (credential scope), whether the caller's network reaches it,
 * which operation, whether the caller's role allows it; then the service. Every refusal is logged and answered in the
 * service's protocol. Never rejects.
 */
export async function serveRequest(
  context: ServeContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const [path = '/', search = ''] = splitOnce(request.url ?? '/', '?');
  const query = new URLSearchParams(search);
  let protocol: Protocol = 'rest-json';
  let who = 'an unsigned caller';
  let what = `${request.method} ${path}`;
  let reached = '';
  try {
    const unsigned = await context.services.serveUnsigned(request, path);
    if (unsigned !== undefined) return await send(response, unsigned, requestId);
    const caller = identify(context, request, query);
    const { principal, scope } = caller;
    who = principal.name;
    reached = scope.service;
    protocol = protocolOf(scope.service, request.headers);
    const { network } = principal;
    if (network !== undefined && !network.services.includes(scope.service)) {
      context.log(
        'error',
        scope.service,
        `${who} runs in ${network.vpcId} and has no way to ${scope.service}: no gateway endpoint serves it there; connection reset`,
      );
      request.socket.destroy();
      return;
    }
    const body = await readBody(request, BODY_LIMIT_BYTES);
    if (scope.accessKeyId !== '')
      await verifySignature(
        { method: request.method ?? 'GET', path, query, headers: request.headers, body },
        scope,
        principal.secretAccessKey,
        context.now(),
      );
    const call = makeCall(request, response, path, query, body, protocol, caller);
    what = `${call.service}:${call.operation}`;
    const service = context.services.byScope[call.service];
    const actions = CALL_ACTIONS[call.service]?.[call.operation];
    if (service === undefined || actions === undefined)
      throw new UnservedOperation(
        call.service,
        call.operation,
        '',
        Object.keys(CALL_ACTIONS[call.service] ?? {}),
      );
    authorize(
      context.principals,
      principal,
      actions(call, context.services.context),
      protocol,
      context.accountId,
    );
    const answer = await service.handle(call);
    if (call.service === 's3' && answer.status === 404) hideMissing(context, call);
    await send(response, crossOrigin(context, request, path, reached, answer), requestId);
  } catch (error) {
    const known = asAwsError(error);
    if (known.status >= 500 || known.status === 403 || /AccessDenied/.test(known.code))
      context.log('error', protocol, `${what} for ${who}: ${known.code}: ${known.message}`);
    if (!request.complete) request.resume();
    const refusal = renderError(protocol, known, requestId);
    await send(response, crossOrigin(context, request, path, reached, refusal), requestId);
  }
}

/** S3 says that an object is missing only to those who may list its bucket; to others it is forbidden. */
function hideMissing(context: ServeContext, call: AwsCall): void {
  if (call.operation !== 'GetObject' && call.operation !== 'HeadObject') return;
  const { bucket } = readS3Request(call.method, call.path, call.query, call.headers);
  const { policyOf } = context.services.context;
  const resource = `arn:aws:s3:::${bucket}`;
  const resourcePolicy = policyOf(resource);
  const check = {
    action: 's3:ListBucket',
    resource,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
  };
  if (isAllowed(context.principals, call.principal, check, context.accountId)) return;
  throw new AwsError(
    'AccessDenied',
    `Access Denied: the object may be missing, and ${call.principal.name} may not list ${bucket}`,
    403,
  );
}

interface Caller {
  readonly principal: Principal;
  readonly scope: CredentialScope;
}

function identify(context: ServeContext, request: IncomingMessage, query: URLSearchParams): Caller {
  const scope = readCredentialScope(request.headers, query);
  if (scope === undefined) {
    const [, operation] = splitOnce(String(request.headers['x-amz-target'] ?? ''), '.');
    if (operation !== undefined && UNSIGNED_CALLS['cognito-idp']?.includes(operation))
      return anonymous(context);
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  const principal = context.principals.byAccessKeyId(scope.accessKeyId);
  if (principal === undefined)
    throw new AwsError(
      { 'rest-xml': 'InvalidAccessKeyId', ec2: 'AuthFailure', query: 'InvalidClientTokenId' }[
        protocolOf(scope.service, request.headers) as string
      ] ?? 'UnrecognizedClientException',
      `The security token included in the request is invalid: nobody here has the access key ${scope.accessKeyId}.`,
      403,
    );
  return { principal, scope };
}

/** The caller of what AWS serves without a signature; it may do nothing else, since only these calls get here. */
function anonymous(context: ServeContext): Caller {
  return {
    principal: { accessKeyId: '', secretAccessKey: '', name: 'an unsigned caller' },
    scope: { accessKeyId: '', date: '', region: context.region, service: 'cognito-idp', presigned: false },
  };
}

function makeCall(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
  body: Buffer,
  protocol: Protocol,
  { principal, scope }: Caller,
): AwsCall {
  const input = readInput(protocol, body);
  const method = request.method ?? 'GET';
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const operation = nameOperation(protocol, scope.service, {
    method,
    path,
    query,
    headers: request.headers,
    input,
  });
  return {
    service: scope.service,
    operation,
    protocol,
    region: scope.region,
    principal,
    method,
    path,
    query,
    headers: request.headers,
    body,
    input,
    host: request.headers.host ?? '127.0.0.1',
    gone: gone.signal,
  };
}

function nameOperation(
  protocol: Protocol,
  service: string,
  call: Pick<AwsCall, 'method' | 'path' | 'query' | 'headers' | 'input'>,
): string {
  switch (protocol) {
    case 'json-1.0':
    case 'json-1.1':
      return splitOnce(String(call.headers['x-amz-target'] ?? ''), '.')[1] ?? 'without X-Amz-Target';
    case 'query':
    case 'ec2':
      return String(call.input['Action'] ?? 'without Action');
    case 'rest-xml':
      return readS3Request(call.method, call.path, call.query, call.headers).operation;
    case 'rest-json':
      return readRestRoute(service, call.method, call.path).operation;
    case 'rpc-v2-cbor':
      return /^\/service\/[^/]+\/operation\/(\w+)$/.exec(call.path)?.[1] ?? 'without an operation';
  }
}

/** The answer, refusals too, with what lets a page of another origin read it. */
function crossOrigin(
  context: ServeContext,
  request: IncomingMessage,
  path: string,
  service: string,
  answer: AwsResponse,
): AwsResponse {
  const { origin } = request.headers;
  if (origin === undefined) return answer;
  const [, bucket = ''] = path.split('/');
  const cors =
    service === 's3'
      ? context.services.s3.cors(bucket, origin, request.method ?? 'GET')
      : { 'access-control-allow-origin': '*' };
  return { ...answer, headers: { ...answer.headers, ...cors } };
}

async function send(response: ServerResponse, answer: AwsResponse, requestId: string): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  const body = answer.body ?? '';
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(answer.status, {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...(answer.status === 204 || answer.status === 304 ? {} : { 'content-length': length }),
    ...answer.headers,
  });
  response.end(body);
}

/** Errors of fauxqs carry code and statusCode; what is nobody's is ours, and says so. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof URIError) return new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400);
  if (error instanceof SyntaxError)
    return new AwsError('MalformedInput', `The request cannot be read: ${error.message}`, 400);
  const { code, statusCode, message } = error as { code?: unknown; statusCode?: unknown; message?: unknown };
  if (typeof code === 'string' && typeof statusCode === 'number')
    return new AwsError(code, String(message), statusCode);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError('InternalFailure', `The local endpoint failed: ${detail}`, 500);
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
