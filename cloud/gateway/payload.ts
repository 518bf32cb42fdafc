/** Payload format 2.0: requests as functions get them, answers as functions give them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';

export interface GatewayRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface RequestPlace {
  readonly accountId: string;
  readonly apiId: string;
  readonly routeKey: string;
  readonly requestId: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly nowMs: number;
  readonly claims?: Readonly<Record<string, string>>;
}

/** What the gateway answers to the client. */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
  /** What the gateway itself says, in place of a function. */
  readonly error?: string;
}

const TEXT_TYPE = /^(text\/.*|application\/(json|javascript|xml|.+\+(json|xml)))\s*(;|$)/i;

/** Builds the event. Absent parts are left out, as AWS leaves them out. */
export function toEvent(request: GatewayRequest, place: RequestPlace): object {
  const { cookie, ...headers } = request.headers;
  const query = Object.fromEntries(
    [...new Set(request.url.searchParams.keys())].map((name) => [
      name,
      request.url.searchParams.getAll(name).join(','),
    ]),
  );
  const text =
    TEXT_TYPE.test(headers['content-type'] ?? 'text/plain') && headers['content-encoding'] === undefined;
  const path = decodePath(request.url.pathname);
  const host = headers.host ?? '';
  const event: Omit<APIGatewayProxyEventV2WithJWTAuthorizer, 'requestContext'> & { requestContext: object } =
    {
      version: '2.0',
      routeKey: place.routeKey,
      rawPath: path,
      rawQueryString: request.url.search.slice(1),
      ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
      headers: {
        ...Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
        ),
        'x-amzn-trace-id': `Root=1-${Math.floor(place.nowMs / 1000).toString(16)}-${place.requestId.replaceAll('-', '').slice(0, 24)}`,
        'x-forwarded-for': [headers['x-forwarded-for'] ?? [], request.sourceIp].flat().join(', '),
        'x-forwarded-port': request.url.port,
        'x-forwarded-proto': 'http',
      },
      ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
      ...(Object.keys(place.pathParameters).length === 0 ? {} : { pathParameters: place.pathParameters }),
      requestContext: {
        accountId: place.accountId,
        apiId: place.apiId,
        ...(place.claims === undefined
          ? {}
          : { authorizer: { jwt: { claims: place.claims, scopes: null } } }),
        domainName: host,
        domainPrefix: place.apiId,
        http: {
          method: request.method,
          path,
          protocol: 'HTTP/1.1',
          sourceIp: request.sourceIp,
          userAgent: headers['user-agent'] ?? '',
        },
        requestId: place.requestId,
        routeKey: place.routeKey,
        stage: '$default',
        time: clfTime(place.nowMs),
        timeEpoch: place.nowMs,
      },
      ...(request.body.byteLength === 0 ? {} : { body: request.body.toString(text ? 'utf8' : 'base64') }),
      isBase64Encoded: request.body.byteLength > 0 && !text,
    };
  return event;
}

/** A path with its percent signs decoded; as it is where that is not possible. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22/Nov/2026:13:04:05 +0000`. */
function clfTime(nowMs: number): string {
  const [date, time] = new Date(nowMs).toISOString().split('T') as [string, string];
  const [year, month, day] = date.split('-') as [string, string, string];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

interface FunctionAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/**
 * Reads a function's answer: with a statusCode as it says, any other JSON as a body of a 200.
 * Undefined = malformed, which the gateway turns into its own 500.
 */
export function readAnswer(payload: string): GatewayResponse | undefined {
  let answer: FunctionAnswer | null;
  try {
    answer = JSON.parse(payload) as FunctionAnswer | null;
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof answer === 'string' ? answer : payload,
    };
  }
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (answer.body !== undefined && answer.body !== null && typeof answer.body !== 'string') return undefined;
  const headers: Record<string, string | readonly string[]> = { 'content-type': 'text/plain;charset=utf-8' };
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    headers[name.toLowerCase()] = String(value);
  if (answer.cookies !== undefined) headers['set-cookie'] = answer.cookies;
  const body = answer.body ?? '';
  return { status, headers, body: answer.isBase64Encoded === true ? Buffer.from(body, 'base64') : body };
}
