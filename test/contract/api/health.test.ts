import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../core/exam/session.ts';
import { hostOf } from '../../support/sessions.ts';
import { queuedOf } from '../../support/submissions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

const FLEET = { fleet: 'ready', fleetReason: 'its host has passed its examination' } as const;
/** An open session with one ready host. */
async function openSession(changes: Partial<Session> = {}) {
  const session = await world.addSession({ ...FLEET, ...changes });
  const hostId = `i-${session.sessionId.slice(-8)}`;
  await world.hosts.recordHost(
    hostOf({
      sessionId: session.sessionId,
      hostId,
      state: 'ready',
      reason: 'it passed',
      stateAt: Date.now() - 60_000,
      requestedAt: Date.now() - 300_000,
    }),
  );
  return { sessionId: session.sessionId, hostId };
}
const call = async (
  method: string,
  sessionId: string,
  path: string,
  body?: object,
  { as = 'olga', groups = ['operator'] } = {},
) =>
  await world.request(method, `/v1/resilience/sessions/${sessionId}/${path}`, {
    as,
    groups,
    ...(body === undefined ? {} : { body }),
  });
const acts = async (sessionId: string) =>
  (await world.as('olga').call('listAudit', { query: {} })).items.filter(
    ({ target }) => target === `session:${sessionId}`,
  );

describe('the health of a session', () => {
  it('is healthy while nothing is wrong', async () => {
    const { sessionId } = await openSession();
    expect(await call('GET', sessionId, 'health')).toMatchObject({
      status: 200,
      body: { status: 'healthy', reasons: [], hosts: { ready: 1, suspect: 0 }, circuits: [] },
    });
  });

  it('says what is wrong: hosts, what waits, what is left alone, what is being made good', async () => {
    const { sessionId, hostId } = await openSession();
    const [host] = await world.hosts.listHosts(sessionId);
    const startedAt = Date.now() - 5_000;
    await world.hosts.updateHost(host!, {
      state: 'suspect',
      reason: 'connection refused',
      recoveries: [{ startedAt, reason: 'connection refused', steps: [], class: 'network' }],
    });
    await world.submissions.accept(queuedOf({ sessionId }), { source: 'source' });
    const slot = {
      sessionId,
      hostId,
      number: 0,
      url: 'http://10.0.0.1:2358',
      token: 'secret',
      batchLanguages: [],
      singleLanguages: [],
    };
    await world.slots.open([slot]);
    const openUntil = Date.now() + 600_000;
    await world.slots.turnCircuit(slot, 'answer', undefined, { failures: 5, openUntil });
    const { body } = await call('GET', sessionId, 'health');
    expect(body).toMatchObject({
      status: 'unhealthy',
      hosts: { ready: 0, suspect: 1 },
      queue: { queued: 1 },
      recoveries: { open: 1 },
      circuits: [{ operation: `${sessionId}.${hostId}.answer`, state: 'open' }],
    });
    expect(
      body.reasons.map(({ part, weight, key }: Record<string, string>) => `${weight} ${part} ${key}`),
    ).toEqual([
      'bad queue waiting-without-host',
      `bad hosts host:${hostId}`,
      `busy circuits circuit:${sessionId}.${hostId}.answer`,
    ]);
  });

  it("is for operators and the session's own instructor", async () => {
    const { sessionId } = await openSession();
    const as = async (name: string, group: string) =>
      (await call('GET', sessionId, 'health', undefined, { as: name, groups: [group] })).status;
    expect([
      await as('ada', 'instructor'),
      await as('bob', 'instructor'),
      await as('p01', 'participant'),
    ]).toEqual([200, 404, 403]);
  });
});

describe('watching a session more closely', () => {
  it('is told in its health until it ends, and is kept with who asked and why', async () => {
    const { sessionId } = await openSession();
    expect(
      await call('POST', sessionId, 'health/start', { reason: 'it flickers', everySeconds: 3, minutes: 10 }),
    ).toMatchObject({ status: 200, body: { watch: { everySeconds: 3, by: 'olga' } } });
    expect((await call('GET', sessionId, 'health')).body.watch).toMatchObject({ everySeconds: 3 });
    expect(await call('POST', sessionId, 'health/stop', { reason: 'it is calm' })).toMatchObject({
      status: 200,
      body: { sessionId },
    });
    expect((await call('GET', sessionId, 'health')).body.watch).toBeUndefined();
    expect(await acts(sessionId)).toMatchObject([
      { act: 'watch.stop', actor: 'olga', reason: 'it is calm' },
      { act: 'watch.start', reason: 'it flickers', detail: expect.stringMatching(/^each 3 s until /) },
    ]);
  });

  it.each([
    [{ everySeconds: 1 }, 'everySeconds'],
    [{ everySeconds: 11 }, 'everySeconds'],
    [{ minutes: 0 }, 'minutes'],
    [{ minutes: 241 }, 'minutes'],
  ])('is refused beyond its bounds: %o', async (more, field) => {
    const { sessionId } = await openSession();
    expect(await call('POST', sessionId, 'health/start', { reason: 'it flickers', ...more })).toMatchObject({
      status: 422,
      body: { faults: [{ field }] },
    });
  });
});

describe('recovering a session', () => {
  /** EC2 tells of no such host, so that it is gone. */
  const lost = async () =>
    await openSession({
      fleetSize: { instanceType: 'c7i.large', hosts: 1, slotsPerHost: 2 },
    } as Partial<Session>);

  it('tells the plan, then does it once: the pass is started and the act is kept', async () => {
    const { sessionId, hostId } = await lost();
    const [host] = await world.hosts.listHosts(sessionId);
    await world.hosts.updateHost(host!, { requestedAt: Date.now() - 600_000 });
    const planned = {
      plan: [{ hostId, steps: ['clean-up', 'replace'], reason: 'EC2 does not know it any more' }],
    };
    const before = world.invoked.length;
    expect(await call('POST', sessionId, 'recover', { reason: 'it is silent', dryRun: true })).toMatchObject({
      status: 200,
      body: { dryRun: true, begun: false, ...planned },
    });
    expect(world.invoked).toHaveLength(before);
    expect(await acts(sessionId)).toEqual([]);
    expect(await call('POST', sessionId, 'recover', { reason: 'it is silent' })).toMatchObject({
      status: 200,
      body: { dryRun: false, begun: true, ...planned },
    });
    expect(JSON.parse(Buffer.from(world.invoked.at(-1)!.payload).toString())).toMatchObject({ sessionId });
    expect(await acts(sessionId)).toMatchObject([
      {
        act: 'session.recover',
        actor: 'olga',
        reason: 'it is silent',
        detail: `${hostId}: clean-up, replace`,
      },
    ]);
  });

  it('of two at once does one, and refuses the other', async () => {
    const { sessionId, hostId } = await openSession();
    await world.hosts.recordHost(hostOf({ hostId: 'i-0beside', sessionId, state: 'ready' }));
    const body = { reason: 'it judges oddly', hostIds: [hostId] };
    const [host] = await world.hosts.listHosts(sessionId);
    await world.hosts.updateHost(host!, { requestedAt: Date.now() });
    const both = await Promise.all([1, 2].map(() => call('POST', sessionId, 'recover', body)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    // Whoever comes late enough to see the other's wish does not even begin.
    const details = (await acts(sessionId)).map(({ detail = '' }) => detail);
    expect(details.filter((detail) => !detail.startsWith('refused: '))).toHaveLength(1);
    expect(await call('POST', sessionId, 'recover', body)).toMatchObject({
      status: 409,
      body: { type: '/v1/errors#conflict' },
    });
  });

  it.each([
    ['that drains', { fleet: 'draining' }, 409, 'too-late', 'it drains'],
    [
      'whose judges somebody keeps',
      { deployment: { kind: 'direct', judges: [] } },
      422,
      'invalid-request',
      'no hosts of ours',
    ],
    ['that has no hosts yet', { fleet: 'none' }, 409, 'not-yet', 'launched at'],
  ] as const)('is refused for one %s', async (_, changes, status, type, says) => {
    const { sessionId } = await world.addSession({ ...FLEET, ...changes } as Partial<Session>);
    expect(await call('POST', sessionId, 'recover', { reason: 'it is silent' })).toMatchObject({
      status,
      body: { type: `/v1/errors#${type}`, detail: expect.stringContaining(says) },
    });
    expect(await acts(sessionId)).toEqual([]);
  });

  it('is refused for a session that is not there, without a reason, and to instructors', async () => {
    const { sessionId } = await openSession();
    expect(await call('POST', '01jq9999999999999999999999', 'recover', { reason: 'x' })).toMatchObject({
      status: 404,
    });
    expect(await call('POST', sessionId, 'recover', {})).toMatchObject({
      status: 422,
      body: { faults: [{ field: 'reason' }] },
    });
    const ada = { as: 'ada', groups: ['instructor'] };
    expect(await call('POST', sessionId, 'recover', { reason: 'x' }, ada)).toMatchObject({ status: 403 });
  });
});
