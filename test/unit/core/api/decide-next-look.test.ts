import { describe, expect, it } from 'vitest';
import { waitBeforeDesk } from '../../../../console/exam/ask-waits.ts';
import { askUntil, type Patience } from '../../../../core/api/call-patiently.ts';
import { decideNextAsk } from '../../../../core/api/decide-next-ask.ts';
import { type Awaited, decideNextLook, type QueuePlace } from '../../../../core/api/decide-next-look.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const SESSION = sessionOf();
const SEAT = { extraTimeMs: 0 };
const NOW = Date.UTC(2027, 0, 15);

describe('when a verdict is asked for again', () => {
  const look = (ageMs: number, place?: Partial<QueuePlace>) =>
    decideNextLook({ submittedAt: NOW - ageMs, place: place && { ahead: 0, asOf: NOW, ...place } }, NOW).inMs;

  it.each<[string, number, Partial<QueuePlace> | undefined, number]>([
    ['when it is expected', 0, { ahead: 40, expectedWaitMs: 9_500 }, 9_500],
    [
      'less what has passed since the queue was looked at',
      0,
      { expectedWaitMs: 9_500, asOf: NOW - 4_000 },
      5_500,
    ],
    ['now and then while it is far, since hosts come and go', 0, { expectedWaitMs: 100_000 }, 40_000],
    ['at least once a minute', 0, { ahead: 900, expectedWaitMs: 900_000 }, 60_000],
    ['soon where it is a matter of a moment', 0, { expectedWaitMs: 60 }, 150],
    ['again soon while it should have come', 1_000, undefined, 250],
    ['while it runs, less often the longer it does', 7_000, undefined, 3_500],
    ['every 12 s when it should long have been judged', 60_000, { expectedWaitMs: 300 }, 12_000],
    ['by its place while nobody can tell', 0, { ahead: 70 }, 7_000],
  ])('%s', (_, ageMs, place, inMs) => {
    expect(look(ageMs, place)).toBe(inMs);
  });
});

/** A queue on virtual time: a thousand hand in within ten seconds; judges take them in order. */
function makeQueue(perSecond: number, { tellsWait = true } = {}) {
  const clock = new VirtualClock(NOW);
  const random = sequence();
  const handIns = Array.from({ length: 1_000 }, (_, number) => NOW + number * 10);
  let done = 0;
  const asks: number[] = [];
  const stands = (number: number): Awaited | undefined => {
    const now = clock.now();
    const taken = Math.floor(((now - NOW) / 1_000) * perSecond);
    if (number < taken) return undefined;
    const ahead = number - taken;
    const expected = tellsWait ? { expectedWaitMs: Math.round((1_000 * (ahead + 1)) / perSecond) } : {};
    return { submittedAt: handIns[number] ?? NOW, place: { ahead, asOf: now, ...expected } };
  };
  return {
    clock,
    random,
    handIns,
    asks,
    /** One ask of the submission of this number. */
    ask(number: number): Awaited | undefined {
      asks.push(clock.now());
      return stands(number);
    },
    end: () => void done++,
    /** @returns the most asks in any second */
    async busiestSecond(untilMs: number): Promise<number> {
      await clock.runUntil(() => done === handIns.length || clock.now() >= NOW + untilMs, Number.MAX_VALUE);
      const seconds = Map.groupBy(asks, (at) => Math.floor(at / 1_000));
      return Math.max(...[...seconds.values()].map((all) => all.length));
    },
  };
}

/** Numbers from 0 to 1 that are the same in every run. */
function sequence(): () => number {
  let last = 1;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}

describe.each([
  ['judged, 4 a second', 4, true, 400_000],
  ['judged, 16 a second', 16, true, 200_000],
  ['judged, and nobody can tell how long it takes', 8, false, 300_000],
  ['not judged, since no host is there', 0, false, 300_000],
])('a thousand who wait, %s', (_, perSecond, tellsWait, untilMs) => {
  it('ask for their submissions less than 100 times a second together', async () => {
    const queue = makeQueue(perSecond, { tellsWait });
    const { clock, random } = queue;
    const patience: Patience = { ...clockOf(clock), random, patienceMs: 60_000 };
    for (const [number, at] of queue.handIns.entries())
      void clock.sleep(at - NOW).then(async () => {
        const view = () => {
          const awaited = queue.ask(number);
          return awaited === undefined ? {} : { nextAskMs: decideNextLook(awaited, clock.now()).inMs };
        };
        // What handing in answers is no ask of those who wait.
        const first = view();
        queue.asks.pop();
        await askUntil(
          async () => view(),
          ({ nextAskMs }) => nextAskMs === undefined,
          patience,
          first,
        );
        queue.end();
      });
    expect(await queue.busiestSecond(untilMs)).toBeLessThan(100);
  });

  it('follow their desks less than 100 times a second together', async () => {
    const queue = makeQueue(perSecond, { tellsWait });
    const { clock, random } = queue;
    for (const [number, at] of queue.handIns.entries())
      void clock.sleep(at - NOW).then(async () => {
        for (let asked = 0; ; asked++) {
          const awaited = queue.ask(number);
          if (asked === 0) queue.asks.pop();
          if (awaited === undefined) break;
          const { inMs: nextAskMs } = decideNextAsk(SESSION, SEAT, [awaited], clock.now());
          await clock.sleep(waitBeforeDesk({ failures: 0, hidden: false, nextAskMs }, random));
        }
        queue.end();
      });
    expect(await queue.busiestSecond(untilMs)).toBeLessThan(100);
  });
});

const clockOf = (clock: VirtualClock) => ({
  now: () => clock.now(),
  sleep: async (ms: number) => await clock.sleep(ms),
});
