import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import { DynamoWaiterPlaces } from '../../../adapters/dynamodb/waiter-places.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());
beforeEach(() => {
  world.invoked.length = 0;
});

let serial = 0;
/** A source that nobody has sent before. */
const fresh = () =>
  `pragma solidity ^0.6.0;\ncontract Till${++serial} { function leave() public { selfdestruct(msg.sender); } }\n`;

describe('the older shape of a review', () => {
  const analyze = async (body: object) =>
    await world.request('POST', '/v1/analyze', { as: 'ada', groups: ['instructor'], body });

  it('is answered with its report, and from what was kept the second time', async () => {
    const body = { contract_code: fresh(), contract_name: 'Purse', analysis_type: 'security' };
    const answered = analyze(body);
    await vi.waitFor(() => expect(world.invoked).toHaveLength(1), 10_000);
    await world.workReviews();
    const first = await answered;
    expect(first).toMatchObject({
      status: 200,
      body: {
        request_id: expect.any(String) as string,
        analysis_report: {
          vulnerabilities: expect.arrayContaining([
            expect.objectContaining({ line_number: 2, severity: expect.any(String) as string }),
          ]) as unknown,
          overall_security_score: expect.any(Number) as number,
        },
        service_used: 'rules',
        processing_time: expect.any(Number) as number,
        message: expect.stringContaining('finding') as string,
      },
    });
    expect((await analyze(body)).body).toMatchObject({
      message: expect.stringContaining('in the same source by the same rules') as string,
    });
  });

  it('is waited for though a participant waits for a verdict', async () => {
    const places = new DynamoWaiterPlaces(
      { client: createDocumentClient(world.system.admin), name: 'sessions' },
      () => 0,
    );
    const giveBack = await places.take(1, Date.now() + 60_000, Date.now());
    expect(giveBack).toBeDefined();
    const answered = analyze({ contract_code: fresh(), analysis_type: 'all' });
    await vi.waitFor(() => expect(world.invoked).toHaveLength(1), 10_000);
    await world.workReviews();
    expect((await answered).status).toBe(200);
    await giveBack?.();
  });

  it('that says to ask again means the same review', async () => {
    const as = { as: 'fay', groups: ['instructor'], body: { contract_code: fresh(), analysis_type: 'all' } };
    // So long ago that nothing is waited for.
    const late = async () =>
      await world.request('POST', '/v1/analyze', { ...as, receivedAt: Date.now() - 25_000 });
    for (let times = 0; times < 3; times++)
      expect(await late()).toMatchObject({
        status: 503,
        body: { detail: expect.stringContaining('again') as string },
      });
    expect(await world.reviews.store.getUse('fay', Date.now())).toEqual({ month: 1, day: 1 });
    expect(
      (await world.request('GET', '/v1/reviews', { as: 'fay', groups: ['instructor'] })).body,
    ).toMatchObject({
      items: [expect.anything()],
    });
    await world.workReviews();
    expect((await late()).status).toBe(200);
  });

  it('is led to from its older path, by the same method', async () => {
    const moved = await world.request('POST', '/analyze', { body: { contract_code: 'contract A {}' } });
    expect(moved).toMatchObject({ status: 308, headers: { location: '/v1/analyze' } });
    expect((await world.request('GET', '/analyze')).status).toBe(405);
  });

  it('refuses what it cannot do with the field’s own name', async () => {
    const refused = await analyze({ contract_code: 'contract A {}', analysis_type: 'horoscope' });
    expect(refused).toMatchObject({ status: 422, body: { faults: [{ field: 'analysis_type' }] } });
    expect((await analyze({})).body).toMatchObject({ faults: [{ field: 'contract_code' }] });
  });
});
