import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import type { HostStore } from '../../../core/fleet/host-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryHostStore } from '../../support/memory/host-store.ts';
import { EPOCH, hostOf, roundOf } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<HostStore>][] = [
  ['DynamoDB', async () => new DynamoHostStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryHostStore()],
];

describe.each(implementations)('host store on %s', (_, make) => {
  it('claims a round once: everybody gets the first claim, parameters included', async () => {
    const store = await make();
    const claims = await Promise.all(
      [1, 2, 3, 4].map((n) => store.claimRound(roundOf({ token: `token-${n}`, hosts: n }))),
    );
    expect(new Set(claims.map(({ token }) => token)).size).toBe(1);
    expect(await store.listRounds(roundOf().sessionId)).toEqual([claims[0]]);
  });

  it('keeps the outcome of a round beside its parameters, in the order of rounds', async () => {
    const store = await make();
    for (const round of [2, 10, 1]) await store.claimRound(roundOf({ round }));
    await store.resolveRound(roundOf({ round: 10 }), { instanceIds: ['i-1'], errors: [] }, EPOCH + 5);
    const rounds = await store.listRounds(roundOf().sessionId);
    expect(rounds.map(({ round }) => round)).toEqual([1, 2, 10]);
    expect(rounds[2]).toEqual({
      ...roundOf({ round: 10 }),
      outcome: { instanceIds: ['i-1'], errors: [] },
      resolvedAt: EPOCH + 5,
    });
  });

  it('keeps how often a round was sent without a clear answer, also when it has one in the end', async () => {
    const store = await make();
    await store.claimRound(roundOf());
    await store.noteUnclear(roundOf(), EPOCH + 1);
    const [once = roundOf()] = await store.listRounds(roundOf().sessionId);
    expect(once).toEqual({ ...roundOf(), unclear: { times: 1, at: EPOCH + 1 } });
    await store.noteUnclear(once, EPOCH + 2);
    await store.resolveRound(once, { instanceIds: ['i-1'], errors: [] }, EPOCH + 3);
    expect((await store.listRounds(roundOf().sessionId))[0]).toMatchObject({
      unclear: { times: 2, at: EPOCH + 2 },
      resolvedAt: EPOCH + 3,
    });
  });

  it('records a host once and leaves an existing row alone', async () => {
    const store = await make();
    await store.recordHost(hostOf());
    await store.recordHost(hostOf({ state: 'ready', reason: 'a second discovery' }));
    expect(await store.listHosts(hostOf().sessionId)).toEqual([hostOf()]);
  });

  it('changes a host by condition on its revision', async () => {
    const store = await make();
    await store.recordHost(hostOf());
    const both = await Promise.all([
      store.updateHost(hostOf(), { state: 'ready', reason: 'passed' }),
      store.updateHost(hostOf(), { state: 'rejected', reason: 'failed' }),
    ]);
    const winners = both.filter((host) => host !== undefined);
    expect(winners).toHaveLength(1);
    expect(await store.listHosts(hostOf().sessionId)).toEqual(winners);
    expect(winners[0]?.revision).toBe(2);
    expect(await store.updateHost(hostOf({ hostId: 'i-unknown' }), { reason: 'x' })).toBeUndefined();
    expect(await store.listHosts(hostOf().sessionId)).toHaveLength(1);
  });

  it('lists decisions newest first, each once however often it was recorded', async () => {
    const store = await make();
    const sessionId = hostOf().sessionId;
    for (let n = 0; n < 5; n++) {
      const decision = { at: EPOCH + n, subject: 'fleet', action: 'launch', reason: `reason ${n}` };
      await store.recordDecision(sessionId, decision);
      await store.recordDecision(sessionId, decision);
    }
    const newest = await store.listDecisions(sessionId, 3);
    expect(newest.map(({ reason }) => reason)).toEqual(['reason 4', 'reason 3', 'reason 2']);
    expect(await store.listDecisions(sessionId, 50)).toHaveLength(5);
  });
});
