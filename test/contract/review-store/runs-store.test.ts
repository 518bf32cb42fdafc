import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoRunsStore } from '../../../adapters/dynamodb/runs-store.ts';
import type { RunsStore } from '../../../core/review/runs-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryRunsStore } from '../../support/memory/runs-store.ts';
import { EPOCH } from '../../support/sessions.ts';
import { submissionIdOf } from '../../support/submissions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<RunsStore>][] = [
  ['DynamoDB', async () => new DynamoRunsStore(await dynamo.createTable('submissions'), 90)],
  ['memory', async () => new MemoryRunsStore()],
];

it.each(implementations)(
  'keeps that compilers are asked of a session, until it is asked anew, on %s',
  async (_, make) => {
    const store = await make();
    expect(await store.get('s1')).toBeUndefined();
    await store.ask('s1', EPOCH);
    const asked = { sessionId: 's1', askedAt: EPOCH };
    expect(await store.get('s1')).toEqual(asked);
    expect(await store.get('s2')).toBeUndefined();
    await store.ask('s1', EPOCH + 1);
    // Whoever began before has chosen among other submissions.
    await store.choose(asked, ['a', 'b']);
    const anew = { ...asked, askedAt: EPOCH + 1 };
    expect(await store.get('s1')).toEqual(anew);
    expect(await store.listChosen(anew)).toEqual([]);
    const ids = Array.from({ length: 12_000 }, (_unused, at) => submissionIdOf(at));
    await store.choose(anew, ids);
    expect(await store.listChosen(anew)).toEqual(ids);
    expect(await store.get('s1')).toEqual({ ...anew, chosen: true });
    await store.noteQueued(asked);
    expect(await store.get('s1')).toEqual({ ...anew, chosen: true });
    await store.noteQueued(anew);
    expect(await store.get('s1')).toEqual({ ...anew, chosen: true, queued: true });
  },
);
