import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timePartOf } from '../../../../core/exam/ids.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { countDigests, SubmissionFeed } from '../../../../core/submissions/submission-feed.ts';
import { MemorySubmissionStore } from '../../../support/memory-submission-store.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf } from '../../../support/submissions.ts';

const { sessionId } = sessionOf();
const idAt = (ms: number, number: number) => timePartOf(ms) + String(number).padStart(16, '0');

/** What happens between two looks. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('submit' as const) }),
  fc.record({ kind: fc.constant('judge' as const), number: fc.nat(40) }),
  fc.record({ kind: fc.constant('look' as const), afterMs: fc.nat(30_000) }),
);

describe('the feed of a session', () => {
  it('tells at every look what the rows say, though it reads only some of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 80 }), async (events) => {
        const store = new MemorySubmissionStore();
        const feed = new SubmissionFeed(store, sessionId);
        let now = EPOCH;
        const made: string[] = [];
        for (const happened of events) {
          if (happened.kind === 'look') {
            now += happened.afterMs;
            const seen = await feed.refresh(now, {});
            expect(countDigests(seen)).toEqual(await store.count(sessionId));
            expect(seen).toEqual(
              [...store.rows.values()]
                .map(digestOf)
                .sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1)),
            );
            continue;
          }
          if (happened.kind === 'submit') {
            const next = idAt(now, store.rows.size);
            made.push(next);
            await store.accept(queuedOf({ submissionId: next, submittedAt: now }), { source: 's' });
          } else {
            const running = await store.lease(
              sessionId,
              made[happened.number] ?? '',
              { leaseId: 'l', until: now + 20_000, hostId: 'h' },
              now,
            );
            if (running !== undefined) await store.judge(running, resultOf(), now + 100);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('sees what an intake with a slow clock, or a slow write, brought late', async () => {
    const store = new MemorySubmissionStore();
    const feed = new SubmissionFeed(store, sessionId);
    await store.accept(queuedOf({ submissionId: idAt(EPOCH, 5) }), { source: 's' });
    const running = await store.lease(
      sessionId,
      idAt(EPOCH, 5),
      { leaseId: 'l', until: EPOCH + 1, hostId: 'h' },
      EPOCH,
    );
    await store.judge(running!, resultOf(), EPOCH + 10);
    expect(await feed.refresh(EPOCH + 100, {})).toHaveLength(1);
    await store.accept(queuedOf({ submissionId: idAt(EPOCH - 5_000, 4) }), { source: 's' });
    expect(await feed.refresh(EPOCH + 300, {})).toHaveLength(2);
  });

  it('reads little once everything has ended', async () => {
    const store = new MemorySubmissionStore();
    const asked: string[] = [];
    const feed = new SubmissionFeed(
      {
        listDigestsFrom: (id, from) => {
          asked.push(from);
          return store.listDigestsFrom(id, from);
        },
        listRejudged: (...of) => store.listRejudged(...of),
      },
      sessionId,
    );
    for (let number = 0; number < 20; number++) {
      await store.accept(queuedOf({ submissionId: idAt(EPOCH, number), submittedAt: EPOCH }), {
        source: 's',
      });
      const running = await store.lease(
        sessionId,
        idAt(EPOCH, number),
        { leaseId: 'l', until: EPOCH + 1, hostId: 'h' },
        EPOCH,
      );
      await store.judge(running!, resultOf(), EPOCH + 10);
    }
    await feed.refresh(EPOCH + 120_000, {});
    expect(await feed.refresh(EPOCH + 121_000, {})).toHaveLength(20);
    expect(asked).toEqual(['', timePartOf(EPOCH + 60_000)]);
  });
});
