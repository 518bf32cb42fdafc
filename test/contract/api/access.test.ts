import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, accessOf, type Person } from '../../../core/api/access.ts';
import { type Route, routes } from '../../../core/api/routes.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let importId: string;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  const ticket = await world.as('ada').call('createImport', { body: { problemId: 'new-one' } });
  importId = ticket.importId;
});
afterAll(async () => await world.stop());

/** The session is ada's, with p01 and p02 on its roster; the submission and the question are p01's. */
const PEOPLE: Readonly<Record<Person, { as?: string; groups?: string[]; claims?: Record<string, unknown> }>> =
  {
    operator: { as: 'olga', groups: ['operator'] },
    owner: { as: 'ada', groups: ['instructor'] },
    instructor: { as: 'bob', groups: ['instructor'] },
    author: { as: 'p01', groups: ['participant'] },
    classmate: { as: 'p02', groups: ['participant'] },
    outsider: { as: 'p99', groups: ['participant'] },
    grouplessUser: { as: 'ada', groups: [] },
    stranger: { as: 'ada', groups: ['instructor'], claims: { token_use: 'id' } },
  };

/** A request that the route takes, of a session of its own: acts of one person change nothing for the next. */
async function requestFor(route: Route): Promise<{ path: string; body?: object }> {
  const names = { sessionId: '', submissionId: '', messageId: '' };
  if (route.path.includes('{sessionId}')) names.sessionId = (await world.addSession()).sessionId;
  const params = { sessionId: names.sessionId };
  if (route.path.includes('{submissionId}')) {
    const body = { problem: 'A', language: 'javascript', source: 'console.log(1)' };
    names.submissionId = (await world.as('p01').call('createSubmission', { params, body })).submissionId;
  }
  if (route.path.includes('{messageId}'))
    names.messageId = (
      await world.as('p01').call('askQuestion', { params, body: { text: 'Why?' } })
    ).messageId;
  const values: Record<string, string> = {
    ...names,
    label: 'A',
    problemId: 'sum',
    importId,
    name: 'p01.txt',
    participantId: 'p01',
  };
  return {
    path: route.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name),
    ...(route.method === 'GET' ? {} : { body: bodyFor(route) }),
  };
}

/** Something that passes the route's schema, so that what answers is who asks. */
function bodyFor({ method, path }: Route): object {
  if (method === 'PATCH') return { revision: 1, name: 'Mine' };
  const known: [RegExp, object][] = [
    [/\/submissions$/, { problem: 'A', language: 'javascript', source: 'console.log(1)' }],
    [/\/(announcements|questions|answers)$/, { text: 'mine' }],
    [/\/read$/, { cursor: '2026-01-01T00:00:00.000Z' }],
    [/\/imports$/, { problemId: 'mine' }],
    [/\/(publish|withdraw)$/, {}],
  ];
  return known.find(([pattern]) => pattern.test(path))?.[1] ?? { reason: 'mine' };
}

/** What of the table an answer is; an answer of another kind (a fault, a conflict) is one to somebody who may ask. */
function accessIn({ status, body }: { readonly status: number; readonly body?: unknown }): Access {
  const { type, detail = '' } = (body ?? {}) as { type?: string; detail?: string };
  if (status === 401) return 401;
  if (status === 403) return 403;
  // Of a thing inside that is not there, whoever may ask is told by its name.
  return status === 404 && type === '/v1/errors#not-found' && /there is no session/.test(detail)
    ? 404
    : status === 404 && /submission/.test(detail)
      ? 404
      : 'answers';
}

describe('every route answers everybody as docs/api-access.md says', () => {
  it.each(Object.entries(routes) as [string, Route][])('%s', async (_, route) => {
    const expected = accessOf(route);
    const met: Partial<Record<Person, Access>> = {};
    for (const person of Object.keys(PEOPLE) as Person[]) {
      const { path, ...request } = await requestFor(route);
      met[person] = accessIn(await world.request(route.method, path, { ...PEOPLE[person], ...request }));
    }
    // The gateway refuses no token on an open route, and hands over no claims there.
    if (route.roles === 'anyone') delete met.stranger;
    expect(met).toEqual(route.roles === 'anyone' ? { ...expected, stranger: undefined } : { ...expected });
  });
});
