import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NDJSON } from '../../../core/api/bulk.ts';
import type { Route } from '../../../core/api/route.ts';
import { routes } from '../../../core/api/routes.ts';
import { ROLES } from '../../../core/exam/caller.ts';
import type { Session } from '../../../core/exam/session.ts';
import { timesFrom } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let session: Session;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  session = await world.addSession();
});
afterAll(async () => await world.stop());

const NOBODYS = '01jq9999999999999999999999';

/** Every operation that needs a token, with parameters of the right form that name nothing but what `known` says. */
const guarded = (Object.entries(routes) as [string, Route][]).flatMap(([name, route]) =>
  route.roles === 'anyone' ? [] : [{ name, ...route, roles: route.roles }],
);
const pathOf = (route: Pick<Route, 'path'>, sessionId = NOBODYS) =>
  route.path
    .replace('{sessionId}', sessionId)
    .replace('{submissionId}', NOBODYS)
    .replace('{uploadId}', NOBODYS)
    .replace('{webhookId}', NOBODYS)
    .replace('{messageId}', NOBODYS)
    .replace('{label}', 'A')
    .replace('{name}', 'picture.png')
    .replace('{participantId}', 'p01')
    .replace('{problemId}', 'nobodys')
    .replace('{importId}', `nobodys.${NOBODYS}`);

const ask = async (route: Route, as: string, options: Parameters<ApiWorld['request']>[2], of?: string) =>
  await world.request(route.method, pathOf(route, of), {
    as,
    ...(route.method === 'GET' ? {} : { body: {} }),
    ...(route.ndjson === undefined ? {} : { headers: { 'content-type': NDJSON } }),
    ...options,
  });

describe('roles', () => {
  const matrix = guarded.flatMap((route) =>
    [...ROLES, 'none', 'Operator', 'operators', 'x operator', 'x,operator', '[operator]'].map((group) => ({
      route,
      group,
      allowed: (route.roles as readonly string[]).includes(group),
    })),
  );
  it.each(matrix)('$route.name for the group $group: $allowed', async ({ route, group, allowed }) => {
    const answer = await ask(route, `vera-${route.name}`, { groups: group === 'none' ? [] : [group] });
    if (allowed) expect(String(answer.body.type)).not.toMatch(/missing-role|not-logged-in/);
    else expect(answer).toMatchObject({ status: 403, body: { type: '/v1/errors#missing-role' } });
  });

  it("does not make a role of two groups' names, nor of what only the gateway's text says", async () => {
    for (const groups of [['x operator'], ['participant', 'instructor operator'], ['a', 'b] [operator']])
      expect(await world.request('GET', '/v1/problems', { as: 'vera', groups })).toMatchObject({
        status: 403,
      });
  });

  it('hides a session of others behind the same answer on each of its routes, as if it were not there', async () => {
    const ofSession = guarded.filter(({ path }) => path.includes('{sessionId}'));
    expect(ofSession.length).toBeGreaterThan(10);
    for (const route of ofSession) {
      // Two requests of each name: more than 10 a second are refused once a name's first 100 are used.
      await new Promise((resolve) => setTimeout(resolve, 120));
      for (const [as, groups] of [
        ['mallory', ['instructor']],
        // Another name: one caller may not ask so often.
        ['marvin', ['participant']],
        ['ada', ['participant']],
        ['p99', ['participant', 'instructor']],
      ] as const) {
        const [theirs, nobodys] = await Promise.all([
          ask(route, as, { groups, ...bodyOf(route.method, route.path) }, session.sessionId),
          ask(route, as, { groups, ...bodyOf(route.method, route.path) }),
        ]);
        expect([404, 403], `${route.method} ${route.path} as ${as}`).toContain(theirs.status);
        expect(theirs.status).toBe(nobodys.status);
        expect(theirs.body.type).toBe(nobodys.body.type);
      }
    }
  });
});

/** A body that the route takes. */
function bodyOf(method: string, path: string): { body?: object } {
  if (method === 'PATCH') return { body: { revision: 1, name: 'Mine' } };
  if (path.endsWith('/submissions') && method === 'POST')
    return { body: { problem: 'A', language: 'python', source: 'print(1)' } };
  if (/\/(announcements|questions|answers)$/.test(path) && method === 'POST')
    return { body: { text: 'mine' } };
  if (/\/grades\/\w+$/.test(path)) return { body: {} };
  if (path.endsWith('/invite')) return { body: { participantIds: ['p01'] } };
  if (path.endsWith('/grading/preview')) return { body: { grading: { pick: 'best' } } };
  if (path.endsWith('/rejudgings') && method === 'POST') return { body: { label: 'A' } };
  if (path.endsWith('/read')) return { body: { cursor: '2026-01-01T00:00:00.000Z' } };
  return method === 'POST' ? { body: { reason: 'mine' } } : {};
}

describe('tokens', () => {
  const refusal = {
    status: 401,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: '/v1/errors#not-logged-in', status: 401 },
  };
  const tokens: [string, Record<string, unknown>][] = [
    ['an ID token', { token_use: 'id', username: undefined, 'cognito:username': 'ada', aud: 'client' }],
    ['an ID token that has a username too', { token_use: 'id' }],
    ['a token without a user', { username: undefined }],
    ['a token of nobody', { username: '' }],
    ['a token without a use', { token_use: undefined }],
    ["a machine's token", { username: undefined, scope: 'api/read' }],
    ['groups that are text', { 'cognito:groups': 'operator' }],
  ];
  it.each(tokens)('%s opens nothing and books nothing', async (_, claims) => {
    for (const route of guarded)
      expect(await ask(route, 'ada', { groups: ['instructor', 'operator'], claims })).toMatchObject(refusal);
  });

  it('answers 401 when the header is not what the gateway has verified', async () => {
    const path = '/v1/problems';
    const other = { authorization: 'Bearer e30.e30.e30' };
    const ada = { as: 'ada', groups: ['instructor'] };
    expect(await world.request('GET', path, ada)).toMatchObject({ status: 200 });
    expect(await world.request('GET', path, { ...ada, headers: other })).toMatchObject(refusal);
    expect(await world.request('GET', path, { ...ada, headers: { authorization: '' } })).toMatchObject(
      refusal,
    );
  });

  it('finds people however they write their names', async () => {
    const path = `/v1/sessions/${session.sessionId}`;
    for (const as of ['ada', 'ADA', 'Ada'])
      expect(await world.request('GET', path, { as, groups: ['instructor'] })).toMatchObject({
        status: 200,
        body: { owner: 'ada' },
      });
    expect(await world.request('GET', path, { as: 'P01' })).toMatchObject({
      status: 200,
      body: { you: { participantId: 'p01' } },
    });
  });
});

describe('somebody who loops', () => {
  it('is told to wait, and costs the others nothing', async () => {
    const ask = async (as: string) => await world.request('GET', '/v1/problems', { as });
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, at) => ask(at % 2 === 0 ? 'looper' : 'LOOPER')),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(250);
    expect(refused[0]).toMatchObject({
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: { type: '/v1/errors#too-many-requests', retryAfterMs: 1_000 },
    });
    expect((await ask('somebody-else')).status).toBe(403);
  });
});

describe('before the opening', () => {
  it('says nothing of the problems on any route that participants may ask', async () => {
    await world.addProblem('hidden-name', { names: { en: 'Telling Title' } });
    const opensAt = Date.now() + 3_600_000;
    const later = await world.addSession({
      times: timesFrom(opensAt - 900_000),
      problems: [{ label: 'A', problemId: 'hidden-name', version: 1 }],
    });
    const asked = guarded.filter(({ roles }) => roles.includes('participant'));
    for (const route of asked) {
      const { text } = await ask(
        route,
        'p01',
        bodyOf(route.method, route.path),
        route.path.includes('{sessionId}') ? later.sessionId : undefined,
      );
      expect(text, `${route.method} ${route.path}`).not.toMatch(/hidden-name|Telling|Add them/);
    }
    const seen = await world.as('p01').call('getSession', { params: { sessionId: later.sessionId } });
    expect(seen).toMatchObject({ window: 'before', problems: [{ label: 'A' }] });
    const open = await world.as('p01').call('getSession', { params: { sessionId: session.sessionId } });
    expect(open.problems).toEqual([{ label: 'A', problemId: 'sum', name: 'Sum of Two', version: 1 }]);
    const staff = await world.as('ada').call('getSession', { params: { sessionId: later.sessionId } });
    expect(staff.problems).toMatchObject([{ problemId: 'hidden-name', name: 'Telling Title' }]);
  });
});
