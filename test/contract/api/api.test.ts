import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../../core/api/openapi.ts';
import type { Session } from '../../../core/exam/session.ts';
import { hostOf } from '../../support/sessions.ts';
import { until } from '../../support/until.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';
import { program, submissionsOf, submitIn } from './submit-in.ts';

let world: ApiWorld;
let session: Session;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  session = await world.addSession();
});
afterAll(async () => await world.stop());

const { submit, judge } = submitIn(
  () => world,
  () => session,
);

describe('who may do what', () => {
  it('answers open routes without a token', async () => {
    expect(await world.request('GET', '/v1/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', stage: 'dev' },
    });
    expect((await world.request('GET', '/v1/config')).body).toMatchObject({
      userPoolId: 'eu-central-1_pool',
      userPoolClientId: 'client',
      cognitoEndpoint: world.system.admin.endpoint,
    });
    expect((await world.request('GET', '/v1/openapi.json')).body).toEqual(
      JSON.parse(JSON.stringify(describeApi())),
    );
    expect((await world.request('GET', '/v1/errors')).body.errors).toContainEqual({
      type: '/v1/errors#not-found',
      status: 404,
      title: expect.any(String),
    });
  });

  it('refuses a path and a method that no route has', async () => {
    expect(await world.request('GET', '/v1/nothing', { as: 'p01' })).toMatchObject({
      status: 404,
      body: { type: '/v1/errors#not-found' },
    });
    expect(await world.request('PATCH', '/v1/health')).toMatchObject({ status: 405 });
  });

  it('shows a session to its instructor, to operators and to its roster, each in their view', async () => {
    const path = `/v1/sessions/${session.sessionId}`;
    expect((await world.request('GET', path, { as: 'ada', groups: ['instructor'] })).body).toMatchObject({
      view: 'staff',
      owner: 'ada',
      window: 'open',
      problems: [{ label: 'A', name: 'Sum of Two' }],
    });
    expect((await world.request('GET', path, { as: 'olga', groups: ['operator'] })).body.view).toBe('staff');
    const own = await world.request('GET', path, { as: 'p02' });
    expect(own.body).toMatchObject({
      view: 'participant',
      you: { participantId: 'p02', extraTimeMs: 600_000 },
    });
    expect(JSON.stringify(own.body)).not.toMatch(/owner|estimate|fleet|revision/);
  });

  it('hides what is not theirs as if it did not exist', async () => {
    const { body } = await submit('p01');
    const absent = '01jq0000000000000000009999';
    for (const [path, as, groups] of [
      [`/v1/sessions/${session.sessionId}`, 'bob', 'instructor'],
      [`/v1/sessions/${session.sessionId}`, 'p99', 'participant'],
      [`/v1/sessions/${session.sessionId}/live`, 'bob', 'instructor'],
      [`/v1/sessions/${session.sessionId}/scoreboard`, 'p99', 'participant'],
      [`${submissionsOf(session)}`, 'p99', 'participant'],
      [`${submissionsOf(session)}/${body.submissionId}`, 'p02', 'participant'],
      [`${submissionsOf(session)}/${body.submissionId}`, 'bob', 'instructor'],
      [`${submissionsOf(session)}/${body.submissionId}/source`, 'p02', 'participant'],
      [`/v1/sessions/${absent}`, 'ada', 'instructor'],
      [`/v1/sessions/not-an-id`, 'ada', 'instructor'],
    ] as const)
      expect(await world.request('GET', path, { as, groups: [groups] }), `${path} as ${as}`).toMatchObject({
        status: 404,
        body: { type: '/v1/errors#not-found' },
      });
    expect((await submit('p99')).status).toBe(404);
  });
});

describe('bad requests', () => {
  it.each([
    ['no JSON', { raw: '{"problem":' }, 400, 'malformed-request'],
    [
      'bytes that are not UTF-8',
      { raw: Buffer.from([0x22, 0xff, 0x22]).toString('base64'), base64: true },
      400,
      'malformed-request',
    ],
    [
      'another content type',
      { raw: 'x=1', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    ['two megabytes', { raw: JSON.stringify('x'.repeat(2e6)) }, 413, 'too-large'],
    ['nothing in it', { body: {} }, 422, 'invalid-request'],
    ['a megabyte of source', { body: { ...program, source: 'x'.repeat(1e6) } }, 422, 'invalid-request'],
    [
      'a source of too many bytes',
      { body: { ...program, source: 'é'.repeat(40_000) } },
      422,
      'invalid-request',
    ],
    ['a NUL', { body: { ...program, source: 'a\0' } }, 422, 'invalid-request'],
    ['an unknown language', { body: { ...program, language: 'cobol' } }, 422, 'invalid-request'],
    ['an unknown problem', { body: { ...program, problem: 'Z' } }, 422, 'invalid-request'],
    ['a bad key', { body: program, headers: { 'idempotency-key': 'a b' } }, 422, 'invalid-request'],
  ])('%s', async (_, options, status, type) => {
    const answer = await world.request('POST', submissionsOf(session), {
      as: 'p01',
      ...options,
      headers: { 'content-type': 'application/json', ...('headers' in options ? options.headers : {}) },
    });
    expect(answer).toMatchObject({
      status,
      body: { type: `/v1/errors#${type}`, status, instance: expect.stringMatching(/^urn:assize:request:/) },
    });
  });

  it('names every fault of a booking at once', async () => {
    const body = { name: ' ', problems: [], roster: [{ participantId: 'a b' }], closesAt: 'soon' };
    const answer = await world.request('POST', '/v1/sessions', { as: 'ada', groups: ['instructor'], body });
    expect(answer.status).toBe(422);
    expect(answer.body.faults.map(({ field }: { field: string }) => field).sort()).toEqual([
      'closesAt',
      'name',
      'problems',
      'roster[0].participantId',
    ]);
  });

  it('refuses a cursor that it did not give', async () => {
    expect(
      await world.request('GET', `${submissionsOf(session)}?cursor=nonsense`, { as: 'p01' }),
    ).toMatchObject({ status: 422, body: { faults: [{ field: 'cursor' }] } });
  });
});

describe('the live view, the scoreboard and the ledger', () => {
  it('tell the same story', async () => {
    const own = await world.addSession();
    await world.hosts.recordHost(
      hostOf({ sessionId: own.sessionId, state: 'ready', launchedAt: Date.now() - 60_000 }),
    );
    session = own;
    const first = (await submit('p01')).body.submissionId;
    await judge(first, 'WA');
    const second = (await submit('p01')).body.submissionId;
    await judge(second);
    await submit('p02');
    const params = { sessionId: own.sessionId };
    const live = await world.as('ada').call('getLive', { params, query: {} });
    expect(live).toMatchObject({
      queue: { accepted: 3, queued: 1, judged: 2, quarantined: 0 },
      verdictCounts: { WA: 1, AC: 1 },
      verdicts: [
        { submissionId: first, verdict: 'WA', passed: 2 },
        { submissionId: second, verdict: 'AC' },
      ],
      hosts: [{ state: 'ready' }],
      ledger: { balanced: false, judgeCalls: 2, judgeCallsSaved: 4 },
    });
    const [waiting] = (await world.as('p02').call('listSubmissions', { params, query: {} })).items;
    const ofIt = { ...params, submissionId: waiting?.submissionId ?? '' };
    // A look at the queue serves for a second.
    await until(
      () => world.as('p02').call('getSubmission', { params: ofIt }),
      ({ queue }) => queue?.ahead === 0,
    );
    expect(JSON.stringify(live)).not.toContain('token-of-round');
    const later = await world.as('ada').call('getLive', { params, query: { since: live.cursor } });
    expect(later.verdicts.length).toBeLessThanOrEqual(2);

    const board = await world.as('ada').call('getScoreboard', { params });
    expect(board).toMatchObject({
      style: 'icpc',
      labels: ['A'],
      rows: [
        { rank: 1, participantId: 'p01', solved: 1, penaltyMinutes: 21 },
        { rank: 2, participantId: 'p02', solved: 0, problems: [{ pending: 1 }] },
      ],
    });
    const rest = await world.as('ada').call('getScoreboard', { params, query: { cursor: '1' } });
    expect(rest.rows).toEqual(board.rows.slice(1));
    expect((await world.as('p02').call('getScoreboard', { params })).rows).toMatchObject([
      { participantId: 'p02' },
    ]);

    const account = await world.as('ada').call('getLedger', { params });
    expect(account).toMatchObject({
      final: false,
      ledger: {
        submissions: { accepted: 3, judged: 2 },
        hosts: { launched: 1, terminated: 0 },
        open: [expect.stringContaining('wait'), expect.stringContaining('host')],
      },
    });
    expect(account.ledger.usd).toBeGreaterThan(0);
  });
});
