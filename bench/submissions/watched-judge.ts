import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A judge call as it passed by. */
export interface WatchedCall {
  readonly path: string;
  readonly body: string;
  /** When the judge took it and when it ended there, by the judge's own clock, ms since the epoch; absent until it was told. */
  judged?: { readonly from: number; readonly to: number };
}

/** Stands before a judge and sees what passes. */
export interface WatchedJudge {
  readonly url: string;
  readonly calls: readonly WatchedCall[];
  stop(): Promise<void>;
}

/** Starts a way to a judge that keeps its calls. */
export async function watchJudge(judgeUrl: string): Promise<WatchedJudge> {
  const calls: WatchedCall[] = [];
  const byToken = new Map<string, WatchedCall>();
  const server = createServer(async (request, answer) => {
    const { method = 'GET', url: path = '/' } = request;
    const body = await buffer(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(x-auth|content-type)/.test(name)),
    ) as Record<string, string>;
    const init = method === 'GET' || method === 'DELETE' ? {} : { body };
    const judged = await fetch(`${judgeUrl}${path}`, { method, headers, ...init });
    const text = await judged.text();
    if (/^\/submissions\b/.test(path) && judged.ok) see(method, path, body.toString(), text);
    answer.writeHead(judged.status, { 'content-type': judged.headers.get('content-type') ?? 'text/plain' });
    answer.end(text);
  });
  const see = (method: string, path: string, body: string, text: string) => {
    const { token = '', created_at: from, finished_at: to } = JSON.parse(text) as Record<string, string>;
    if (method === 'POST') {
      const call = { path, body };
      calls.push(call);
      byToken.set(token, call);
      return;
    }
    const call = byToken.get(token);
    if (call !== undefined && from && to) call.judged = { from: Date.parse(from), to: Date.parse(to) };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
