import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timesFrom } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addJudge('x', 'https://judge.example.edu');
  await world.addProblem('sum');
  await world.addJudge('x', 'https://judge.example.edu');
});
afterAll(async () => await world.stop());

const INSTRUCTOR = { as: 'ada', groups: ['instructor'] };
const program = { problem: 'A', language: 'javascript', source: 'console.log(2)' };
const booking = (changes: object = {}) => ({
  name: 'Final',
  durationMinutes: 60,
  problems: [{ problemId: 'sum' }],
  languages: ['javascript'],
  roster: [{ participantId: 'p01' }],
  deployment: {
    kind: 'direct' as const,
    judges: [{ url: 'https://judge.example.edu', tokenParameter: '/assize/dev/judges/x', slots: 2 }],
  },
  ...changes,
});
const fieldsOf = ({ body }: { body: { faults?: { field: string }[] } }) =>
  (body.faults ?? []).map(({ field }) => field);

describe('names that differ in case', () => {
  it('are one person: twice on a roster they are refused', async () => {
    const roster = [
      { participantId: 'p07', name: 'Ana' },
      { participantId: 'P07', name: 'Bob' },
    ];
    const answer = await world.request('POST', '/v1/sessions', {
      ...INSTRUCTOR,
      body: booking({ roster, dryRun: true }),
    });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer)).toEqual(['roster[1].participantId']);
    expect(answer.body.faults[0].detail).toMatch(/p07.*without case/);
  });

  it('submit, list and see their own by either spelling', async () => {
    const opensAt = new Date(Date.now() + 3_000).toISOString();
    const roster = [{ participantId: 'P07' }, { participantId: 'ÉLAN', name: 'Élan' }];
    const booked = await world.request('POST', '/v1/sessions', {
      ...INSTRUCTOR,
      body: booking({ roster, opensAt }),
    });
    expect(booked.status).toBe(201);
    const { sessionId } = booked.body.session;
    await expect
      .poll(async () => (await world.request('GET', `/v1/sessions/${sessionId}`, { as: 'p07' })).body.window)
      .toBe('open');
    for (const as of ['p07', 'P07']) {
      expect((await world.as(as).call('listSessions', { query: {} })).items).toMatchObject([
        { sessionId, you: { participantId: 'p07', name: 'P07' } },
      ]);
      const path = `/v1/sessions/${sessionId}/submissions`;
      const submitted = await world.request('POST', path, { as, body: program });
      expect(submitted).toMatchObject({ status: 202, body: { participantId: 'p07' } });
      const own = await world.request('GET', `${path}/${submitted.body.submissionId}`, { as: 'P07' });
      expect(own.status).toBe(200);
    }
    const decomposed = 'e\u0301lan';
    expect((await world.as(decomposed).call('listSessions', { query: {} })).items).toHaveLength(1);
    const all = { params: { sessionId }, query: { participantId: 'P07' } };
    expect((await world.as('ada').call('listSubmissions', all)).items).toHaveLength(2);
    const board = await world.as('P07').call('getScoreboard', { params: { sessionId } });
    expect(board.rows).toMatchObject([{ participantId: 'p07', name: 'P07' }]);
  });
});

describe('what nobody knows', () => {
  it.each([
    ['POST', '/v1/sessions', { ...booking(), duration: 60 }, 'duration'],
    ['PATCH', '/v1/sessions/SESSION', { revision: 1, roster: [] }, 'roster'],
    ['POST', '/v1/sessions/SESSION/cancel', { why: 'x' }, 'why'],
    ['POST', '/v1/problems/imports', { problemId: 'sum', version: 2 }, 'version'],
    ['POST', '/v1/sessions/SESSION/submissions', { ...program, trail: true }, 'trail'],
    ['GET', '/v1/sessions?form=2026-01-01T00:00:00Z', undefined, 'form'],
    ['GET', '/v1/sessions/SESSION?verbose=1', undefined, 'verbose'],
  ])('%s %s is refused by name', async (method, path, body, field) => {
    const { sessionId } = await world.addSession();
    const answer = await world.request(method, path.replace('SESSION', sessionId), {
      as: path.endsWith('/submissions') ? 'p01' : 'ada',
      groups: path.endsWith('/submissions') ? ['participant'] : ['instructor'],
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer)).toEqual([field]);
    expect(await world.submissions.count(sessionId)).toMatchObject({ accepted: 0 });
  });
});

describe('times and cursors that nobody gave', () => {
  it.each([
    ['opensAt', { opensAt: '9999-12-31T23:59:59Z' }],
    ['closesAt', { closesAt: '9999-12-31T23:59:59-14:00', durationMinutes: undefined }],
    ['opensAt', { opensAt: '0000-01-01T00:00:00Z' }],
    ['opensAt', { opensAt: '2030-02-30T00:00:00Z' }],
    ['opensAt', { opensAt: new Date(Date.now() + 400 * 86_400_000).toISOString() }],
  ])('books nothing: %s %j', async (field, changes) => {
    const answer = await world.request('POST', '/v1/sessions', { ...INSTRUCTOR, body: booking(changes) });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer)).toContain(field);
  });

  it('answers every forged cursor of every list with 422', async () => {
    const { sessionId } = await world.addSession();
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'SESSION',
        'PROBLEM',
        'META',
        `SESSION#${sessionId}`,
        'PROBLEM#sum',
        'PERSON#ada',
        'PERSON#p01',
        'OWNED#2030-01-01T00:00:00.000Z#01jq0000000000000000000001',
        'SEAT#2030-01-01T00:00:00.000Z#01jq0000000000000000000001',
        'SUBMISSION#01jq0000000000000000000001',
        '2030-01-01T00:00:00.000Z#01jq0000000000000000000001',
        `${sessionId}#p01`,
        'x'.repeat(1_500),
      ),
    );
    const key = fc.dictionary(
      fc.constantFrom('pk', 'sk', 'kind', 'kindSort', 'participantKey', '__proto__'),
      fc.oneof(text, fc.integer()),
    );
    let asked = 0;
    const paths = ['/v1/sessions', '/v1/problems', `/v1/sessions/${sessionId}/submissions`];
    await fc.assert(
      fc.asyncProperty(key, fc.constantFrom(...paths), fc.boolean(), async (forged, path, narrow) => {
        const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url').slice(0, 2_048);
        const range = narrow && path === '/v1/sessions' ? '&from=2029-12-01T00:00:00Z' : '';
        // Many callers, since one may not ask as often as this.
        const who = (name: string) => `${name}${asked++ % 30}`;
        for (const as of [
          { as: who('ada'), groups: ['instructor'] },
          { as: who('olga'), groups: ['operator'] },
          { as: who('p') },
        ]) {
          const { status } = await world.request('GET', `${path}?cursor=${cursor}${range}`, as);
          expect([200, 403, 404, 422]).toContain(status);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes a range that is the wrong way round as empty', async () => {
    const path = '/v1/sessions?from=2100-01-01T00:00:00Z&to=2030-01-01T00:00:00Z';
    expect(await world.request('GET', path, INSTRUCTOR)).toMatchObject({ status: 200, body: { items: [] } });
  });
});

describe('lists of sessions', () => {
  it("show a participant today's exam first, with fifty bookings for later days", async () => {
    const day = 86_400_000;
    const today = await world.addSession();
    for (let n = 1; n <= 50; n++)
      await world.addSession({ times: timesFrom(Date.now() + n * day), name: `day ${n}` });
    const first = await world.as('p01').call('listSessions', { query: { limit: 1 } });
    expect(first.items).toMatchObject([{ window: 'open' }]);
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.as('p02').call('listSessions', { query: { limit: 20, cursor } });
      all.push(...page.items.map(({ sessionId }) => sessionId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(all).toContain(today.sessionId);
    expect(new Set(all).size).toBe(all.length);
    const now = new Date().toISOString();
    const soon = new Date(Date.now() + 1).toISOString();
    const open = await world.as('ada').call('listSessions', { query: { from: now, to: soon, limit: 100 } });
    expect(open.items.map(({ sessionId }) => sessionId)).toContain(today.sessionId);
    expect(open.items.every(({ name }) => !name.startsWith('day'))).toBe(true);
  });
});

describe('a cancelled session', () => {
  it('is closed for everybody and closes no later than it was cancelled', async () => {
    const { sessionId } = await world.addSession();
    await world.as('ada').call('cancelSession', { params: { sessionId }, body: {} });
    const staff = await world.as('ada').call('getSession', { params: { sessionId } });
    const own = await world.as('p02').call('getSession', { params: { sessionId } });
    expect([staff.window, own.window]).toEqual(['closed', 'closed']);
    if (own.view !== 'participant') throw new Error('seen as staff');
    expect(Date.parse(own.you.closesAt)).toBeLessThanOrEqual(Date.now());
  });
});

describe('changing a session', () => {
  const rosterOf = async (sessionId: string) =>
    (await world.as('ada').call('listParticipants', { params: { sessionId } })).items;

  it('gives a participant of an open session more time, adds one and takes one off', async () => {
    const { sessionId, revision, times } = await world.addSession();
    const changed = await world.as('ada').call('updateSession', {
      params: { sessionId },
      body: {
        revision,
        participants: [{ participantId: 'P01', extraTimeMinutes: 30 }, { participantId: 'Neu' }],
        removeParticipants: ['p02'],
      },
    });
    expect(changed).toMatchObject({ participantCount: 2, revision: revision + 1 });
    expect(changed.times.lastClosesAt).toBe(new Date(times.closesAt + 1_800_000).toISOString());
    expect(await rosterOf(sessionId)).toMatchObject([
      { participantId: 'neu', name: 'Neu' },
      {
        participantId: 'p01',
        name: 'Participant p01',
        extraTimeMs: 1_800_000,
        closesAt: changed.times.lastClosesAt,
      },
    ]);
    const path = `/v1/sessions/${sessionId}/submissions`;
    expect((await world.request('POST', path, { as: 'neu', body: program })).status).toBe(202);
    expect((await world.request('POST', path, { as: 'p02', body: program })).status).toBe(404);
    const { items } = await world.as('ada').call('listDecisions', { params: { sessionId }, query: {} });
    expect(items).toMatchObject([{ action: 'change', reason: expect.stringContaining('ada') }]);
  });

  it('keeps whoever has submitted, and what intake remembers of them', async () => {
    const { sessionId, revision } = await world.addSession();
    const path = `/v1/sessions/${sessionId}/submissions`;
    const headers = { 'idempotency-key': 'once' };
    const first = await world.request('POST', path, { as: 'p01', body: program, headers });
    const answer = await world.request('PATCH', `/v1/sessions/${sessionId}`, {
      ...INSTRUCTOR,
      body: {
        revision,
        participants: [{ participantId: 'p02', extraTimeMinutes: 0 }],
        removeParticipants: ['p01'],
      },
    });
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('p01') } });
    const again = await world.request('POST', path, { as: 'p01', body: program, headers });
    expect(again.body.submissionId).toBe(first.body.submissionId);
  });

  it.each([
    [{ opensAt: '9999-01-01T00:00:00Z' }, 'opensAt'],
    [{ closesAt: '2199-01-01T00:00:00Z' }, 'closesAt'],
    [{ closesAt: '2030-01-01' }, 'closesAt'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ participants: [{ participantId: 'a b' }] }, 'participants[0].participantId'],
    [{ participants: [{ participantId: 'p01', extraTime: 5 }] }, 'participants[0].extraTime'],
  ])('refuses %j as a booking would', async (changes, field) => {
    const { sessionId, revision, name } = await world.addSession();
    const answer = await world.request('PATCH', `/v1/sessions/${sessionId}`, {
      ...INSTRUCTOR,
      body: { revision, ...changes },
    });
    expect(answer.status).toBe(422);
    expect(new Set(fieldsOf(answer))).toEqual(new Set([field]));
    expect(await world.sessions.get(sessionId)).toMatchObject({ revision, name });
  });

  it('takes a cancellation back, with its schedules, once it has been carried out', async () => {
    const opensAt = new Date(Date.now() + 9 * 3_600_000).toISOString();
    const { session } = await world
      .as('ada')
      .call('createSession', { headers: {}, body: booking({ opensAt }) });
    const params = { sessionId: session.sessionId };
    await world.as('ada').call('cancelSession', { params, body: {} });
    const early = await world.request('POST', `/v1/sessions/${session.sessionId}/restore`, {
      ...INSTRUCTOR,
      body: {},
    });
    expect(early).toMatchObject({ status: 409, headers: { 'retry-after': expect.any(String) } });
    await world.sessions.settle(session.sessionId, Date.now() - 60_000);
    const restored = await world.as('ada').call('restoreSession', { params, body: { reason: 'a mistake' } });
    expect(restored).toMatchObject({ window: 'before', times: session.times });
    expect(restored.cancelled).toBeUndefined();
    expect(restored.settledAt).toBeUndefined();
    expect((await world.schedules()).filter((name) => name.startsWith(session.sessionId)).length).toBe(2);
    const { items } = await world.as('p01').call('listSessions', { query: {} });
    expect(items.map(({ sessionId }) => sessionId)).toContain(session.sessionId);
  });
});

describe('the stage', () => {
  it('tells operators of every session that is not settled, whoever booked it, and nobody else', async () => {
    const running = await world.addSession({ fleet: 'ready' });
    const over = await world.addSession({ times: timesFrom(Date.now() - 9 * 3_600_000), owner: 'bob' });
    const settled = await world.addSession({ settledAt: Date.now() });
    const stage = await world.as('olga').call('getStage', {});
    expect(stage).toMatchObject({ stage: 'dev', vcpus: { quota: expect.any(Number) }, languagesMissing: [] });
    const of = ({ sessionId }: { sessionId: string }) =>
      stage.sessions.find((one) => one.sessionId === sessionId);
    expect(of(running)).toMatchObject({
      owner: 'ada',
      fleet: { state: 'ready' },
      deployment: { kind: 'fleet' },
    });
    expect(of(over)).toMatchObject({ owner: 'bob', window: 'closed' });
    expect(of(settled)).toBeUndefined();
    expect(stage.sessions.map(({ times }) => times.opensAt)).toEqual(
      stage.sessions.map(({ times }) => times.opensAt).sort(),
    );
    expect(stage.vcpus.peak).toBeGreaterThanOrEqual(stage.vcpus.held);
    await expect(world.as('ada').call('getStage', {})).rejects.toMatchObject({ status: 403 });
  });

  it('opens a session now for whoever booked it, and says when it is open already', async () => {
    const { sessionId, times } = await world.addSession({ times: timesFrom(Date.now() + 3_600_000) });
    const params = { sessionId };
    const opened = await world.as('ada').call('openSession', { params, body: { reason: 'all are here' } });
    expect(opened).toMatchObject({ window: 'open' });
    const lengthOf = (of: { opensAt: string; closesAt: string }) =>
      Date.parse(of.closesAt) - Date.parse(of.opensAt);
    expect(lengthOf(opened.times)).toBe(times.closesAt - times.opensAt);
    expect(world.invoked.some(({ payload }) => Buffer.from(payload).toString().includes(sessionId))).toBe(
      true,
    );
    expect((await world.as('p01').call('getSession', { params })).window).toBe('open');
    await expect(world.as('ada').call('openSession', { params, body: {} })).rejects.toMatchObject({
      status: 422,
      details: { detail: expect.stringContaining('open already') },
    });
  });
});
