import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../core/exam/session.ts';
import { queuedOf, submissionIdOf } from '../../support/submissions.ts';
import { until } from '../../support/until.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';
import { program, SOURCE, submissionsOf, submitIn } from './submit-in.ts';

let world: ApiWorld;
let session: Session;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  session = await world.addSession();
});
afterAll(async () => await world.stop());

const { submit, judgeIn, judge } = submitIn(
  () => world,
  () => session,
);

describe('submitting', () => {
  it('accepts, rings, and answers the submission', async () => {
    const own = await world.addSession();
    const answer = await submit('p01', program, {}, own);
    expect(answer).toMatchObject({
      status: 202,
      headers: {
        location: `${submissionsOf(own)}/${answer.body.submissionId}`,
        'retry-after': '1',
      },
      body: {
        ...{ state: 'queued', label: 'A', participantId: 'p01', sourceBytes: SOURCE.length, trial: false },
        queue: { ahead: 0, asOf: expect.stringMatching(/Z$/) },
        nextAskMs: 150,
      },
    });
    expect(await world.doorbellOf(answer.body.submissionId)).toEqual({
      sessionId: own.sessionId,
      submissionId: answer.body.submissionId,
      lane: 'contest',
      deployment: 'fleet',
    });
    const seen = await world.request('GET', `${submissionsOf(own)}/${answer.body.submissionId}`, {
      as: 'p01',
    });
    expect(seen.body).toMatchObject({ state: 'queued', queue: { ahead: 0 } });
    expect(seen.headers).toMatchObject({ 'retry-after': '1' });
    const source = await world.request('GET', `${submissionsOf(own)}/${answer.body.submissionId}/source`, {
      as: 'p01',
    });
    expect(source.body.source).toBe(SOURCE);
  });

  it('answers the same submission for the same key, however often and at once', async () => {
    const own = await world.addSession();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => submit('p01', program, { 'idempotency-key': 'k1' }, own)),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(accepted.map(({ body }) => body.submissionId)).size).toBe(1);
    expect(await world.submissions.count(own.sessionId)).toMatchObject({ accepted: 1 });
    expect(
      await submit('p01', { ...program, source: 'other' }, { 'idempotency-key': 'k1' }, own),
    ).toMatchObject({ status: 422, body: { type: '/v1/errors#key-reused' } });
    const tried = { ...program, trial: true, input: '1\n' };
    expect((await submit('p01', tried, { 'idempotency-key': 'k2' }, own)).status).toBe(202);
    expect((await submit('p01', { ...tried, input: '2\n' }, { 'idempotency-key': 'k2' }, own)).status).toBe(
      422,
    );
    const { source, ...rest } = program;
    const files = ['main.js', 'b.js'].map((name) => ({ name, source }));
    const several = { ...rest, files };
    expect((await submit('p02', several, { 'idempotency-key': 'k3' }, own)).status).toBe(202);
    const renamed = { ...several, files: files.map((file) => ({ ...file, name: `x${file.name}` })) };
    expect((await submit('p02', renamed, { 'idempotency-key': 'k3' }, own)).status).toBe(422);
    for (const neither of [rest, { ...program, files }])
      expect(await submit('p02', neither, {}, own)).toMatchObject({
        status: 422,
        body: { faults: [{ field: 'source', detail: expect.stringContaining('not both') }] },
      });
    expect((await submit('p02', program, { 'idempotency-key': 'k1' }, own)).body.submissionId).not.toBe(
      accepted[0]?.body.submissionId,
    );
  });

  it('takes a key in quotes for the same key', async () => {
    const own = await world.addSession();
    const [bare, quoted] = [
      await submit('p01', program, { 'idempotency-key': 'k1' }, own),
      await submit('p01', program, { 'idempotency-key': '"k1"' }, own),
    ];
    expect([bare.status, quoted.status]).toEqual([202, 202]);
    expect(quoted.body.submissionId).toBe(bare.body.submissionId);
  });

  it('keeps what it accepted when the topic is away', async () => {
    const own = await world.addSession();
    // A topic that does not exist refuses the publish.
    const { composeServices } = await import('../../../lambdas/api/compose.ts');
    const { createSubmission } = await import('../../../lambdas/api/routes/create-submission.ts');
    const { createTools } = await import('../../../lambdas/middleware/tools.ts');
    const warned: string[] = [];
    const env = {
      ...process.env,
      SUBMISSION_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:gone',
    } as never;
    const logger = { warn: (event: string) => warned.push(event) };
    const services = composeServices(env, { ...createTools('dev'), logger } as never);
    const body = { ...program, trial: false };
    const answer = await createSubmission(
      {
        params: { sessionId: own.sessionId },
        headers: {},
        query: undefined,
        body,
        caller: { username: 'p01', roles: ['participant'] },
        receivedAt: Date.now(),
      },
      services,
    );
    expect(answer.body.state).toBe('queued');
    expect(warned).toEqual(['doorbell.failed']);
    expect(await world.submissions.listWaiting(own.sessionId, 'contest', 5)).toHaveLength(1);
  });

  it('keeps what it accepted when nothing can be read of its place, nor a place to wait in be had', async () => {
    const own = await world.addSession();
    const { composeServices } = await import('../../../lambdas/api/compose.ts');
    const { createSubmission } = await import('../../../lambdas/api/routes/create-submission.ts');
    const { createTools } = await import('../../../lambdas/middleware/tools.ts');
    const warned: string[] = [];
    const logger = { warn: (event: string) => warned.push(event) };
    const services = composeServices(process.env as never, { ...createTools('dev'), logger } as never);
    const throttled = async () => {
      throw new Error('throttled');
    };
    const answer = await createSubmission(
      {
        params: { sessionId: own.sessionId },
        headers: { prefer: 'wait=5' },
        query: undefined,
        body: { ...program, trial: false },
        caller: { username: 'p01', roles: ['participant'] },
        receivedAt: Date.now(),
      },
      { ...services, hosts: { ...services.hosts, listHosts: throttled } },
    );
    expect(answer).toMatchObject({
      body: { state: 'queued' },
      headers: { 'preference-applied': 'respond-async' },
    });
    expect(answer.body.queue).toBeUndefined();
    expect(warned).toEqual(['request.failed', 'request.failed']);
    expect(await world.submissions.listWaiting(own.sessionId, 'contest', 5)).toHaveLength(1);
  });

  it('waits for the verdict when that is preferred, as long as its share of waiters lasts', async () => {
    const own = await world.addSession();
    const waiting = submit('p01', program, { prefer: 'respond-async, wait=20' }, own);
    const idOf = async () =>
      (await world.submissions.listWaiting(own.sessionId, 'contest', 1))[0]?.submissionId;
    const submissionId = (await until(idOf, (id) => id !== undefined)) ?? '';
    // A new account has one place for waiters: whoever comes second is answered at once.
    const second = await submit('p02', program, { prefer: 'wait=20' }, own);
    expect(second).toMatchObject({
      status: 202,
      headers: { 'preference-applied': 'respond-async', 'retry-after': '1' },
      body: { state: 'queued' },
    });
    await judgeIn(own, submissionId);
    expect(await waiting).toMatchObject({
      status: 200,
      headers: {
        'preference-applied': 'wait=20',
        location: `${submissionsOf(own)}/${submissionId}`,
      },
      body: { submissionId, state: 'judged', result: { verdict: 'AC', results: expect.any(Array) } },
    });
    const over = await submit('p01', program, { prefer: 'wait=1' }, own);
    expect(over).toMatchObject({
      status: 202,
      headers: { 'preference-applied': 'wait=1' },
      body: { state: 'queued' },
    });
    await judgeIn(own, over.body.submissionId);
  });

  it('answers at once where the verdict is expected later than it may wait, and shows what the session shows', async () => {
    const policy = { testCases: 'first-failure', minIntervalMs: 0, shows: 'nothing' } as const;
    const one = { url: 'https://one.example', tokenParameter: '/assize/dev/judges/one', slots: 1 };
    const own = await world.addSession({ policy, deployment: { kind: 'direct', judges: [one] } });
    const { submissionId } = queuedOf();
    await world.submissions.accept(queuedOf({ sessionId: own.sessionId }), { source: SOURCE });
    // It took a minute: the next is told so.
    await judgeIn(own, submissionId, 60_000);
    const headers = { 'idempotency-key': 'k', prefer: 'wait=5' };
    const slow = await submit('p02', program, headers, own);
    expect(slow).toMatchObject({
      status: 202,
      headers: { 'preference-applied': 'respond-async', 'retry-after': '32' },
      // And 5 s until it is taken up: as long as the one before is taken to have waited at most.
      body: { queue: { ahead: 0, expectedWaitMs: 65_000 } },
    });
    await judgeIn(own, slow.body.submissionId);
    const again = await submit('p02', program, { ...headers, prefer: 'wait=99' }, own);
    expect(again).toMatchObject({ status: 200, headers: { 'preference-applied': 'wait=25' } });
    expect(again.body).toMatchObject({ submissionId: slow.body.submissionId, state: 'judged' });
    expect(again.body.result).toBeUndefined();
    expect(again.headers).not.toHaveProperty('retry-after');
  });

  it('tells a place behind the first hundred as well, on reading, on handing in and on the desk', async () => {
    const own = await world.addSession();
    const { sessionId } = own;
    const ids = Array.from({ length: 130 }, (_, number) => submissionIdOf(number + 1));
    await Promise.all(
      ids.map((submissionId, at) =>
        world.submissions.accept(
          queuedOf({ sessionId, submissionId, rank: `${String(at).padStart(15, '0')}#${submissionId}` }),
          { source: SOURCE },
        ),
      ),
    );
    const placeOf = async (submissionId: string) =>
      (await world.as('p01').call('getSubmission', { params: { sessionId, submissionId } })).queue?.ahead;
    expect(await Promise.all([ids[0]!, ids[99]!, ids[120]!].map(placeOf))).toEqual([0, 99, 120]);
    const behind = { rank: '999999999999999#', submissionId: submissionIdOf(500) };
    await world.submissions.accept(queuedOf({ sessionId, participantId: 'p02', ...behind }), {
      source: SOURCE,
    });
    expect(
      (
        await world
          .as('p02')
          .call('getSubmission', { params: { sessionId, submissionId: behind.submissionId } })
      ).queue?.ahead,
    ).toBe(130);
    const desk = await world.as('p01').call('getDesk', { params: { sessionId }, query: {} });
    expect(desk.submissions.map(({ queue }) => queue?.ahead)).toEqual(ids.map((_, at) => at));
  });

  it('takes nothing outside the window, after extra time, or once cancelled', async () => {
    const now = Date.now();
    const { times } = session;
    const future = await world.addSession({ times: { ...times, opensAt: now + 60_000 } });
    expect(await submit('p01', program, {}, future)).toMatchObject({
      status: 409,
      body: { type: '/v1/errors#session-not-open' },
    });
    const past = await world.addSession({ times: { ...times, closesAt: now - 1_000 } });
    expect(await submit('p01', program, {}, past)).toMatchObject({
      status: 409,
      body: { type: '/v1/errors#session-closed' },
    });
    expect((await submit('p02', program, {}, past)).status).toBe(202);
    const cancelled = await world.addSession({ cancelledAt: now, cancelReason: 'fire alarm' });
    expect(await submit('p01', program, {}, cancelled)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('fire alarm') },
    });
  });

  it('says when to come back', async () => {
    const own = await world.addSession({
      policy: { testCases: 'first-failure', minIntervalMs: 60_000, maxSubmissionsPerProblem: 1 },
    });
    expect((await submit('p01', program, {}, own)).status).toBe(202);
    expect(await submit('p01', program, {}, own)).toMatchObject({
      status: 429,
      body: { type: '/v1/errors#limit-reached' },
    });
    const slow = await world.addSession({ policy: { testCases: 'first-failure', minIntervalMs: 60_000 } });
    await submit('p01', program, {}, slow);
    expect(await submit('p01', program, {}, slow)).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
      body: { type: '/v1/errors#too-soon' },
    });
  });

  it('shows secret test cases to staff alone', async () => {
    const { body } = await submit('p01');
    await judge(body.submissionId, 'WA');
    const path = `${submissionsOf(session)}/${body.submissionId}`;
    const own = (await world.request('GET', path, { as: 'p01' })).body;
    expect(own.result).toMatchObject({
      verdict: 'WA',
      passed: 2,
      testCases: 3,
      firstFailing: 3,
      judgeCalls: 1,
      judgeCallsSaved: 2,
    });
    expect(own.result.results.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['AC', 'AC', 'WA']);
    expect(JSON.stringify(own)).toContain('printed for sample/1');
    expect(JSON.stringify(own)).toContain('complained of sample/1');
    expect(JSON.stringify(own)).not.toMatch(/(?:printed for|complained of|said of) secret/);
    expect(JSON.stringify(own)).not.toMatch(/secret\/|of secret/);
    const staff = (await world.request('GET', path, { as: 'ada', groups: ['instructor'] })).body;
    expect(JSON.stringify(staff)).toContain('printed for secret/2');
    expect(JSON.stringify(staff)).toContain('complained of secret/2');
  });

  it('pages through own submissions, and through all for staff', async () => {
    const own = await world.addSession();
    for (const as of ['p01', 'p02', 'p01', 'p01']) await submit(as, program, {}, own);
    const page = await world
      .as('p01')
      .call('listSubmissions', { params: { sessionId: own.sessionId }, query: { limit: 2 } });
    expect(page.items).toHaveLength(2);
    const rest = await world.as('p01').call('listSubmissions', {
      params: { sessionId: own.sessionId },
      query: { limit: 2, cursor: page.cursor },
    });
    expect(rest.items).toHaveLength(1);
    expect(rest.cursor).toBeUndefined();
    expect(
      (await world.as('ada').call('listSubmissions', { params: { sessionId: own.sessionId }, query: {} }))
        .items,
    ).toHaveLength(4);
    expect(
      (
        await world
          .as('ada')
          .call('listSubmissions', { params: { sessionId: own.sessionId }, query: { participantId: 'p02' } })
      ).items,
    ).toHaveLength(1);
    expect(
      (
        await world
          .as('p01')
          .call('listSubmissions', { params: { sessionId: own.sessionId }, query: { participantId: 'p02' } })
      ).items,
    ).toHaveLength(3);
  });
});
