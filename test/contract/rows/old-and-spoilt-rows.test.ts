import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import { getItem, sessionPk, type Table } from '../../../adapters/dynamodb/table.ts';
import { digestOf } from '../../../core/submissions/submission-digest.ts';
import { EPOCH, hostOf, sessionOf } from '../../support/sessions.ts';
import { queuedOf, resultOf, submissionIdOf } from '../../support/submissions.ts';
import { freshId, useTables } from './tables-under-test.ts';

const under = useTables();

describe('rows of version 1', () => {
  const { sessionId } = sessionOf();
  const rows = JSON.parse(
    readFileSync(join(import.meta.dirname, 'submissions-of-version-1.json'), 'utf8'),
    (name, value) => (name === 'B' ? Buffer.from(value, 'base64') : value),
  ) as Record<string, AttributeValue>[];

  it('of submissions lack what came of them, which is read from the whole row; others are as they were', async () => {
    const table = await under.create('submissions');
    for (const Item of rows) await table.client.send(new PutItemCommand({ TableName: table.name, Item }));
    const store = new DynamoSubmissionStore(table);
    const whole = (await store.list(sessionId, { limit: 10 })).items;
    const digests = await store.listDigestsFrom(sessionId, '');
    expect(digests).toEqual(whole.map(digestOf));
    expect(
      digests.map(({ state, verdict, passed, testCases, cpuMs, judgeCalls, endedAt }) => [
        state,
        verdict,
        passed,
        testCases,
        cpuMs,
        judgeCalls,
        endedAt,
      ]),
    ).toEqual([
      ['judged', 'WA', 1, 2, 41, 2, EPOCH + 900],
      ['quarantined', 'JE', 0, 0, 0, 0, EPOCH + 70],
      ['running', undefined, 0, 0, 0, 0, undefined],
      ['queued', undefined, 0, 0, 0, 0, undefined],
    ]);
    expect(await store.count(sessionId)).toEqual({
      accepted: 4,
      queued: 1,
      running: 1,
      judged: 1,
      quarantined: 1,
    });
    // Goes on as a row of today does.
    const lease = { leaseId: 'l-9', until: EPOCH + 90_000, hostId: 'i-1' };
    const running = await store.lease(sessionId, submissionIdOf(4), lease, EPOCH + 60_000);
    expect(await store.judge(running!, resultOf(), EPOCH + 61_000)).toBe(true);
    expect(
      await getItem(table, { pk: sessionPk(sessionId), sk: `SUBMISSION#${submissionIdOf(4)}` }),
    ).toMatchObject({
      v: 2,
      outcome: { verdict: 'AC' },
    });
    expect(under.unreadable).toEqual([]);
  });
});

describe('a row with garbage', () => {
  const spoil = async (table: Table, key: { pk: string; sk: string }, name: string, value: unknown) =>
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: key,
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );

  it('is left out of a list, and told by table, key and field, without its values', async () => {
    const store = new DynamoHostStore(under.table('sessions'));
    const sessionId = freshId();
    for (const hostId of ['i-1', 'i-2', 'i-3']) await store.recordHost(hostOf({ sessionId, hostId }));
    await spoil(under.table('sessions'), { pk: sessionPk(sessionId), sk: 'HOST#i-2' }, 'slots', 'secret');
    expect((await store.listHosts(sessionId)).map(({ hostId }) => hostId)).toEqual(['i-1', 'i-3']);
    expect(under.unreadable).toEqual([
      `the row ${sessionPk(sessionId)} HOST#i-2 of the table ${under.table('sessions').name} is no host (version 1): slots is no number`,
    ]);
    const { onUnreadable: _nobody, ...silent } = under.table('sessions');
    await expect(new DynamoHostStore(silent).listHosts(sessionId)).rejects.toThrow('slots is no number');
  });

  it('of a session is an error for who asks for it, and leaves others in the list', async () => {
    const store = new DynamoSessionStore(under.table('sessions'));
    const owner = `owner-${freshId()}`;
    const ids = [freshId(), freshId()];
    for (const sessionId of ids) await store.create(sessionOf({ sessionId, owner }), []);
    await spoil(under.table('sessions'), { pk: sessionPk(ids[0]!), sk: 'META' }, 'policy', {});
    await expect(store.get(ids[0]!)).rejects.toThrow('is no session (version 1): policy.testCases');
    expect((await store.list({ owner, limit: 10 })).items.map(({ sessionId }) => sessionId)).toEqual([
      ids[1],
    ]);
    expect((await store.listUnsettled()).map(({ sessionId }) => sessionId)).toContain(ids[1]);
    expect(under.unreadable.join()).toContain(`${sessionPk(ids[0]!)} META`);
  });

  it('of a submission is set aside by whoever leases it, so that the queue goes on and the ledger balances', async () => {
    const store = new DynamoSubmissionStore(under.table('submissions'));
    const { sessionId } = sessionOf({ sessionId: freshId() });
    const ids = [freshId(), freshId()] as const;
    for (const submissionId of ids)
      await store.accept(queuedOf({ sessionId, submissionId }), { source: 'source' });
    await spoil(
      under.table('submissions'),
      { pk: sessionPk(sessionId), sk: `SUBMISSION#${ids[0]}` },
      'setbacks',
      7,
    );
    const lease = { leaseId: 'l-1', until: EPOCH + 20_000, hostId: 'i-1' };
    expect(await store.lease(sessionId, ids[0], lease, EPOCH)).toBeUndefined();
    expect(
      (await store.listWaiting(sessionId, 'contest', 5)).map(({ submissionId }) => submissionId),
    ).toEqual([ids[1]]);
    expect(await store.listExpired(sessionId, EPOCH + 60_000, 5)).toEqual([]);
    expect(await store.count(sessionId)).toMatchObject({ accepted: 2, queued: 1, quarantined: 1 });
    expect((await store.listDigestsFrom(sessionId, '')).map(({ verdict }) => verdict)).toEqual([
      'JE',
      undefined,
    ]);
    expect((await store.list(sessionId, { limit: 5 })).items).toHaveLength(1);
    expect(under.unreadable[0]).toContain('setbacks is no array');
  });
});
