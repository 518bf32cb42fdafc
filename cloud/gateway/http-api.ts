import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TokenBucket } from '../../shared/token-bucket.ts';
import { type MetricSink, measureRequest } from '../aws/cloudwatch/meters.ts';
import { AwsError } from '../aws/http-types.ts';
import type { LambdaPort } from '../aws/lambda-port.ts';
import { type LogSink, recordOf } from '../lambda/log.ts';
import { writeAccess } from './access-log.ts';
import { type CorsSettings, corsHeaders, preflightHeaders } from './cors.ts';
import type { JwtAuthorizer } from './jwt-authorizer.ts';
import { LoopbackServer, type PortChoice, readBody } from './loopback-server.ts';
import { decodePath, type GatewayRequest, type GatewayResponse, readAnswer, toEvent } from './payload.ts';
import { matchRoute, type RoutePattern } from './routes.ts';

export interface HttpApiRoute {
  readonly pattern: RoutePattern;
  readonly functionArn: string;
  /** Absent on an open route. */
  readonly authorizer?: JwtAuthorizer;
}

export interface ThrottleSettings {
  readonly ratePerS: number;
  readonly burst: number;
}

export interface HttpApiOptions {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  readonly lambda: LambdaPort;
  readonly log: LogSink;
  /** CloudWatch, which counts requests and reads the access log. */
  readonly metrics?: MetricSink;
}

/** Where a stage writes its access log, and how. */
export interface AccessLog {
  readonly logGroup: string;
  readonly format: string;
}

/** An HTTP API takes 10 MB and waits 30 s, whatever a template asks. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const INTEGRATION_LIMIT_MS = 30_000;

const gatewayError = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
): GatewayResponse => ({
  status,
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
  error: message,
});

/** One AWS::ApiGatewayV2::Api of protocol HTTP with its stage, on a server of its own. */
export class HttpApi {
  readonly #options: HttpApiOptions;
  readonly #server: LoopbackServer;
  readonly #routes = new Map<string, HttpApiRoute>();
  readonly #buckets = new Map<string, TokenBucket>();
  #cors: CorsSettings | undefined;
  #accessLog: AccessLog | undefined;
  #defaultThrottle: ThrottleSettings | undefined;
  #routeThrottles: ReadonlyMap<string, ThrottleSettings> = new Map();

  private constructor(options: HttpApiOptions, server: LoopbackServer) {
    this.#options = options;
    this.#server = server;
  }

  /** Listens at once; requests are answered 404 until their routes are set. */
  static async start(options: HttpApiOptions, ports: PortChoice = {}): Promise<HttpApi> {
    const server = await LoopbackServer.listen(ports);
    const api = new HttpApi(options, server);
    server.serve((request) => api.#serve(request));
    return api;
  }

  /** `http://127.0.0.1:PORT`, without a slash. */
  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  setCors(cors: CorsSettings | undefined): void {
    this.#cors = cors;
  }

  setRoute(id: string, route: HttpApiRoute): void {
    this.#routes.set(id, route);
  }

  setAccessLog(accessLog: AccessLog | undefined): void {
    this.#accessLog = accessLog;
  }

  /** Throttles of the stage: for all routes together, and of routes by key for each alone. */
  setThrottles(defaults: ThrottleSettings | undefined, routes: ReadonlyMap<string, ThrottleSettings>): void {
    this.#defaultThrottle = defaults;
    this.#routeThrottles = routes;
    this.#buckets.clear();
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async #serve(incoming: IncomingMessage): Promise<GatewayResponse> {
    const startedMs = performance.now();
    const requestId = randomUUID();
    const response = await this.#answer(incoming, requestId).catch((error: unknown) => {
      this.#log(
        'error',
        requestId,
        `the gateway failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      return gatewayError(500, 'Internal Server Error');
    });
    const latencyMs = performance.now() - startedMs;
    this.#log(
      'debug',
      requestId,
      `${incoming.method} ${incoming.url} ${response.status} ${Math.round(latencyMs)} ms`,
    );
    this.#measure(incoming, response, requestId, latencyMs);
    const cors = this.#cors === undefined ? {} : corsHeaders(this.#cors, incoming.headers.origin);
    return { ...response, headers: { ...response.headers, ...cors, 'apigw-requestid': requestId } };
  }

  #measure(
    incoming: IncomingMessage,
    { status, body, error }: GatewayResponse,
    requestId: string,
    latencyMs: number,
  ): void {
    const { apiId, metrics } = this.#options;
    if (metrics === undefined) return;
    const at = Date.now();
    metrics.record(measureRequest(apiId, at, status, latencyMs));
    if (this.#accessLog === undefined) return;
    const method = incoming.method ?? 'GET';
    const path = new URL(incoming.url ?? '/', this.url).pathname;
    const { logGroup, format } = this.#accessLog;
    const line = writeAccess(format, {
      requestId,
      at,
      sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
      method,
      routeKey: matchRoute(this.#routes.values(), method, decodePath(path))?.route.pattern.key,
      path,
      status,
      responseLength: Buffer.byteLength(body),
      latencyMs,
      error,
    });
    metrics.takeLine(logGroup, line);
  }

  async #answer(incoming: IncomingMessage, requestId: string): Promise<GatewayResponse> {
    const method = incoming.method ?? 'GET';
    const url = new URL(incoming.url ?? '/', this.url);
    if (this.#cors !== undefined && isPreflight(incoming)) {
      return { status: 204, headers: preflightHeaders(this.#cors, incoming.headers.origin), body: '' };
    }
    const match = matchRoute(this.#routes.values(), method, decodePath(url.pathname));
    if (match === undefined) return gatewayError(404, 'Not Found');
    const { route, pathParameters } = match;
    if (!this.#takeToken(route.pattern.key)) return gatewayError(429, 'Too Many Requests');
    const body = await readBody(incoming, BODY_LIMIT_BYTES);
    if (body === undefined) return gatewayError(413, 'Request Entity Too Large');
    const authorization = await route.authorizer?.authorize((name) => [incoming.headers[name]].flat()[0]);
    if (authorization?.allowed === false) {
      this.#log('debug', requestId, `refused: ${authorization.challenge}`);
      return gatewayError(401, 'Unauthorized', { 'www-authenticate': authorization.challenge });
    }
    const sourceIp = incoming.socket.remoteAddress ?? '127.0.0.1';
    const event = toEvent(
      { method, url, headers: incoming.headers, body, sourceIp } satisfies GatewayRequest,
      {
        accountId: this.#options.accountId,
        apiId: this.#options.apiId,
        routeKey: route.pattern.key,
        requestId,
        pathParameters,
        nowMs: Date.now(),
        ...(authorization === undefined ? {} : { claims: authorization.claims }),
      },
    );
    return this.#integrate(route, event, requestId);
  }

  async #integrate(route: HttpApiRoute, event: object, requestId: string): Promise<GatewayResponse> {
    const { apiId, region, accountId } = this.#options;
    const place = `${route.pattern.method}/${route.pattern.segments.join('/')}`;
    const invocation = this.#options.lambda.invoke({
      functionName: route.functionArn,
      invocationType: 'RequestResponse',
      payload: Buffer.from(JSON.stringify(event)),
      source: {
        service: 'apigateway.amazonaws.com',
        arn: `arn:aws:execute-api:${region}:${accountId}:${apiId}/$default/${place}`,
      },
    });
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<'expired'>((fulfil) => {
      timer = setTimeout(() => fulfil('expired'), INTEGRATION_LIMIT_MS);
    });
    try {
      const result = await Promise.race([invocation, expiry]);
      if (result === 'expired') {
        invocation.catch(() => undefined);
        return gatewayError(503, 'Service Unavailable');
      }
      if (result.functionError !== undefined) return gatewayError(500, 'Internal Server Error');
      const answer = readAnswer(Buffer.from(result.payload).toString('utf8'));
      if (answer !== undefined) return dropCors(answer, this.#cors !== undefined);
      this.#log(
        'error',
        requestId,
        `${route.pattern.key}: the function's answer is not in payload format 2.0`,
      );
      return gatewayError(500, 'Internal Server Error');
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.status === 429) return gatewayError(503, 'Service Unavailable');
      if (error.status === 413) return gatewayError(413, 'Request Entity Too Large');
      this.#log('error', requestId, `${route.pattern.key}: ${error.message}`);
      return gatewayError(500, 'Internal Server Error');
    } finally {
      clearTimeout(timer);
    }
  }

  #takeToken(routeKey: string): boolean {
    const own = this.#routeThrottles.get(routeKey);
    const settings = own ?? this.#defaultThrottle;
    if (settings === undefined) return true;
    const key = own === undefined ? '' : routeKey;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(settings.ratePerS, settings.burst, performance.now());
      this.#buckets.set(key, bucket);
    }
    return bucket.take(performance.now());
  }

  #log(level: 'debug' | 'error', requestId: string, message: string): void {
    this.#options.log(recordOf('gateway', level, message, { requestId }));
  }
}

function isPreflight(incoming: IncomingMessage): boolean {
  return (
    incoming.method === 'OPTIONS' &&
    incoming.headers.origin !== undefined &&
    incoming.headers['access-control-request-method'] !== undefined
  );
}

/** Where the gateway has a CORS configuration it drops what the function says about CORS. */
function dropCors(answer: GatewayResponse, configured: boolean): GatewayResponse {
  if (!configured) return answer;
  const headers = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...answer, headers: Object.fromEntries(headers) };
}
