import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DynamoAuditStore } from '../../../adapters/dynamodb/audit-store.ts';
import type { Slot } from '../../../core/submissions/slot.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

const list = async () => (await world.as('olga').call('listCircuits', {})).items;
const find = async (operation: string) => (await list()).find((one) => one.operation === operation);
const reset = async (operation: string, reason: unknown = 'it is over', groups = ['operator']) =>
  await world.request('POST', `/v1/resilience/circuits/${operation}/reset`, {
    as: groups[0] === 'operator' ? 'olga' : 'ada',
    groups,
    body: { reason },
  });
const acts = async () =>
  (await world.as('olga').call('listAudit', { query: {} })).items.filter(
    ({ act }) => act === 'circuit.reset',
  );

describe('circuits', () => {
  it('are told of what the stage does with AWS, closed as long as nothing fails', async () => {
    const cloud = (await list()).filter(({ kind }) => kind === 'cloud');
    expect(cloud).toEqual(
      ['launch', 'describe', 'publish'].map((operation) => ({
        operation,
        kind: 'cloud',
        state: 'closed',
        reason: 'its circuit is closed',
        failures: 0,
      })),
    );
  });

  it('are told with their state, why, and until when; reset they are closed, and who did it is kept', async () => {
    const openUntil = Date.now() + 600_000;
    const { circuits } = world;
    await circuits.turn('launch', undefined, { failures: 5, openUntil, failedAt: Date.now() });
    expect(await find('launch')).toMatchObject({
      state: 'open',
      failures: 5,
      openUntil: new Date(openUntil).toISOString(),
      reason: expect.stringMatching(/^5 tries in a row failed; the next is in \d+ s$/),
    });
    expect(await reset('launch')).toMatchObject({ status: 200, body: { state: 'closed', failures: 0 } });
    expect(await circuits.read('launch')).toBeUndefined();
    expect(await acts()).toMatchObject([
      {
        actor: 'olga',
        target: 'circuit:launch',
        reason: 'it is over',
        detail: expect.stringMatching(/^it was open: 5 tries in a row failed/),
      },
    ]);
  });

  it('are reset by nobody who is not written down', async () => {
    const { circuits } = world;
    const before = (await acts()).length;
    await circuits.turn('describe', undefined, {
      failures: 5,
      openUntil: Date.now() + 600_000,
      failedAt: Date.now(),
    });
    const record = vi.spyOn(DynamoAuditStore.prototype, 'record').mockRejectedValueOnce(new Error('refused'));
    expect(await reset('describe')).toMatchObject({ status: 500 });
    expect(await find('describe')).toMatchObject({ state: 'open' });
    // Killed between the act and what came of it.
    record.mockRestore();
    const { record: write } = DynamoAuditStore.prototype;
    vi.spyOn(DynamoAuditStore.prototype, 'record')
      .mockImplementationOnce(write)
      .mockRejectedValueOnce(new Error('killed'));
    expect(await reset('describe')).toMatchObject({ status: 500 });
    vi.restoreAllMocks();
    expect(await find('describe')).toMatchObject({ state: 'closed' });
    const all = await acts();
    expect(all).toHaveLength(before + 1);
    expect(all[0]).toMatchObject({
      actor: 'olga',
      target: 'circuit:describe',
      detail: expect.stringMatching(/nothing is known of its end; it was open: 5 tries/),
    });
  });

  it('of hosts are told by session and host, and reset where they are kept', async () => {
    const { sessionId } = await world.addSession();
    const slot: Slot = {
      sessionId,
      hostId: 'i-1',
      number: 0,
      url: 'http://10.0.0.1:2358',
      token: 'secret',
      batchLanguages: ['python'],
      singleLanguages: [],
    };
    await world.slots.open([slot, { ...slot, number: 1 }]);
    const past = { failures: 6, openUntil: Date.now() - 1_000, failedAt: Date.now() - 61_000 };
    await world.slots.turnCircuit(slot, 'judge', undefined, past);
    const operation = `${sessionId}.i-1.judge`;
    expect(await find(operation)).toMatchObject({
      kind: 'host',
      sessionId,
      hostId: 'i-1',
      state: 'half-open',
    });
    expect(await find(`${sessionId}.i-1.answer`)).toMatchObject({ state: 'closed' });
    expect(await reset(operation)).toMatchObject({ status: 200, body: { operation, state: 'closed' } });
    expect((await world.slots.list(sessionId)).flatMap(({ circuits }) => circuits?.judge ?? [])).toEqual([]);
  });

  it.each(['start', '01jq0000000000000000000001.i-1.judge', 'i-1.judge', 'launch.x.judge.more'])(
    'of which there is none (%s) cannot be reset, and nothing is kept of the try',
    async (operation) => {
      const before = await acts();
      expect(await reset(operation)).toMatchObject({
        status: 404,
        body: { detail: expect.stringContaining('GET /v1/resilience/circuits lists') },
      });
      expect(await acts()).toEqual(before);
    },
  );

  it('are reset by operators alone, who say why', async () => {
    expect(await reset('launch', 'mine', ['instructor'])).toMatchObject({ status: 403 });
    for (const reason of [null, '', '  ', 'x'.repeat(501)])
      expect(await reset('launch', reason)).toMatchObject({
        status: 422,
        body: { faults: [{ field: 'reason' }] },
      });
  });
});
