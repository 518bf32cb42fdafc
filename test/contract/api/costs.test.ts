import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());

const INSTRUCTOR = { as: 'ada', groups: ['instructor'] };
const OPERATOR = { as: 'opal', groups: ['operator'] };
const opensAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
const month = opensAt.slice(0, 7);
/** Far from the others, which hold the account's vCPUs. */
const laterBy = (days: number) => ({
  opensAt: new Date(Date.parse(opensAt) + days * 86_400_000).toISOString(),
});
const booking = (changes: object = {}) => ({
  name: 'Final',
  opensAt,
  durationMinutes: 60,
  problems: [{ problemId: 'sum' }],
  languages: ['javascript'],
  roster: [{ participantId: 'p01' }],
  ...changes,
});
const book = async (who: object, changes: object = {}) => {
  const { body } = await world.request('POST', '/v1/sessions', { ...who, body: booking(changes) });
  return body.session as { sessionId: string; estimateUsd: number };
};

describe('the costs of a month', () => {
  it('are an operator’s of all, an instructor’s of their own, and nothing to a participant', async () => {
    const [mine, other] = await Promise.all([book(INSTRUCTOR), book({ ...INSTRUCTOR, as: 'bea' })]);
    const seen = async (who: object) => {
      const { body } = await world.request('GET', `/v1/costs?month=${month}`, who);
      return body;
    };
    const ids = (body: { sessions: { sessionId: string }[] }) =>
      body.sessions.map(({ sessionId }) => sessionId);
    expect(ids(await seen(INSTRUCTOR))).toEqual([mine.sessionId]);
    const all = await seen(OPERATOR);
    expect(ids(all).sort()).toEqual([mine.sessionId, other.sessionId].sort());
    expect(all).toMatchObject({
      estimatedUsd: expect.closeTo(mine.estimateUsd + other.estimateUsd, 4),
      billedUsd: 0,
      finalUsd: 0,
      days: [{ day: opensAt.slice(0, 10), sessions: 2 }],
    });
    const refused = await world.request('GET', '/v1/costs', { as: 'p01', groups: ['participant'] });
    expect(refused.status).toBe(403);
  });

  it('need a month that there is', async () => {
    const { status, body } = await world.request('GET', '/v1/costs?month=2026-13', INSTRUCTOR);
    expect(status).toBe(422);
    expect(body.faults[0]).toMatchObject({ field: 'month', detail: expect.stringContaining('2026-11') });
  });
});

describe('the costs of a session', () => {
  it('are its estimate before anything is launched, and no other instructor’s to see', async () => {
    const { sessionId, estimateUsd } = await book(INSTRUCTOR, laterBy(40));
    const path = `/v1/sessions/${sessionId}/costs`;
    const { body } = await world.request('GET', path, INSTRUCTOR);
    expect(body).toMatchObject({
      state: 'estimated',
      spentUsd: 0,
      burnUsdPerHour: 0,
      estimateUsd,
      participants: [{ participantId: 'p01', submissions: 0, usd: 0 }],
    });
    // All but the public addresses until hosts are sealed, which are not forecast.
    expect(body.forecastUsd).toBeCloseTo(estimateUsd, 2);
    expect((await world.request('GET', path, { ...INSTRUCTOR, as: 'bea' })).status).toBe(404);
    expect((await world.request('GET', path, { as: 'p01', groups: ['participant'] })).status).toBe(403);
  });
});

describe('a comparison', () => {
  it('of a booked session has its estimate as one of its ways', async () => {
    const { sessionId, estimateUsd } = await book(INSTRUCTOR, laterBy(50));
    const { body } = await world.request('GET', `/v1/costs/compare?sessionId=${sessionId}`, INSTRUCTOR);
    const fleet = body.ways.find(({ way }: { way: string }) => way === 'fleet-on-demand');
    expect(fleet.usd).toBe(estimateUsd);
  });

  it.each([
    ['participants=0', 'participants'],
    ['hours=200', 'hours'],
    ['against=cloud', 'against'],
    ['people=3', 'people'],
    ['instanceType=t3.micro', 'instanceType'],
    ['sessionId=01jq0000000000000000000001&hours=3', 'hours'],
  ])('says what is wrong with %s', async (query, field) => {
    const { status, body } = await world.request('GET', `/v1/costs/compare?${query}`, INSTRUCTOR);
    expect(status).toBe(422);
    expect(body.faults.map((fault: { field: string }) => fault.field)).toEqual([field]);
  });
});

describe('a budget', () => {
  const dry = async (changes: object) =>
    await world.request('POST', '/v1/sessions', {
      ...INSTRUCTOR,
      body: booking({ ...laterBy(60), dryRun: true, ...changes }),
    });

  it('that is below the estimate, above what the stage allows, or of no fleet is refused with what to do', async () => {
    const low = await dry({ budgetUsd: 0.01 });
    expect(low).toMatchObject({ status: 422, body: { faults: [{ field: 'budgetUsd' }] } });
    expect(low.body.faults[0].detail).toMatch(/estimated at .* at least/);
    const high = await dry({ budgetUsd: 500 });
    expect(high.body.faults[0]).toMatchObject({
      field: 'budgetUsd',
      detail: expect.stringContaining('budgetUsd.session'),
    });
    const judges = [{ tokenParameter: '/assize/dev/judges/x', slots: 2 }];
    await world.addJudge('x', 'https://judge.example.edu');
    const direct = await dry({ budgetUsd: 1, deployment: { kind: 'direct', judges } });
    expect(direct.body.faults[0]).toMatchObject({
      field: 'budgetUsd',
      detail: expect.stringContaining('is for a fleet'),
    });
  });

  it('that leaves nothing for a lost host is warned of', async () => {
    const { body } = await dry({});
    const tight = Math.ceil(body.estimate.usd * 1000) / 1000;
    expect((await dry({ budgetUsd: tight })).body.warnings).toMatchObject([{ field: 'budgetUsd' }]);
    expect((await dry({ budgetUsd: 3 })).body.warnings).not.toMatchObject([{ field: 'budgetUsd' }]);
  });

  it('is shown, can be raised and taken away, and limits what the session may be prolonged to', async () => {
    const { sessionId, estimateUsd } = await book(INSTRUCTOR, { ...laterBy(70), budgetUsd: 1 });
    const path = `/v1/sessions/${sessionId}`;
    const { body: costs } = await world.request('GET', `${path}/costs`, INSTRUCTOR);
    expect(costs.budget).toEqual({ usd: 1, share: 0, state: 'within' });
    const change = async (body: object) => {
      const { body: session } = await world.request('GET', path, INSTRUCTOR);
      return await world.request('PATCH', path, {
        ...INSTRUCTOR,
        body: { revision: session.revision, ...body },
      });
    };
    const closesAt = new Date(Date.parse(laterBy(70).opensAt) + 11 * 3_600_000).toISOString();
    const refused = await change({ closesAt });
    expect(refused).toMatchObject({ status: 422, body: { faults: [{ field: 'budgetUsd' }] } });
    expect(estimateUsd).toBeLessThan(1);
    expect(await change({ closesAt, budgetUsd: 4 })).toMatchObject({ status: 200, body: { budgetUsd: 4 } });
    expect((await change({ budgetUsd: null })).body).not.toHaveProperty('budgetUsd');
  });
});
