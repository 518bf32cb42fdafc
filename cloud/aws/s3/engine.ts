import type { AwsCall, AwsResponse } from '../http-types.ts';
import { load, type S3Store } from '../messaging/fauxqs.ts';

type Handler = (request: EngineRequest, reply: Reply) => Promise<void>;

interface EngineRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: AwsCall['headers'];
  readonly body: Buffer;
}

/**
 * The S3 routes of fauxqs without its web server, which refuses bodies over 11 MiB: `call` runs the handler of a
 * method on bucket or object level and answers what it sent.
 */
export async function openS3Engine(
  store: S3Store,
): Promise<(call: AwsCall, bucket: string, key: string) => Promise<AwsResponse>> {
  const { registerS3Routes } = await load<{ registerS3Routes(app: object, store: S3Store): void }>(
    's3/s3Router.js',
  );
  const routes = new Map<string, Handler>();
  const add = (method: string) => (url: string, handler: Handler) => routes.set(`${method} ${url}`, handler);
  registerS3Routes(
    {
      put: add('PUT'),
      head: add('HEAD'),
      get: add('GET'),
      delete: add('DELETE'),
      post: add('POST'),
      route: ({ method, url, handler }: { method: string; url: string; handler: Handler }) =>
        add(method)(url, handler),
    },
    store,
  );
  return async (call, bucket, key) => {
    const url = bucket === '' ? '/' : key === '' ? '/:bucket' : '/:bucket/*';
    const handler = routes.get(`${call.method} ${url}`);
    const reply = new Reply();
    if (handler === undefined) return { status: 405, body: '' };
    const params = { bucket, '*': key };
    await handler(
      { params, query: Object.fromEntries(call.query), headers: call.headers, body: call.body },
      reply,
    );
    return reply.response();
  };
}

/** The part of a Fastify reply that the handlers use. */
class Reply {
  #status = 200;
  #body: string | Buffer = '';
  readonly #headers: Record<string, string | number> = {};

  header(name: string, value: string | number): this {
    this.#headers[name.toLowerCase()] = value;
    return this;
  }

  status(status: number): this {
    this.#status = status;
    return this;
  }

  send(body?: string | Buffer): this {
    this.#body = body ?? '';
    return this;
  }

  response(): AwsResponse {
    return { status: this.#status, headers: this.#headers, body: this.#body };
  }
}
