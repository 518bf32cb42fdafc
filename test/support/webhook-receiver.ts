import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message as it came. */
export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly id: string;
  readonly body: string;
  /** What it was answered with. */
  readonly status: number;
}

/** A real receiver of webhooks, on loopback. */
export interface WebhookReceiver {
  /** Its address, for a path. */
  url(path?: string): string;
  /** Everything that came, in order. */
  readonly received: readonly ReceivedMessage[];
  /** What the next messages are answered with, one each; then 204. */
  readonly answers: { readonly status: number; readonly headers?: Record<string, string> }[];
  stop(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = [];
  const answers: WebhookReceiver['answers'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, headers } = answers.shift() ?? { status: 204 };
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        id: String(request.headers['webhook-id']),
        body: Buffer.concat(chunks).toString('utf8'),
        status,
      });
      response.writeHead(status, headers).end(status === 204 ? undefined : 'x'.repeat(100_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path = '/hooks') => `http://127.0.0.1:${port}${path}`,
    received,
    answers,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a message says, once the library of the convention has verified it. @throws WebhookVerificationError */
export function verifyMessage(secret: string, { body, headers }: ReceivedMessage) {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}
