import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as the handlers see it: Rails merges query and body parameters, and so do we (the body wins). */
export type JudgeRequest = {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  params: Record<string, unknown>;
};

/** An answer: JSON, or text of another type, or (as Rails' `head`) nothing at all. */
export type JudgeAnswer = { status: number; json?: unknown; text?: string; type?: string };

/** A request that is refused: the status of the answer, and its words. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) throw new Refused(413, `the body is larger than ${maxBytes} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseBody(body: Buffer, type: string): Record<string, unknown> {
  if (body.length === 0) return {};
  if (type.includes('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  if (!type.includes('json')) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    throw new Refused(400, 'the body is not JSON');
  }
}

/** Read a request whole. Throws Refused for a body that is too large, or not the JSON that it says it is. */
export async function readRequest(request: IncomingMessage, maxBytes: number): Promise<JudgeRequest> {
  const url = new URL(request.url ?? '/', 'http://judge');
  const body = parseBody(await readBody(request, maxBytes), request.headers['content-type'] ?? '');
  return {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/(.)\/$/, '$1'),
    headers: request.headers,
    params: { ...Object.fromEntries(url.searchParams), ...body },
  };
}

/** Send an answer. */
export function sendAnswer(response: ServerResponse, answer: JudgeAnswer): void {
  const isJson = answer.json !== undefined;
  const body = isJson ? JSON.stringify(answer.json) : (answer.text ?? '');
  response.writeHead(answer.status, {
    'content-type': isJson ? 'application/json; charset=utf-8' : (answer.type ?? 'text/html'),
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-cache',
  });
  response.end(body);
}
