import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

const list = async (query: string, as = 'olga', groups = ['operator']) =>
  await world.request('GET', `/v1/audit?${query}`, { as, groups });

describe('what was done by hand', () => {
  const at = Date.UTC(2027, 0, 5, 9);
  it('is told of the time that is asked for, newest first', async () => {
    const record = { actor: 'olga', act: 'circuit.reset', target: 'circuit:launch', reason: 'it is over' };
    await world.audit.record({ ...record, at });
    await world.audit.record({ ...record, at: at + 1, target: 'circuit:describe', detail: 'it was closed' });
    const { status, body } = await list('from=2027-01-05T09:00:00Z&until=2027-01-05T10:00:00Z');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        items: [
          {
            ...record,
            at: '2027-01-05T09:00:00.001Z',
            target: 'circuit:describe',
            detail: 'it was closed',
          },
          { ...record, at: '2027-01-05T09:00:00.000Z' },
        ],
      },
    });
    expect((await list('from=2027-01-05T10:00:00Z&until=2027-01-05T11:00:00Z')).body).toEqual({ items: [] });
  });

  it.each([
    ['from=2027-01-05T10:00:00Z&until=2027-01-05T10:00:00Z', 'must be before'],
    ['of=hand&from=2024-01-05T10:00:00Z&until=2027-01-05T10:00:00Z', 'more than 400 days'],
    ['from=yesterday', 'ISO'],
  ])('is refused for a time that is none: %s', async (query, says) => {
    const { status, body } = await list(query);
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain(says);
  });

  it('is for operators', async () => {
    expect(await list('', 'ada', ['instructor'])).toMatchObject({
      status: 403,
      body: { type: '/v1/errors#missing-role' },
    });
  });
});
