import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());

let booked = 0;
/** Books a session of ada's in an hour of its own. */
const book = async (changes: object = {}) =>
  await world.as('ada').call('createSession', {
    headers: {},
    body: {
      name: 'Final',
      durationMinutes: 60,
      problems: [{ problemId: 'sum' }],
      languages: ['javascript'],
      opensAt: new Date(Date.now() + ++booked * 4 * 3_600_000).toISOString(),
      join: { seats: 2 },
      ...changes,
    },
  });
const join = async (as: string, code: string) =>
  await world.request('POST', '/v1/join', { as, groups: ['participant'], body: { code } });
/** An open session of ada's that is joined with this code. */
const openWith = async (code: string, changes: object = {}) => {
  const session = await world.addSession({ join: { code }, ...changes });
  await world.joins.claimCode(code, session.sessionId, Date.now());
  return session;
};

describe('a session that is joined by code', () => {
  it('is booked without a roster, and shows its code to staff alone', async () => {
    const { session, warnings } = await book();
    expect(session.join).toEqual({ code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/), seats: 2 });
    expect(warnings).toEqual([]);
    const { sessionId } = session;
    const joined = await join('nele', session.join?.code ?? '');
    expect(joined).toMatchObject({
      status: 200,
      body: { view: 'participant', sessionId, you: { participantId: 'nele' } },
    });
    expect(JSON.stringify(joined.body)).not.toContain(session.join?.code);
    const own = await world.as('nele').call('listSessions', { query: {} });
    expect(own.items).toMatchObject([{ sessionId }]);
    expect(JSON.stringify(own)).not.toContain('"join"');
    const { items } = await world.as('ada').call('listParticipants', { params: { sessionId } });
    expect(items).toMatchObject([{ participantId: 'nele', joinedAt: expect.any(String) }]);
  });

  it('tells a dry run no code, and asks how many are expected', async () => {
    const { session, warnings } = await book({ dryRun: true, join: {} });
    expect(session.join).toBeUndefined();
    expect(warnings).toMatchObject([{ field: 'join.seats' }]);
  });

  it('needs a roster, or a way to join', async () => {
    const answer = await world.request('POST', '/v1/sessions', {
      as: 'ada',
      groups: ['instructor'],
      body: { name: 'Final', durationMinutes: 60, problems: [{ problemId: 'sum' }] },
    });
    expect(answer).toMatchObject({ status: 422, body: { faults: [{ field: 'roster' }] } });
  });

  it('takes the code as people type it, and whoever is on the roster as they are', async () => {
    const { sessionId } = await openWith('AB0D1FGH');
    expect(await join('mia', ' ab0d-ifgh ')).toMatchObject({ status: 200, body: { sessionId } });
    expect(await join('mia', 'ABOD-LFGH')).toMatchObject({ status: 200, body: { sessionId } });
    expect(await join('p02', 'AB0D1FGH')).toMatchObject({
      status: 200,
      body: { you: { extraTimeMs: 600_000 } },
    });
    expect((await world.sessions.get(sessionId))?.participantCount).toBe(
      (await world.sessions.listParticipants(sessionId)).length,
    );
    const submitted = await world.request('POST', `/v1/sessions/${sessionId}/submissions`, {
      as: 'mia',
      body: { problem: 'A', language: 'javascript', source: 'console.log(1)' },
    });
    expect(submitted.status).toBe(202);
  });

  it('is read and worked on by an instructor who joined it, as by anybody else', async () => {
    const { sessionId } = await openWith('C0LLEAGE'.replaceAll('L', '1'));
    const as = 'bert';
    const groups = ['instructor'];
    const body = { code: 'C011EAGE' };
    expect(await world.request('POST', '/v1/join', { as, groups, body })).toMatchObject({ status: 200 });
    expect(await world.request('GET', `/v1/sessions/${sessionId}`, { as, groups })).toMatchObject({
      status: 200,
      body: { view: 'participant', you: { participantId: as } },
    });
    expect((await world.request('GET', `/v1/sessions/${sessionId}/desk`, { as, groups })).status).toBe(200);
  });

  it('is full at its seats, however many come at once', async () => {
    const code = 'FVLLFVLL'.replaceAll('L', '1');
    const { sessionId } = await openWith(code, { participantCount: 2, join: { code, seats: 4 } });
    const answers = await Promise.all(['q1', 'q2', 'q3', 'q4'].map((name) => join(name, code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
      type: '/v1/errors#limit-reached',
      detail: expect.stringContaining('4 people'),
    });
    expect(await world.sessions.listParticipants(sessionId)).toHaveLength(4);
  });

  it.each([
    ['cancelled', 'CANCE11D', { cancelledAt: 1, cancelReason: 'snow' }, 'session-cancelled', 'snow'],
    ['closed', 'C10SED00', undefined, 'session-closed', 'nobody can join any more'],
  ])('lets nobody in when it is %s, with a sentence', async (_, code, changes, type, words) => {
    const open = await world.addSession();
    const past = { ...open.times, opensAt: 1_000, closesAt: 2_000, lastClosesAt: 2_000 };
    await openWith(code, changes ?? { times: past });
    expect(await join('late', code)).toMatchObject({
      status: 409,
      body: { type: `/v1/errors#${type}`, detail: expect.stringContaining(words) },
    });
  });

  it('gets another code, and none, by its instructor; the old one is dead', async () => {
    const { session } = await book({ join: { code: 'AAAA-BBBB' } });
    const params = { sessionId: session.sessionId };
    const renewed = await world
      .as('ada')
      .call('updateSession', { params, body: { revision: session.revision, join: { seats: 9 } } });
    expect(renewed.join?.seats).toBe(9);
    expect(renewed.join?.code).not.toBe('AAAA-BBBB');
    expect((await join('eve', 'AAAABBBB')).status).toBe(404);
    expect((await join('eve', renewed.join?.code ?? '')).status).toBe(200);
    const closed = await world
      .as('ada')
      .call('updateSession', { params, body: { revision: renewed.revision, join: null } });
    expect(closed.join).toBeUndefined();
    expect((await join('kim', renewed.join?.code ?? '')).status).toBe(404);
  });

  it('has a code of its own: that of another session is refused until that is over', async () => {
    const { session } = await book({ join: { code: 'WEEK-1Y00' } });
    const again = () => book({ join: { code: 'week1y00' } });
    await expect(again()).rejects.toMatchObject({ details: { faults: [{ field: 'join.code' }] } });
    await world.as('ada').call('cancelSession', { params: { sessionId: session.sessionId }, body: {} });
    expect((await again()).session.join?.code).toBe('WEEK-1Y00');
  });
});

describe('guessing codes', () => {
  it('refuses what is no code before it counts, and ten tries are all that one has', async () => {
    for (let n = 0; n < 12; n++)
      expect(await join('gus', 'nonsense!')).toMatchObject({
        status: 422,
        body: { faults: [{ field: 'code' }] },
      });
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) statuses.push((await join('gus', `0000000${n % 10}`)).status);
    expect(statuses).toEqual([...Array(10).fill(404), 429]);
    await openWith('R1GHT000');
    expect(await join('gus', 'R1GHT000')).toMatchObject({
      status: 429,
      body: { type: '/v1/errors#too-many-requests', retryAfterMs: expect.any(Number) },
    });
    expect((await join('rita', 'R1GHT000')).status).toBe(200);
  });

  it('of many callers stops everybody for a while, who can be put on the roster instead', async () => {
    const now = Date.now();
    for (let n = 0; n < 300; n++) await world.joins.countTries('*', 1, now, 600_000);
    expect(await join('rob', 'R1GHT000')).toMatchObject({
      status: 429,
      body: { detail: expect.stringContaining('ask your instructor') },
    });
  });
});
