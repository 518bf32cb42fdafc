import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../../core/api/client.ts';

import type { Session } from '../../../core/exam/session.ts';

import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let session: Session;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  session = await world.addSession();
});
afterAll(async () => await world.stop());

const program = { problem: 'A', language: 'javascript', source: 'console.log(1 + 1)' };

describe('booking', () => {
  const roster = [{ participantId: 'p01' }, { participantId: 'p02', name: 'Grace', extraTimeMinutes: 10 }];
  const booking = (changes: object = {}) => ({
    name: 'Final',
    durationMinutes: 60,
    problems: [{ problemId: 'sum' }],
    languages: ['javascript'],
    roster,
    ...changes,
  });
  let booked = 0;
  /** Each in an hour of its own, since the account's quota carries two hosts at a time. */
  const inAnHour = () => new Date(Date.now() + ++booked * 4 * 3_600_000).toISOString();

  it('answers what would happen and cost without booking', async () => {
    const answer = await world.request('POST', '/v1/sessions', {
      as: 'ada',
      groups: ['instructor'],
      body: booking({ opensAt: inAnHour(), dryRun: true }),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { dryRun: true, session: { fleet: { hosts: expect.any(Number) } } },
    });
    expect(answer.body.estimate.usd).toBeGreaterThan(0);
    expect(answer.body.plan.length).toBeGreaterThan(3);
    expect(await world.sessions.get(answer.body.session.sessionId)).toBeUndefined();
  });

  it('is a rehearsal where it says so, with made-up people alone', async () => {
    const ask = (changes: object) =>
      world.request('POST', '/v1/sessions', {
        as: 'ada',
        groups: ['instructor'],
        body: booking({
          rehearsal: true,
          durationMinutes: 30,
          deployment: { kind: 'fleet', hosts: 1 },
          ...changes,
        }),
      });
    const refused = await ask({});
    expect(refused).toMatchObject({ status: 422, body: { faults: [{ field: 'roster' }] } });
    const { status, body } = await ask({ roster: [{ participantId: 'rehearsal-0001' }] });
    expect([status, body.session.rehearsal]).toEqual([201, true]);
    expect(await world.sessions.get(body.session.sessionId)).toMatchObject({ rehearsal: true });
    await world
      .as('ada')
      .call('cancelSession', { params: { sessionId: body.session.sessionId }, body: { reason: 'done' } });
  });

  it('is tried in the place of another session, which is then not counted beside it', async () => {
    const opensAt = inAnHour();
    const ask = (changes: object) =>
      world.request('POST', '/v1/sessions', {
        as: 'ada',
        groups: ['instructor'],
        body: booking({ opensAt, deployment: { kind: 'fleet', hosts: 2 }, ...changes }),
      });
    const { body } = await ask({});
    const insteadOf = body.session.sessionId;
    expect((await ask({ dryRun: true })).status).toBe(422);
    expect(await ask({ dryRun: true, insteadOf })).toMatchObject({
      status: 200,
      body: { session: { fleet: { hosts: 2 } } },
    });
    expect(await ask({ insteadOf })).toMatchObject({
      status: 422,
      body: { faults: [{ field: 'insteadOf' }] },
    });
    const foreign = await world.request('POST', '/v1/sessions', {
      as: 'bob',
      groups: ['instructor'],
      body: booking({ opensAt, dryRun: true, insteadOf }),
    });
    expect(foreign.status).toBe(404);
  });

  it('takes down how long a wait may be and how small a fleet, and says what of that cannot be', async () => {
    const wanted = { deployment: { kind: 'fleet' as const, hosts: 2, leastHosts: 1 }, dryRun: true };
    const dry = (targetWaitMs: number) =>
      world.request('POST', '/v1/sessions', {
        as: 'ada',
        groups: ['instructor'],
        body: booking({ opensAt: inAnHour(), ...wanted, policy: { targetWaitMs } }),
      });
    expect((await dry(30_000)).body.session).toMatchObject({
      policy: { targetWaitMs: 30_000 },
      fleet: { hosts: 2, leastHosts: 1 },
    });
    expect((await dry(0)).status).toBe(200);
    expect(await dry(500)).toMatchObject({
      status: 422,
      body: {
        faults: [{ field: 'policy.targetWaitMs', detail: 'must be 0, or 10000 (10 s) to 3600000 (1 h)' }],
      },
    });
  });

  it('books: session, roster, schedules', async () => {
    const { session: booked, warnings } = await world
      .as('ada')
      .call('createSession', { headers: {}, body: booking({ opensAt: inAnHour() }) });
    expect(warnings).toEqual([]);
    expect(booked).toMatchObject({
      owner: 'ada',
      window: 'before',
      participantCount: 2,
      problems: [{ label: 'A', name: 'Sum of Two', version: 1 }],
    });
    expect(
      (await world.schedules())
        .filter((name) => name.startsWith(booked.sessionId))
        .map((name) => name.slice(27))
        .sort(),
    ).toEqual(['close', 'launch', 'tick']);
    const { items } = await world
      .as('ada')
      .call('listParticipants', { params: { sessionId: booked.sessionId } });
    expect(items).toMatchObject([
      { participantId: 'p01', name: 'p01' },
      { participantId: 'p02', name: 'Grace', extraTimeMs: 600_000 },
    ]);
  });

  it('launches a session for now at once, without a schedule', async () => {
    const opensAt = new Date(Date.now() + 30_000).toISOString();
    const { session: booked } = await world
      .as('ada')
      .call('createSession', { headers: {}, body: booking({ opensAt, durationMinutes: 1 }) });
    const started = world.invoked.filter(({ payload }) =>
      new TextDecoder().decode(payload).includes(booked.sessionId),
    );
    expect(started).toMatchObject([
      { invocationType: 'Event', functionName: expect.stringContaining('launcher') },
    ]);
    expect(
      (await world.schedules())
        .filter((name) => name.startsWith(booked.sessionId))
        .map((name) => name.slice(27))
        .sort(),
    ).toEqual(['close', 'tick']);
  });

  it('books once for one key', async () => {
    const headers = { 'idempotency-key': 'the final' };
    const body = booking({ opensAt: inAnHour() });
    const first = await world.as('ada').call('createSession', { headers, body });
    const second = await world.as('ada').call('createSession', { headers, body });
    expect(second).toEqual(first);
    const other = { as: 'ada', groups: ['instructor'], headers, body: { ...body, name: 'Again' } };
    expect(await world.request('POST', '/v1/sessions', other)).toMatchObject({
      status: 422,
      body: { type: '/v1/errors#key-reused' },
    });
    const bobs = await world
      .as('bob')
      .call('createSession', { headers, body: { ...body, opensAt: inAnHour() } });
    expect(bobs.session.sessionId).not.toBe(first.session.sessionId);
  });

  it.each([
    ['in the past', { opensAt: '2020-01-01T00:00:00Z' }, 'opensAt'],
    ['of an unknown problem', { problems: [{ problemId: 'nothing' }] }, 'problems[0].problemId'],
    ['in an unknown language', { languages: ['cobol'] }, 'languages[0]'],
  ])('refuses one %s', async (_, changes, field) => {
    const answer = await world.request('POST', '/v1/sessions', {
      as: 'ada',
      groups: ['instructor'],
      body: booking({ opensAt: inAnHour(), ...changes }),
    });
    expect(answer.status).toBe(422);
    expect(answer.body.faults.map((fault: { field: string }) => fault.field)).toContain(field);
  });

  describe('on judges that somebody keeps', () => {
    const lab = '/assize/dev/judges/lab';
    beforeAll(async () => {
      await world.addJudge('lab', 'https://judge.example.edu', { owners: ['Ada', 'carol'] });
    });
    const book = async (as: string, judge: object, group = 'instructor') =>
      await world.request('POST', '/v1/sessions', {
        as,
        groups: [group],
        body: booking({ dryRun: true, deployment: { kind: 'direct', judges: [judge] } }),
      });

    it('books them by name for their owners and for operators, at the place of their registration', async () => {
      for (const [as, group] of [
        ['ada', 'instructor'],
        ['CAROL', 'instructor'],
        ['olga', 'operator'],
      ] as const) {
        const { status, body } = await book(as, { tokenParameter: lab }, group);
        expect(status, as).toBe(200);
        expect(body.session.deployment.judges).toEqual([
          { url: 'https://judge.example.edu', tokenParameter: lab, slots: 2 },
        ]);
        expect(JSON.stringify(body)).not.toContain('secret');
      }
      const url = 'https://judge.example.edu/';
      expect((await book('ada', { tokenParameter: lab, url })).status).toBe(200);
    });

    it.each([
      ["another's", 'bob', { tokenParameter: lab }, 'tokenParameter'],
      ['one that is not there', 'ada', { tokenParameter: `${lab}x` }, 'tokenParameter'],
      ["another stage's", 'ada', { tokenParameter: '/assize/prod/judges/lab' }, 'tokenParameter'],
      ['one at a URL of their own', 'ada', { tokenParameter: lab, url: 'https://evil.example.com' }, 'url'],
      ['one over plain http', 'ada', { tokenParameter: lab, url: 'http://judge.example.edu' }, 'url'],
    ])('lets nobody book %s', async (_, as, judge, field) => {
      const answer = await book(as, judge);
      expect(answer).toMatchObject({ status: 422, body: { type: '/v1/errors#invalid-request' } });
      expect(answer.body.faults).toEqual([
        { field: `deployment.judges[0].${field}`, detail: expect.any(String) },
      ]);
    });
  });

  it('changes by the revision that was seen', async () => {
    const { session: booked } = await world
      .as('ada')
      .call('createSession', { headers: {}, body: booking({ opensAt: inAnHour() }) });
    const params = { sessionId: booked.sessionId };
    const renamed = await world
      .as('ada')
      .call('updateSession', { params, body: { revision: booked.revision, name: 'Midterm' } });
    expect(renamed).toMatchObject({ name: 'Midterm', revision: booked.revision + 1 });
    const stale = world
      .as('ada')
      .call('updateSession', { params, body: { revision: booked.revision, name: 'x' } });
    await expect(stale).rejects.toSatisfy(
      (error: ApiError) => error.status === 409 && error.details.type === '/v1/errors#conflict',
    );
  });

  it('cancels, and starts the shutdown', async () => {
    const { session: booked } = await world
      .as('ada')
      .call('createSession', { headers: {}, body: booking({ opensAt: inAnHour() }) });
    const params = { sessionId: booked.sessionId };
    const cancelled = await world.as('ada').call('cancelSession', { params, body: { reason: 'strike' } });
    expect(cancelled.cancelled?.reason).toBe('strike');
    expect(world.invoked.at(-1)).toMatchObject({ functionName: expect.stringContaining('auto-shutdown') });
    await expect(world.as('ada').call('cancelSession', { params, body: {} })).rejects.toBeInstanceOf(
      ApiError,
    );
  });

  it('ends an open session now, for everybody', async () => {
    const own = await world.addSession();
    const ended = await world
      .as('ada')
      .call('endSession', { params: { sessionId: own.sessionId }, body: {} });
    expect(ended.window).toBe('closed');
    expect(
      (await world.request('POST', `/v1/sessions/${own.sessionId}/submissions`, { as: 'p02', body: program }))
        .status,
    ).toBe(409);
    const { items } = await world
      .as('ada')
      .call('listDecisions', { params: { sessionId: own.sessionId }, query: {} });
    expect(items).toMatchObject([
      { subject: 'session', action: 'end', reason: expect.stringContaining('ada') },
    ]);
  });

  it('lists own sessions, all for operators, and current ones for who is on the roster', async () => {
    const ids = async (as: string) =>
      (await world.as(as).call('listSessions', { query: { limit: 100 } })).items.map(
        ({ sessionId }) => sessionId,
      );
    expect(await ids('ada')).toContain(session.sessionId);
    expect(await ids('bob')).not.toContain(session.sessionId);
    expect(await ids('olga')).toContain(session.sessionId);
    expect(await ids('p01')).toContain(session.sessionId);
    expect(await ids('p99')).toEqual([]);
  });
});
