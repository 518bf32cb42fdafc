import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
});

// Each command is a process of its own, on a machine that may be busy.
describe('assize monitor', { timeout: 120_000 }, () => {
  it('health ends with 0 when all of it answers', async () => {
    expect(await cli.assize(['monitor', 'health'])).toMatchObject({ code: 0 });
  });

  it('health ends with 1 and names what is missing when the API says by a refusal that it is', async () => {
    const refusing = createServer((_, answer) =>
      answer.writeHead(503, { 'content-type': 'application/problem+json' }).end(
        JSON.stringify({
          type: '/v1/errors#unavailable',
          title: 'Unavailable',
          status: 503,
          detail: 'what every request needs does not answer: sessions',
          faults: [{ field: 'sessions', detail: 'answers with an error' }],
        }),
      ),
    );
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    const env = { ASSIZE_LOCAL: cli.writeLocal(url, 'token-ada', 'refusing.json') };
    try {
      const told = await cli.assize(['monitor', 'health', '--json'], env);
      expect(told.code, told.err).toBe(1);
      const { status, checks } = JSON.parse(told.out);
      expect([status, checks[0]]).toEqual(['unavailable', { name: 'sessions', status: 'failing' }]);
      expect(await cli.assize(['monitor', 'health'], env)).toMatchObject({
        code: 1,
        out: expect.stringContaining('sessions'),
      });
    } finally {
      refusing.closeAllConnections();
      refusing.close();
    }
  });

  it('takes the id of a session as other commands do, and figures of it alone', async () => {
    const { sessionId } = await world.addSession();
    const { code, out, err } = await cli.assize([
      'monitor',
      'efficiency',
      '-s',
      sessionId.toUpperCase(),
      '--json',
    ]);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ sessionId });
  });
});
