import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Access, accessOf, type Person } from '../../../core/api/access.ts';
import type { Route } from '../../../core/api/route.ts';
import { routes } from '../../../core/api/routes.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';
import { requestFor } from './route-requests.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => {
  vi.useRealTimers();
  await world.stop();
});
/** What one caller may ask is back after ten seconds: these ask for three people in one name, as fast as the machine is. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
});

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

/** What of the table an answer is; an answer of another kind (a fault, a conflict) is one to somebody who may ask. */
function accessIn({ status, body }: { readonly status: number; readonly body?: unknown }): Access {
  const { type, detail = '' } = (body ?? {}) as { type?: string; detail?: string };
  if (status === 401) return 401;
  if (status === 403) return 403;
  // Of a thing inside that is not there, whoever may ask is told by its name.
  return status === 404 && type === '/v1/errors#not-found' && /there is no (session|webhook)/.test(detail)
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
      const { path, ...request } = await requestFor(world, route);
      met[person] = accessIn(await world.request(route.method, path, { ...PEOPLE[person], ...request }));
    }
    // The gateway refuses no token on an open route, and hands over no claims there.
    if (route.roles === 'anyone') delete met.stranger;
    expect(met).toEqual(route.roles === 'anyone' ? { ...expected, stranger: undefined } : { ...expected });
  });
});
