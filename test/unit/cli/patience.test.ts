import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience, tellOnce } from '../../../cli/patience.ts';
import { makePatient } from '../../../core/api/call-patiently.ts';
import { createApiClient } from '../../../core/api/client.ts';

/** Until it is, each request is dropped, as a server that dies does it. */
let alive = false;
let url: string;
const server = createServer((request, response) =>
  alive
    ? response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}')
    : request.socket.destroy(),
);
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** The patience of commands by a clock that moves only by sleeping; the server is back once it slept for `backAfterMs`. */
function patientFor(backAfterMs: number) {
  const lines: string[] = [];
  let now = 0;
  alive = false;
  const client = makePatient(createApiClient({ baseUrl: url, fetch }), {
    ...patience,
    now: () => now,
    random: () => 0.5,
    sleep: async (ms) => {
      now += ms;
      alive = now >= backAfterMs;
    },
    onWait: tellOnce((line) => lines.push(line)),
  });
  return { client, lines };
}

describe('a command whose server does not answer', () => {
  it('says nothing where the server is back soon', async () => {
    const { client, lines } = patientFor(2_000);
    expect(await client.call('listReviews', { query: {} })).toMatchObject({ items: [] });
    expect(lines).toEqual([]);
  });

  it('says once what it waits for, and for how long, and gives up then', async () => {
    const { client, lines } = patientFor(Number.POSITIVE_INFINITY);
    await expect(client.call('listReviews', { query: {} })).rejects.toThrow('fetch failed');
    await expect(client.call('listReviews', { query: {} })).rejects.toThrow('fetch failed');
    expect(lines).toEqual([
      expect.stringMatching(/^Assize cannot be reached.*; trying for 120 s, Ctrl-C ends it\n$/),
    ]);
  });
});
