import { parseList } from 'structured-headers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Route } from '../../../core/api/route.ts';
import { routes } from '../../../core/api/routes.ts';
import type { Session } from '../../../core/exam/session.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let session: Session;
const ada = { as: 'ada', groups: ['instructor'] };
const program = { problem: 'A', language: 'javascript', source: 'console.log(1)' };
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  session = await world.addSession();
});
afterAll(async () => await world.stop());

const pathTo = ({ sessionId }: Session, rest = '') => `/v1/sessions/${sessionId}${rest}`;

describe('methods', () => {
  it('refuses a method that a path does not have with those that it has', async () => {
    for (const [method, path, allow] of [
      ['DELETE', pathTo(session), 'GET, HEAD, PATCH'],
      ['PUT', pathTo(session, '/submissions'), 'GET, HEAD, POST'],
      ['PATCH', '/v1/health', 'GET, HEAD'],
      ['GET', '/v1/problems/imports', 'POST'],
      ['HEAD', pathTo(session, '/cancel'), 'POST'],
    ] as const) {
      const answer = await world.request(method, path, ada);
      // A problem may be called imports: then the path has a GET.
      if (path === '/v1/problems/imports') {
        expect([404, 405]).toContain(answer.status);
        continue;
      }
      expect(answer, `${method} ${path}`).toMatchObject({ status: 405, headers: { allow } });
      if (method !== 'HEAD') expect(answer.body.type).toBe('/v1/errors#method-not-allowed');
    }
    expect(await world.request('GET', '/v1/nothing', ada)).toMatchObject({ status: 404 });
  });

  it('answers HEAD as GET without the content, refusals too', async () => {
    for (const path of ['/v1/openapi.json', '/v1/problems/sum', pathTo(session)]) {
      const [got, head] = await Promise.all([
        world.request('GET', path, ada),
        world.request('HEAD', path, ada),
      ]);
      expect(head.status).toBe(got.status);
      expect(Object.keys(head.headers).sort()).toEqual(Object.keys(got.headers).sort());
      expect(head.headers['etag']).toBe(got.headers['etag']);
      expect(head.text).toBe('');
    }
    const refused = await world.request('HEAD', '/v1/problems/nobodys', ada);
    expect(refused).toMatchObject({ status: 404, text: '' });
  });
});

describe('what was made', () => {
  it('is found where Location says', async () => {
    const submitted = await world.request('POST', pathTo(session, '/submissions'), {
      as: 'p01',
      body: program,
    });
    expect(submitted.status).toBe(202);
    const { location } = submitted.headers;
    expect(location).toBe(pathTo(session, `/submissions/${submitted.body.submissionId}`));
    expect(await world.request('GET', String(location), { as: 'p01' })).toMatchObject({
      status: 200,
      body: { submissionId: submitted.body.submissionId },
    });
    const ticket = await world.request('POST', '/v1/problems/imports', {
      ...ada,
      body: { problemId: 'two' },
    });
    expect(await world.request('GET', String(ticket.headers['location']), ada)).toMatchObject({
      status: 200,
      body: { importId: ticket.body.importId },
    });
    const booking = { name: 'Booked', problems: [{ problemId: 'sum' }], roster: [{ participantId: 'p01' }] };
    const inAnHour = { opensAt: new Date(Date.now() + 36e5).toISOString(), durationMinutes: 60 };
    const booked = await world.request('POST', '/v1/sessions', { ...ada, body: { ...booking, ...inAnHour } });
    expect(booked.status).toBe(201);
    expect(booked.headers['location']).toBe(`/v1/sessions/${booked.body.session.sessionId}`);
    const tried = { ...booking, ...inAnHour, dryRun: true };
    const dry = await world.request('POST', '/v1/sessions', { ...ada, body: tried });
    expect(dry.status).toBe(200);
    expect(dry.headers).not.toHaveProperty('location');
  });

  it('is declared by every route that makes something, with names that the route has', () => {
    for (const [name, route] of Object.entries(routes) as [string, Route][]) {
      if (route.status === 200) continue;
      expect(route.location, name).toMatch(/^\/v1\//);
      const known = [...fieldsOf(route.params), ...fieldsOf(route.answer)];
      const used = [...(route.location ?? '').matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
      if (name !== 'createSession') expect(known, name).toEqual(expect.arrayContaining(used));
    }
  });
});

const fieldsOf = (schema: z.ZodType | undefined) =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

describe('entity tags', () => {
  const change = async (of: Session, headers: Record<string, string>, body: object) =>
    await world.request('PATCH', pathTo(of), {
      ...ada,
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('let a change go by If-Match alone, by revision alone, and by nothing not at all', async () => {
    const own = await world.addSession();
    const { headers, body } = await world.request('GET', pathTo(own), ada);
    expect(headers['etag']).toBe(`"r${body.revision}"`);
    const first = await change(own, { 'if-match': String(headers['etag']) }, { name: 'By tag' });
    expect(first).toMatchObject({ status: 200, body: { name: 'By tag' } });
    expect(first.headers['etag']).toBe(`"r${first.body.revision}"`);
    expect(first.headers['etag']).not.toBe(headers['etag']);
    expect(await change(own, {}, { revision: first.body.revision, name: 'By revision' })).toMatchObject({
      status: 200,
    });
    expect(await change(own, {}, { name: 'By nothing' })).toMatchObject({
      status: 428,
      body: { type: '/v1/errors#precondition-required' },
    });
    expect(await change(own, { 'if-match': '*' }, { name: 'Any' })).toMatchObject({ status: 200 });
  });

  it('refuse a change of what has moved on: 412 by tag, 409 by revision', async () => {
    const own = await world.addSession();
    const { headers, body } = await world.request('GET', pathTo(own), ada);
    await change(own, { 'if-match': '*' }, { name: 'Faster' });
    const stale = String(headers['etag']);
    for (const tag of [stale, `W/${stale}`, '"other"', `"a", ${stale}`])
      expect(await change(own, { 'if-match': tag }, { name: 'Late' }), tag).toMatchObject({
        status: 412,
        body: { type: '/v1/errors#precondition-failed' },
      });
    expect(await change(own, {}, { revision: body.revision, name: 'Late' })).toMatchObject({
      status: 409,
      body: { type: '/v1/errors#conflict' },
    });
    expect(await change(own, { 'if-match': 'r1' }, { name: 'Unquoted' })).toMatchObject({
      status: 422,
      body: { faults: [{ field: 'if-match' }] },
    });
  });

  it('are compared strongly: one that a proxy has weakened allows no change', async () => {
    const own = await world.addSession();
    const { headers } = await world.request('GET', pathTo(own), ada);
    expect(await change(own, { 'if-match': `W/${headers['etag']}` }, { name: 'Weak' })).toMatchObject({
      status: 412,
    });
  });

  it('say who has an answer already that it has not changed', async () => {
    for (const path of ['/v1/openapi.json', '/v1/errors', '/v1/problems/sum']) {
      const { headers } = await world.request('GET', path, ada);
      const tag = String(headers['etag']);
      for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*'])
        expect(
          await world.request('GET', path, { ...ada, headers: { 'if-none-match': known } }),
          `${path} ${known}`,
        ).toMatchObject({ status: 304, text: '', headers: { etag: tag } });
      expect(
        await world.request('GET', path, { ...ada, headers: { 'if-none-match': '"old"' } }),
      ).toMatchObject({ status: 200 });
    }
  });
});

describe('limits', () => {
  it('tells every caller what is left, and whoever has nothing left when to come back', async () => {
    const ask = async () => await world.request('GET', '/v1/problems/nobodys', { as: 'counted' });
    const first = await ask();
    expect(first.headers['ratelimit-policy']).toBe('"caller";q=100;w=10');
    expect(first.headers['ratelimit']).toBe('"caller";r=99;t=1');
    // Lists of items by RFC 9651, read by somebody else's parser; q and w, r and t whole numbers, of one policy.
    const [[policy, quota]] = parseList(first.headers['ratelimit-policy'] ?? '') as [
      [string, Map<string, number>],
    ];
    const [[name, limit]] = parseList(first.headers['ratelimit'] ?? '') as [[string, Map<string, number>]];
    expect([policy, name]).toEqual(['caller', 'caller']);
    expect([...quota, ...limit]).toEqual([
      ['q', 100],
      ['w', 10],
      ['r', 99],
      ['t', 1],
    ]);
    const answers = await Promise.all(Array.from({ length: 200 }, ask));
    const refused = answers.find(({ status }) => status === 429);
    // `t` is when the first of more can be sent: Retry-After should name no earlier time.
    expect(refused?.headers).toMatchObject({ ratelimit: '"caller";r=0;t=1', 'retry-after': '1' });
    const open = await world.request('GET', '/v1/health');
    expect(open.headers).not.toHaveProperty('ratelimit');
  });

  it('stands on every answer to somebody who is logged in, and everything counts', async () => {
    const as = { as: 'counting', groups: ['instructor'] };
    const etag = (await world.request('GET', '/v1/problems/sum', as)).headers['etag'] ?? '';
    const answers = [
      await world.request('HEAD', '/v1/problems/sum', as),
      await world.request('GET', '/v1/problems/sum', { ...as, headers: { 'if-none-match': etag } }),
      await world.request('GET', '/v1/nothing', as),
      await world.request('DELETE', '/v1/problems', as),
      await world.request('GET', '/v1/problems?limti=1', as),
      await world.request('GET', '/v1/problems', { ...as, groups: [] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 304, 404, 405, 422, 403]);
    const left = answers.map(({ headers }) => Number(/;r=(\d+);/.exec(headers['ratelimit'] ?? '')?.[1]));
    expect(answers.every(({ headers }) => headers['ratelimit-policy'] === '"caller";q=100;w=10')).toBe(true);
    // Time gives some back: on a slow machine the bucket fills as fast as this empties it.
    expect(left.every((one) => one >= 93 && one <= 99)).toBe(true);
  });
});

describe('fields that nobody knows', () => {
  it('are refused by name in queries, in bodies and in what is nested in them', async () => {
    const faultsOf = async (method: string, path: string, body?: object) =>
      (await world.request(method, path, { ...ada, ...(body === undefined ? {} : { body }) })).body.faults;
    expect(await faultsOf('GET', '/v1/problems?limt=3')).toEqual([
      { field: 'limt', detail: 'is not known here; did you mean limit?' },
    ]);
    expect(await faultsOf('GET', '/v1/health?verbose=1')).toEqual([
      { field: 'verbose', detail: 'is not known here' },
    ]);
    const booking = {
      name: 'Typed by hand',
      problems: [{ problemId: 'sum', lable: 'B' }],
      roster: [{ participantId: 'p01', extraTime: 5 }],
      policy: { minInterval: 3 },
    };
    expect(
      (await faultsOf('POST', '/v1/sessions', booking)).map((one: { field: string }) => one.field),
    ).toEqual(expect.arrayContaining(['problems[0].lable', 'roster[0].extraTime', 'policy.minInterval']));
  });

  it('cannot get into any query or body of the table: every object there is closed', () => {
    for (const [name, route] of Object.entries(routes) as [string, Route][])
      for (const part of [route.query, route.body])
        if (part !== undefined) expect(openObjectsOf(part), name).toEqual([]);
  });
});

/** Paths of the objects in a schema that take fields which they do not know. */
function openObjectsOf(schema: z.ZodType, path = ''): string[] {
  const { def } = schema as unknown as {
    def: Record<string, unknown> & { type: string; catchall?: { def: { type: string } } };
  };
  const own = def.type === 'object' && def.catchall?.def.type !== 'never' ? [path || '(whole)'] : [];
  const inner = Object.entries(def).flatMap(([key, value]) =>
    key === 'catchall' ? [] : schemasIn(value).map(([name, one]) => [`${path}.${name || key}`, one] as const),
  );
  return [...own, ...inner.flatMap(([at, one]) => openObjectsOf(one, at))];
}

function schemasIn(value: unknown): [name: string, z.ZodType][] {
  if (value instanceof z.ZodType) return [['', value]];
  if (Array.isArray(value)) return value.flatMap(schemasIn);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return [];
  return Object.entries(value).flatMap(([name, one]) => (one instanceof z.ZodType ? [[name, one]] : []));
}
