import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MessageFeed } from '../../../../core/messages/message-feed.ts';
import { MemoryMessageStore } from '../../../support/memory/message-store.ts';
import { EPOCH, messageOf, sessionOf } from '../../../support/sessions.ts';

const { sessionId } = sessionOf();

/** A store that counts what it is asked for. */
function watched() {
  const store = new MemoryMessageStore();
  const asked: { from: string; rows: number }[] = [];
  const feed = new MessageFeed(
    {
      listFrom: async (id, from) => {
        const rows = await store.listFrom(id, from);
        asked.push({ from, rows: rows.length });
        return rows;
      },
    },
    sessionId,
  );
  return { store, asked, feed };
}
const at = (seconds: number) => EPOCH + seconds * 1_000;

it('asks for everything once, and then for what is young: an idle minute costs an empty answer', async () => {
  const { store, asked, feed } = watched();
  for (let serial = 0; serial < 200; serial++) await store.put(messageOf(serial));
  expect(await feed.list(at(400))).toHaveLength(200);
  for (let second = 410; second < 460; second += 10) expect(await feed.list(at(second))).toHaveLength(200);
  expect(asked.map(({ rows }) => rows)).toEqual([200, 0, 0, 0, 0, 0]);
});

it('finds what was told more than a minute after it was decided', async () => {
  const { store, feed } = watched();
  await feed.list(at(0));
  await feed.list(at(100));
  await store.put(messageOf(10));
  expect(await feed.list(at(110))).toEqual([messageOf(10)]);
});

it('is asked by many at once and looks once', async () => {
  const { asked, feed } = watched();
  await Promise.all(Array.from({ length: 50 }, () => feed.list(at(0))));
  await feed.list(at(0.5));
  expect(asked).toHaveLength(1);
});

it('has what was added or is looked for at once', async () => {
  const { store, feed } = watched();
  await feed.list(at(0));
  await store.put(messageOf(1));
  expect(await feed.list(at(0))).toEqual([]);
  expect(await feed.list(at(0), { fresh: true })).toEqual([messageOf(1)]);
  feed.add(messageOf(2));
  expect(await feed.list(at(0))).toEqual([messageOf(1), messageOf(2)]);
});

it('goes on after a query that failed', async () => {
  let fails = true;
  const feed = new MessageFeed(
    {
      listFrom: async () => {
        if (fails) throw new Error('throttled');
        return [messageOf(1)];
      },
    },
    sessionId,
  );
  await expect(feed.list(at(1))).rejects.toThrow('throttled');
  fails = false;
  expect(await feed.list(at(1))).toEqual([messageOf(1)]);
});

it('misses nothing that is written within a minute of its id, and finds the rest in ten minutes', async () => {
  const writes = fc.array(fc.record({ serial: fc.nat(400), lateS: fc.integer({ min: 0, max: 55 }) }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(writes, fc.integer({ min: 1, max: 20 }), async (given, everyS) => {
      const { store, feed } = watched();
      const due = given
        .map(({ serial, lateS }) => ({ serial, writtenS: serial + lateS }))
        .sort((a, b) => a.writtenS - b.writtenS);
      for (let second = 0; second <= 480; second += everyS) {
        while (due.length > 0 && due[0]!.writtenS <= second) await store.put(messageOf(due.shift()!.serial));
        const shown = await feed.list(at(second));
        expect(shown).toEqual(await store.listFrom(sessionId, ''));
      }
      await store.put(messageOf(1));
      expect(await feed.list(at(1_200))).toEqual(await store.listFrom(sessionId, ''));
    }),
    { numRuns: 20 },
  );
});
