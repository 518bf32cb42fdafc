import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LoopbackServer } from '../cloud/gateway/loopback-server.ts';
import type { GatewayResponse } from '../cloud/gateway/payload.ts';

/** Short addresses that log somebody in with one click. */
export interface Door {
  /** The address for this person. */
  linkFor(username: string): string;
  close(): Promise<void>;
}

/**
 * Serves links on 127.0.0.1 that lead to the page with a fresh token in the fragment, which no server and no log sees. A
 * link never expires, as the token that it hands out would; who does not know its key is told nothing.
 * @param enter address of the page for a person, token included; undefined for people who are not let in
 */
export async function openDoor(enter: (username: string) => Promise<string | undefined>): Promise<Door> {
  const server = await LoopbackServer.listen();
  const key = randomBytes(6).toString('base64url');
  server.serve(async (request) => await answer(request, key, enter));
  return {
    linkFor: (username) => `${server.url}/${key}/${encodeURIComponent(username)}`,
    close: async () => await server.stop(),
  };
}

async function answer(
  { method, url = '/' }: IncomingMessage,
  key: string,
  enter: (username: string) => Promise<string | undefined>,
): Promise<GatewayResponse> {
  const [, given, username = '', ...rest] = url.split('?')[0]!.split('/');
  const known = method === 'GET' && given === key && rest.length === 0;
  const page = known ? await enter(username).catch(() => undefined) : undefined;
  if (page === undefined)
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'There is no such link.\n' };
  return {
    status: 303,
    headers: { location: page, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}
