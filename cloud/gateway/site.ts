import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { type LogSink, recordOf } from '../lambda/log.ts';
import { applyHeaderPolicy, type HeaderPolicy } from './header-policy.ts';
import { LoopbackServer, type PortChoice } from './loopback-server.ts';
import { decodePath } from './payload.ts';

export type SiteOrigin =
  | { readonly kind: 'bucket'; readonly bucket: string; readonly path: string }
  /** `url` without a slash at its end. */
  | { readonly kind: 'http'; readonly url: string; readonly path: string };

export interface SiteBehavior {
  /** CloudFront's path pattern; `*` for the default behaviour. */
  readonly pattern: string;
  readonly origin: SiteOrigin;
  readonly allowedMethods: readonly string[];
  readonly headers?: HeaderPolicy;
}

export interface SiteSettings {
  /** In order of precedence; the default behaviour last. */
  readonly behaviors: readonly SiteBehavior[];
  readonly defaultRootObject: string;
}

const NOT_READY: SiteSettings = { behaviors: [], defaultRootObject: '' };

interface BucketObject {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | undefined;
}

/** A CloudFront distribution on one machine: files of a bucket, and what is passed on to HTTP origins. */
export class Site {
  readonly #server: LoopbackServer;
  readonly #s3: S3Client;
  readonly #log: LogSink;
  #settings = NOT_READY;

  private constructor(server: LoopbackServer, s3: S3Client, log: LogSink) {
    this.#server = server;
    this.#s3 = s3;
    this.#log = log;
  }

  static async start(s3: S3Client, log: LogSink, ports: PortChoice = {}): Promise<Site> {
    const server = await LoopbackServer.listen(ports);
    const site = new Site(server, s3, log);
    server.handle((request, response) => {
      site.#serve(request, response).catch((error: unknown) => site.#fail(request, response, error));
    });
    return site;
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  configure(settings: SiteSettings): void {
    this.#settings = settings;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const behavior = this.#settings.behaviors.find(({ pattern }) => matchesPattern(pattern, url.pathname));
    if (behavior === undefined) {
      response.writeHead(503).end();
    } else if (!behavior.allowedMethods.includes(request.method ?? 'GET')) {
      response
        .writeHead(403, { 'content-type': 'text/plain' })
        .end('This distribution does not allow this method.\n');
    } else if (behavior.origin.kind === 'http') {
      await this.#passOn(request, response, url, behavior, behavior.origin);
    } else {
      const path = url.pathname === '/' ? `/${this.#settings.defaultRootObject}` : url.pathname;
      await this.#sendObject(request, response, behavior, await this.#getObject(behavior.origin, path));
    }
  }

  async #sendObject(
    request: IncomingMessage,
    response: ServerResponse,
    behavior: SiteBehavior,
    object: BucketObject,
  ): Promise<void> {
    const fresh =
      object.headers['etag'] !== undefined && request.headers['if-none-match'] === object.headers['etag'];
    const headers = applyHeaderPolicy(object.headers, behavior.headers);
    if (fresh || object.body === undefined || request.method === 'HEAD') {
      object.body?.destroy();
      response.writeHead(fresh ? 304 : object.status, headers).end();
      return;
    }
    response.writeHead(object.status, headers);
    await pipeline(object.body, response);
  }

  async #passOn(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    behavior: SiteBehavior,
    origin: SiteOrigin & { kind: 'http' },
  ): Promise<void> {
    const answer = await askOrigin(request, response, url, origin);
    const passed = applyHeaderPolicy({ ...answer.headers }, behavior.headers);
    for (const name of HOP_BY_HOP) delete passed[name];
    const present = Object.entries(passed).filter(([, value]) => value !== undefined);
    response.writeHead(
      answer.statusCode ?? 502,
      Object.fromEntries(present) as Record<string, string | string[]>,
    );
    await pipeline(answer, response);
  }

  /** An absent key is a 403, as S3 answers it to a reader that may not list the bucket. */
  async #getObject(origin: SiteOrigin & { kind: 'bucket' }, path: string): Promise<BucketObject> {
    const Key = `${origin.path}${decodePath(path)}`.replace(/^\//, '');
    if (Key === '') return { status: 403, headers: {}, body: undefined };
    try {
      const object = await this.#s3.send(new GetObjectCommand({ Bucket: origin.bucket, Key }));
      return {
        status: 200,
        headers: {
          'content-type': object.ContentType ?? 'binary/octet-stream',
          ...(object.ContentLength === undefined ? {} : { 'content-length': String(object.ContentLength) }),
          ...(object.ETag === undefined ? {} : { etag: object.ETag }),
          ...(object.CacheControl === undefined ? {} : { 'cache-control': object.CacheControl }),
        },
        body: object.Body as Readable | undefined,
      };
    } catch (error) {
      if (error instanceof NoSuchKey) return { status: 403, headers: {}, body: undefined };
      throw error;
    }
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // Whoever asked has gone: nobody is left to be answered.
    if (response.destroyed) return;
    const message = `${request.method} ${request.url}: ${error instanceof Error ? error.message : String(error)}`;
    this.#log(recordOf('site', 'error', message));
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('The origin did not answer.\n');
  }
}

/** Headers that belong to one connection and not to the message. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

function askOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  origin: SiteOrigin & { kind: 'http' },
): Promise<IncomingMessage> {
  const headers = { ...request.headers };
  // The origin is asked under its own name, as by CloudFront's AllViewerExceptHostHeader.
  for (const name of [...HOP_BY_HOP, 'host']) delete headers[name];
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  headers['x-forwarded-for'] = [headers['x-forwarded-for'] ?? [], request.socket.remoteAddress ?? []]
    .flat()
    .join(', ');
  return new Promise((fulfil, reject) => {
    const outgoing = httpRequest(`${origin.url}${origin.path}${url.pathname}${url.search}`, {
      method: request.method ?? 'GET',
      headers,
    });
    outgoing.on('response', fulfil);
    outgoing.on('error', reject);
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  });
}

/** CloudFront's patterns: `*` any characters, `?` exactly one; a leading slash may be left out. */
export function matchesPattern(pattern: string, path: string): boolean {
  const absolute = pattern === '*' || pattern.startsWith('/') ? pattern : `/${pattern}`;
  const source = absolute
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(path);
}
