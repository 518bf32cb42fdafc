import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import { compactResult } from '../../../core/submissions/compact-result.ts';
import type { RunningSubmission } from '../../../core/submissions/submission.ts';
import { RefusedRowError, type SubmissionStore } from '../../../core/submissions/submission-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySubmissionStore } from '../../support/memory-submission-store.ts';
import { EPOCH, sessionOf } from '../../support/sessions.ts';
import { caseResultOf, queuedOf, resultOf, submissionIdOf } from '../../support/submissions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const { sessionId } = sessionOf();
const leaseOf = (leaseId: string, until = EPOCH + 20_000) => ({ leaseId, until, hostId: 'i-1' });

async function leased(store: SubmissionStore, leaseId = 'lease-1'): Promise<RunningSubmission> {
  const running = await store.lease(sessionId, submissionIdOf(1), leaseOf(leaseId), EPOCH);
  if (running === undefined) throw new Error('could not be leased');
  return running;
}

const implementations: [string, () => Promise<SubmissionStore>][] = [
  ['DynamoDB', async () => new DynamoSubmissionStore(await dynamo.createTable('submissions'))],
  ['memory', async () => new MemorySubmissionStore()],
];

describe.each(implementations)('submission store on %s', (_, make) => {
  it('accepts a submission once, source and all', async () => {
    const store = await make();
    expect(await store.accept(queuedOf(), { source: 'print(1)' })).toBe(true);
    expect(await store.accept(queuedOf({ language: 'python' }), { source: 'print(2)' })).toBe(false);
    expect(await store.get(sessionId, submissionIdOf(1))).toEqual(queuedOf());
    expect(await store.getHandedIn(sessionId, submissionIdOf(1))).toEqual({ source: 'print(1)' });
    expect(await store.get(sessionId, submissionIdOf(2))).toBeUndefined();
  });

  it('accepts many at once, each once, as it accepts one', async () => {
    const store = await make();
    await store.accept(queuedOf({ submissionId: submissionIdOf(3) }), { source: 'before' });
    // More than one call takes, the last of them too large to go with others.
    const many = Array.from({ length: 30 }, (_, number) => ({
      submission: queuedOf({
        submissionId: submissionIdOf(number),
        lane: number === 5 ? 'trial' : 'contest',
      }),
      handedIn: { source: number === 29 ? 'x'.repeat(200_000) : `print(${number})` },
    }));
    const isNew = await store.acceptAll(many);
    expect(isNew.flatMap((one, at) => (one ? [] : [at]))).toEqual([3]);
    expect(await store.get(sessionId, submissionIdOf(4))).toEqual(many[4]?.submission);
    expect(await store.getHandedIn(sessionId, submissionIdOf(29))).toEqual(many[29]?.handedIn);
    expect(await store.getHandedIn(sessionId, submissionIdOf(3))).toEqual({ source: 'before' });
    expect(await store.listWaiting(sessionId, 'contest', 100)).toHaveLength(29);
    await leased(store);
    const states = await store.getStates(sessionId, [99, 1, 2].map(submissionIdOf));
    expect(Object.fromEntries(states)).toEqual({
      [submissionIdOf(1)]: 'running',
      [submissionIdOf(2)]: 'queued',
    });
    expect(await store.acceptAll([])).toEqual([]);
  });

  it('lists what waits in a lane by rank, and nothing that is taken', async () => {
    const store = await make();
    const ranks = ['000000000000300#b', '000000000000100#c', '000000000000200#a'];
    for (const [number, rank] of ranks.entries())
      await store.accept(queuedOf({ submissionId: submissionIdOf(number), rank }), { source: 's' });
    await store.accept(queuedOf({ submissionId: submissionIdOf(9), lane: 'trial' }), { source: 's' });
    const ids = async () =>
      (await store.listWaiting(sessionId, 'contest', 10)).map((waiting) => waiting.submissionId);
    expect(await ids()).toEqual([1, 2, 0].map(submissionIdOf));
    expect(await store.listWaiting(sessionId, 'contest', 1)).toHaveLength(1);
    await leased(store);
    expect(await ids()).toEqual([2, 0].map(submissionIdOf));
    expect(await store.listWaiting(sessionId, 'trial', 10)).toHaveLength(1);
  });

  it('gives the lease of a submission to one of many takers', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_unused, taker) =>
        store.lease(sessionId, submissionIdOf(1), leaseOf(`lease-${taker}`), EPOCH),
      ),
    );
    expect(taken.filter((running) => running !== undefined)).toHaveLength(1);
  });

  it('gives a lease anew only when it has expired, and counts the attempts', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    expect((await leased(store)).attempts).toBe(1);
    expect(
      await store.lease(sessionId, submissionIdOf(1), leaseOf('lease-2'), EPOCH + 19_999),
    ).toBeUndefined();
    expect(await store.listExpired(sessionId, EPOCH + 19_999, 10)).toEqual([]);
    expect((await store.listExpired(sessionId, EPOCH + 20_000, 10)).map((row) => row.submissionId)).toEqual([
      submissionIdOf(1),
    ]);
    const again = await store.lease(
      sessionId,
      submissionIdOf(1),
      leaseOf('lease-2', EPOCH + 40_000),
      EPOCH + 20_000,
    );
    expect(again).toMatchObject({
      state: 'running',
      attempts: 2,
      startedAt: EPOCH + 20_000,
      lease: { leaseId: 'lease-2' },
    });
  });

  it('lets only the holder of the lease renew, give back, judge and quarantine', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    const old = await leased(store);
    const current = await store.lease(
      sessionId,
      submissionIdOf(1),
      leaseOf('lease-2', EPOCH + 40_000),
      EPOCH + 20_000,
    );
    const setback = { kind: 'failed', hostId: 'i-1', reason: 'why', at: EPOCH } as const;
    expect(await store.renewLease(old, EPOCH + 60_000)).toBe(false);
    expect(await store.giveBack(old, setback)).toBe(false);
    expect(await store.judge(old, resultOf({ verdict: 'WA' }), EPOCH)).toBe(false);
    expect(await store.quarantine(old, 'why', EPOCH)).toBe(false);
    expect(await store.get(sessionId, submissionIdOf(1))).toEqual(current);
  });

  it('renews a lease, so that it expires later', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    expect(await store.renewLease(await leased(store), EPOCH + 25_000)).toBe(true);
    expect(
      await store.lease(sessionId, submissionIdOf(1), leaseOf('lease-2'), EPOCH + 24_999),
    ).toBeUndefined();
    expect(await store.listExpired(sessionId, EPOCH + 24_999, 10)).toEqual([]);
    expect(await store.listExpired(sessionId, EPOCH + 25_000, 10)).toHaveLength(1);
  });

  it('gives back with the setback and the rank kept', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    const setback = { kind: 'host-lost', hostId: 'i-1', reason: 'connection refused', at: EPOCH } as const;
    expect(await store.giveBack(await leased(store), setback)).toBe(true);
    expect(await store.get(sessionId, submissionIdOf(1))).toEqual({
      ...queuedOf(),
      attempts: 1,
      setbacks: [setback],
    });
    const { rank, participantId, language, lane } = queuedOf();
    const about = { participantId, language, lane };
    const waiting = { sessionId, submissionId: submissionIdOf(1), rank, about };
    expect(await store.listWaiting(sessionId, 'contest', 10)).toEqual([{ ...waiting, isSuspect: true }]);
    const again = await leased(store, 'lease-2');
    expect(await store.giveBack(again, { ...setback, hostId: 'i-2' })).toBe(true);
    expect((await store.get(sessionId, submissionIdOf(1)))?.setbacks).toHaveLength(2);
  });

  it('tells in its place in the queue with which submission a host was lost, and of no other', async () => {
    const store = await make();
    const setback = { kind: 'failed', hostId: 'i-1', reason: 'why', at: EPOCH } as const;
    for (const number of [1, 2]) {
      const submissionId = submissionIdOf(number);
      await store.accept(queuedOf({ submissionId, rank: `00000000000000${number}#${submissionId}` }), {
        source: 's',
      });
    }
    await store.giveBack(await leased(store), setback);
    const marks = async () =>
      (await store.listWaiting(sessionId, 'contest', 10)).map(({ isSuspect = false }) => isSuspect);
    expect(await marks()).toEqual([false, false]);
    await store.giveBack(await leased(store, 'lease-2'), { ...setback, kind: 'host-lost' });
    await store.giveBack(await leased(store, 'lease-3'), { ...setback, kind: 'turned-away' });
    expect(await marks()).toEqual([true, false]);
  });

  it('judges once, and announces with the same write', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    const running = await leased(store);
    const result = resultOf({
      compileOutput: 'warning: unused',
      perCase: [caseResultOf({ detail: { clock: 'cpu' }, verdict: 'TLE' })],
    });
    expect(await store.judge(running, result, EPOCH + 500)).toBe(true);
    expect(await store.judge(running, result, EPOCH + 500)).toBe(false);
    expect(await store.renewLease(running, EPOCH + 60_000)).toBe(false);
    const judged = await store.get(sessionId, submissionIdOf(1));
    expect(judged).toEqual({
      ...queuedOf(),
      state: 'judged',
      attempts: 1,
      startedAt: EPOCH,
      judgedAt: EPOCH + 500,
      result,
    });
    expect(await store.listUnannounced(sessionId, 10)).toEqual([judged]);
    await store.markAnnounced(sessionId, submissionIdOf(1));
    await store.markAnnounced(sessionId, submissionIdOf(1));
    expect(await store.listUnannounced(sessionId, 10)).toEqual([]);
    expect(await store.get(sessionId, submissionIdOf(1))).toEqual(judged);
    expect(await store.lease(sessionId, submissionIdOf(1), leaseOf('lease-3'), EPOCH + 1e9)).toBeUndefined();
  });

  it('quarantines with a reason, and announces it', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    expect(await store.quarantine(await leased(store), 'three hosts were lost', EPOCH + 9)).toBe(true);
    expect(await store.listUnannounced(sessionId, 10)).toMatchObject([
      { state: 'quarantined', reason: 'three hosts were lost', quarantinedAt: EPOCH + 9 },
    ]);
  });

  it('does not announce what is not judged yet', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    await leased(store);
    await store.markAnnounced(sessionId, submissionIdOf(1));
    expect(await store.listExpired(sessionId, EPOCH + 20_000, 10)).toHaveLength(1);
  });

  it('counts every state', async () => {
    const store = await make();
    for (let number = 1; number <= 4; number++)
      await store.accept(queuedOf({ submissionId: submissionIdOf(number) }), { source: 's' });
    await store.judge(await leased(store), resultOf(), EPOCH);
    await store.lease(sessionId, submissionIdOf(2), leaseOf('lease-2'), EPOCH);
    const third = await store.lease(sessionId, submissionIdOf(3), leaseOf('lease-3'), EPOCH);
    if (third !== undefined) await store.quarantine(third, 'why', EPOCH);
    expect(await store.count(sessionId)).toEqual({
      accepted: 4,
      queued: 1,
      running: 1,
      judged: 1,
      quarantined: 1,
    });
    expect(await store.count('01jq0000000000000000000009')).toEqual({
      accepted: 0,
      queued: 0,
      running: 0,
      judged: 0,
      quarantined: 0,
    });
  });

  it('pages through a session and through one participant, both ways', async () => {
    const store = await make();
    for (let number = 1; number <= 7; number++)
      await store.accept(
        queuedOf({ submissionId: submissionIdOf(number), participantId: number % 2 === 0 ? 'even' : 'odd' }),
        { source: 's' },
      );
    const pages = async (options: { participantId?: string; newestFirst?: boolean }) => {
      const seen: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(sessionId, {
          limit: 2,
          ...options,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(page.items.map((row) => row.submissionId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return seen;
    };
    const ids = (...numbers: number[]) => numbers.map(submissionIdOf);
    expect(await pages({})).toEqual([ids(1, 2), ids(3, 4), ids(5, 6), ids(7)]);
    expect(await pages({ newestFirst: true })).toEqual([ids(7, 6), ids(5, 4), ids(3, 2), ids(1)]);
    expect(await pages({ participantId: 'odd' })).toEqual([ids(1, 3), ids(5, 7)]);
    expect(await pages({ participantId: 'nobody' })).toEqual([[]]);
  });

  it('raises virtual time, never lowers it', async () => {
    const store = await make();
    expect(await store.getVirtualTime(sessionId, 'contest')).toBe(0);
    for (const tag of [500, 700, 200]) await store.advanceVirtualTime(sessionId, 'contest', tag);
    expect(await store.getVirtualTime(sessionId, 'contest')).toBe(700);
    expect(await store.getVirtualTime(sessionId, 'trial')).toBe(0);
  });
});

describe('submission rows in DynamoDB', () => {
  it('hold 2,000 test cases that all failed loudly', async () => {
    const store = new DynamoSubmissionStore(await dynamo.createTable('submissions'));
    await store.accept(queuedOf(), { source: 's' });
    const noise = () =>
      Array.from({ length: 1024 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join('');
    const perCase = Array.from({ length: 2_000 }, (_unused, number) =>
      caseResultOf({
        testCaseId: `secret/${number}`,
        verdict: 'WA',
        outputHead: noise(),
        stderrHead: noise(),
        outputSha256: 'e'.repeat(64),
      }),
    );
    const result = compactResult(resultOf({ verdict: 'WA', perCase, compileOutput: 'x'.repeat(1e6) }));
    expect(await store.judge(await leased(store), result, EPOCH)).toBe(true);
    const stored = await store.get(sessionId, submissionIdOf(1));
    expect(stored?.state === 'judged' && stored.result.perCase.length).toBe(2_000);
  });

  it('hold whatever a result is: words of any length, in any script, of any number of test cases', async () => {
    const store = new DynamoSubmissionStore(await dynamo.createTable('submissions'));
    const alphabets = ['ab ', '0123456789abcdef', '\u0000\n"\\', 'äéß', '汉字仮名', '😀🎉', '\uFFFD'];
    const verdicts = ['AC', 'WA', 'TLE', 'RTE', 'not-run'] as const;
    let serial = 10;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          count: fc.constantFrom(1, 50, 900, 3_000, 8_000),
          alphabet: fc.constantFrom(...alphabets),
          feedback: fc.nat(4_000),
          head: fc.nat(1_024),
          idLength: fc.nat(120),
          others: fc.nat(60),
          verdict: fc.constantFrom(...verdicts),
        }),
        async ({ count, alphabet, feedback, head, idLength, others, verdict }) => {
          const letters = [...alphabet];
          const words = (length: number) =>
            Array.from({ length }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
          const long = (length: number) =>
            words(count > 1_000 ? Math.floor((length * 1_000) / count) : length);
          const perCase = Array.from({ length: count }, (_unused, number) =>
            caseResultOf({
              testCaseId: `secret/${number}-${randomBytes(60).toString('hex').slice(0, idLength)}`,
              verdict,
              cpuMs: Math.random() * 1e4,
              wallMs: Math.random() * 1e4,
              memoryKiB: Math.floor(Math.random() * 1e6),
              detail: { feedback: long(feedback) },
              outputHead: long(head),
              stderrHead: long(head),
              outputSha256: randomBytes(32).toString('hex'),
            }),
          );
          const lines = Array.from({ length: others }, () => words(600));
          const reason = words(500);
          const queued = queuedOf({
            submissionId: submissionIdOf(++serial),
            setbacks: Array.from({ length: 60 }, () => ({
              kind: 'failed' as const,
              hostId: 'i-0123456789abcdef0',
              reason,
              at: EPOCH,
            })),
          });
          await store.accept(queued, { source: 's' });
          const lease = { leaseId: 'l', until: EPOCH + 9e9, hostId: 'h' };
          const running = await store.lease(sessionId, queued.submissionId, lease, EPOCH);
          const result = resultOf({
            verdict: 'WA',
            perCase,
            compileOutput: words(20_000),
            whySplit: lines,
            notes: lines,
          });
          expect(await store.judge(running!, compactResult(result), EPOCH)).toBe(true);
          const stored = await store.get(sessionId, queued.submissionId);
          if (stored?.state !== 'judged') throw new Error('not judged');
          const kept = stored.result.perCase;
          expect(kept.map(({ testCaseId }) => testCaseId)).toEqual(
            perCase.slice(0, kept.length).map(({ testCaseId }) => testCaseId),
          );
          if (kept.length < count)
            expect(stored.result.notes[0]).toContain(`last ${count - kept.length} test`);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('keep feedback for what went wrong first, and for right answers with what is left', () => {
    const said = (verdict: 'AC' | 'WA', number: number) =>
      caseResultOf({
        testCaseId: `secret/${number}`,
        verdict,
        detail: { feedback: randomBytes(500).toString('hex') },
        outputHead: 'o',
        stderrHead: 'e',
      });
    const perCase = [
      { ...said('AC', 0), testCaseId: 'sample/1' },
      ...Array.from({ length: 60 }, (_, i) => said('AC', i)),
      ...Array.from({ length: 30 }, (_, i) => said('WA', i)),
    ];
    const kept = compactResult(resultOf({ verdict: 'WA', perCase }), (id) =>
      id.startsWith('sample/'),
    ).perCase;
    const whole = (part: typeof kept) =>
      part.filter(({ detail }) => (detail.feedback ?? '').length === 1000).length;
    expect(whole(kept.slice(61))).toBe(30);
    expect(whole(kept.slice(0, 61))).toBe(19);
    expect(kept.map(({ outputHead, stderrHead }) => outputHead + stderrHead)).toEqual([
      'oe',
      ...Array(60).fill(''),
      ...Array(30).fill('oe'),
    ]);
  });

  it('that cannot be are refused by name', async () => {
    const store = new DynamoSubmissionStore(await dynamo.createTable('submissions'));
    await store.accept(queuedOf(), { source: 's' });
    const perCase = Array.from({ length: 900 }, () =>
      caseResultOf({ verdict: 'WA', detail: { feedback: randomBytes(600).toString('base64') } }),
    );
    await expect(store.judge(await leased(store), resultOf({ perCase }), EPOCH)).rejects.toThrow(
      RefusedRowError,
    );
  });

  it('refuse a cursor that this list did not give', async () => {
    const store = new DynamoSubmissionStore(await dynamo.createTable('submissions'));
    for (let number = 1; number <= 3; number++)
      await store.accept(queuedOf({ submissionId: submissionIdOf(number) }), { source: 's' });
    const { cursor } = await store.list(sessionId, { limit: 1, participantId: 'p01' });
    await expect(store.list(sessionId, { limit: 1, participantId: 'p02', cursor: cursor! })).rejects.toThrow(
      'cursor',
    );
    await expect(store.list(sessionId, { limit: 1, cursor: 'nonsense' })).rejects.toThrow('cursor');
  });
});
