import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayResponse } from './payload.ts';

export interface PortChoice {
  /** The caller insists on it. */
  readonly wanted?: number;
  /** An earlier start had it. */
  readonly remembered?: number;
}

/** An HTTP server on 127.0.0.1. */
export class LoopbackServer {
  readonly #server: Server;
  readonly port: number;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /**
   * Listens at the port that was asked for; else at the one that an earlier start had, where that is free; else at
   * one that the system chooses.
   *
   * @throws Error naming a port that was asked for and is in use
   */
  static async listen({ wanted, remembered }: PortChoice = {}): Promise<LoopbackServer> {
    if (wanted !== undefined) {
      try {
        return new LoopbackServer(await listenAt(wanted));
      } catch (error) {
        if (!isTaken(error)) throw error;
        throw new Error(
          `port ${wanted} of 127.0.0.1 cannot be had (${(error as Error).message}); choose another`,
        );
      }
    }
    try {
      return new LoopbackServer(await listenAt(remembered ?? 0));
    } catch (error) {
      if (remembered === undefined || !isTaken(error)) throw error;
      return new LoopbackServer(await listenAt(0));
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers every request with what `answer` gives; it must not throw. */
  serve(answer: (request: IncomingMessage) => Promise<GatewayResponse>): void {
    this.#server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void answer(request).then(({ status, headers, body }) => {
        if (response.destroyed) return;
        for (const [name, value] of Object.entries(headers)) {
          response.setHeader(name, typeof value === 'string' ? value : [...value]);
        }
        // A body that was refused unread would keep the connection busy.
        if (!request.complete) response.setHeader('connection', 'close');
        response.writeHead(status);
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    });
  }

  /** Serves requests with streams: for what is passed on. */
  handle(listener: (request: IncomingMessage, response: ServerResponse) => void): void {
    this.#server.on('request', listener);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((fulfil) => this.#server.close(() => fulfil()));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Whether listening failed because somebody else has the port, or may not be had by this user. */
export function isTaken(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException;
  return ['EADDRINUSE', 'EACCES'].includes(code ?? '') || (cause !== undefined && isTaken(cause));
}

function listenAt(port: number): Promise<Server> {
  return new Promise((fulfil, reject) => {
    const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 60_000 });
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      fulfil(server);
    });
  });
}

/** The whole body; undefined when it is larger than the limit. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
