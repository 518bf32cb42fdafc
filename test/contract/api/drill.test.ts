import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());

const ask = (sessionId: string, body: object, groups = ['operator']) =>
  world.request('POST', `/v1/sessions/${sessionId}/drill`, { as: 'olga', groups, body });
const hold = { act: 'hold-doorbells', seconds: 20, reason: 'a drill' };

describe('breaking something on purpose', () => {
  it('is refused in an exam, to everybody, and nothing is written', async () => {
    const { sessionId } = await world.addSession();
    expect(await ask(sessionId, hold)).toMatchObject({
      status: 409,
      body: { type: '/v1/errors#not-a-rehearsal' },
    });
    expect((await world.sessions.get(sessionId))?.bellHeldUntil).toBeUndefined();
    const { body } = await world.request('GET', '/v1/audit', { as: 'olga', groups: ['operator'] });
    expect(body.items.filter(({ target }: { target: string }) => target.includes(sessionId))).toEqual([]);
  });

  it('is for operators, says why, and never lasts long', async () => {
    const { sessionId } = await world.addSession({ rehearsal: true });
    expect((await ask(sessionId, hold, ['instructor'])).status).toBe(403);
    expect((await ask(sessionId, { act: 'hold-doorbells' })).status).toBe(422);
    expect((await ask(sessionId, { ...hold, seconds: 3_600 })).status).toBe(422);
    expect((await ask(sessionId, { ...hold, act: 'burn-down' })).status).toBe(422);
    expect((await ask('01jq0000000000000000000999', hold)).status).toBe(404);
    expect(await ask(sessionId, { ...hold, act: 'kill-host' })).toMatchObject({
      status: 409,
      body: { type: '/v1/errors#not-yet' },
    });
  });

  it('holds the bell of a rehearsal for its time, written down with who did it and why', async () => {
    const { sessionId } = await world.addSession({ rehearsal: true });
    const { status, body } = await ask(sessionId, hold);
    expect(status).toBe(200);
    const session = await world.sessions.get(sessionId);
    expect(session?.bellHeldUntil).toBe(Date.parse(body.until));
    expect(Date.parse(body.until) - Date.parse(body.at)).toBe(20_000);
    const audit = await world.request('GET', '/v1/audit', { as: 'olga', groups: ['operator'] });
    expect(audit.body.items).toContainEqual(
      expect.objectContaining({
        act: 'drill.hold-doorbells',
        actor: 'olga',
        target: `session:${sessionId}`,
        reason: 'a drill',
      }),
    );
  });

  it('opens the circuit of a host that judges, which closes as any other does', async () => {
    const { sessionId } = await world.addSession({ rehearsal: true, fleet: 'ready' });
    const host = hostOf({ sessionId, state: 'ready' });
    await world.hosts.recordHost(host);
    const slot = {
      sessionId,
      hostId: host.hostId,
      number: 0,
      url: 'http://10.0.0.1:2358',
      token: 'token',
      batchLanguages: ['javascript'],
      singleLanguages: [],
    };
    await world.slots.open([slot]);
    const { status, body } = await ask(sessionId, { ...hold, act: 'open-circuit' });
    expect([status, body.hostId]).toEqual([200, host.hostId]);
    const [kept] = await world.slots.list(sessionId);
    expect(kept?.circuits?.answer).toMatchObject({ openUntil: Date.parse(body.until) });
  });
});
