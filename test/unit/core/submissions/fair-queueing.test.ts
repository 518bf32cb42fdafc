import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, placeInQueue, startTagOf } from '../../../../core/submissions/fair-queueing.ts';
import { submissionIdOf } from '../../../support/submissions.ts';

interface Waiting {
  readonly flow: number;
  readonly rank: string;
  readonly cost: number;
}

/** One server and one queue as intake and executors make them: place at intake, smallest rank first. */
class Queue {
  readonly waiting: Waiting[] = [];
  readonly served: Waiting[] = [];
  readonly #finish = new Map<number, number>();
  #virtualTime = 0;
  #made = 0;

  submit(flow: number, cost: number): Waiting {
    const place = placeInQueue(
      submissionIdOf(this.#made++),
      this.#virtualTime,
      this.#finish.get(flow) ?? 0,
      cost,
    );
    this.#finish.set(flow, place.finish);
    const entry = { flow, rank: place.rank, cost };
    this.waiting.push(entry);
    return entry;
  }

  serve(): Waiting | undefined {
    this.waiting.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    const next = this.waiting.shift();
    if (next === undefined) return undefined;
    this.#virtualTime = Math.max(this.#virtualTime, startTagOf(next.rank));
    this.served.push(next);
    return next;
  }
}

const FLOWS = 5;
const COST = 1_000;
/** What happens: somebody submits, or a judge takes the next. */
const history = fc.array(fc.oneof(fc.nat(FLOWS - 1), fc.constant('serve' as const)), { maxLength: 200 });

describe('places in the queue', () => {
  it('keep the order of one participant, and of equals the order of intake', () => {
    const queue = new Queue();
    const own = [1, 2, 3].map(() => queue.submit(0, COST).rank);
    expect(own).toEqual([...own].sort());
    const other = new Queue();
    for (let flow = 0; flow < 4; flow++) other.submit(flow, COST);
    expect([0, 1, 2, 3].map(() => other.serve()?.flow)).toEqual([0, 1, 2, 3]);
  });

  it('let a flood delay its sender alone', () => {
    const queue = new Queue();
    for (let count = 0; count < 100; count++) queue.submit(0, COST);
    queue.serve();
    queue.submit(1, COST);
    const next = [queue.serve(), queue.serve()].map((entry) => entry?.flow);
    expect(next).toContain(1);
  });

  it('forgive a flood that was judged while nobody else waited', () => {
    const queue = new Queue();
    for (let count = 0; count < 100; count++) queue.submit(0, COST);
    while (queue.serve() !== undefined);
    for (let count = 0; count < 3; count++) queue.submit(1, COST);
    queue.submit(0, COST);
    const order = [0, 1, 2, 3].map(() => queue.serve()?.flow);
    expect(order).toEqual([1, 1, 0, 1]);
  });

  it('starve nobody: at most k + 2 of each other participant pass somebody with k of his own before', () => {
    fc.assert(
      fc.property(history, fc.nat(FLOWS - 1), (before, flow) => {
        const queue = new Queue();
        for (const event of before) event === 'serve' ? queue.serve() : queue.submit(event, COST);
        const ahead = queue.waiting.filter((entry) => entry.flow === flow).length;
        const mine = queue.submit(flow, COST);
        const servedBefore = queue.served.length;
        // From now on everybody else floods the queue, before every single judging.
        while (!queue.served.includes(mine)) {
          for (let other = 0; other < FLOWS; other++) if (other !== flow) queue.submit(other, COST);
          queue.serve();
        }
        const passed = Map.groupBy(queue.served.slice(servedBefore), (entry) => entry.flow);
        for (let other = 0; other < FLOWS; other++)
          if (other !== flow) expect(passed.get(other)?.length ?? 0).toBeLessThanOrEqual(ahead + 2);
      }),
      { numRuns: 300 },
    );
  });

  it('share judging time fairly between any two that wait all along: the difference is at most a submission of each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ flow: fc.nat(FLOWS - 1), cost: fc.integer({ min: 1, max: 5_000 }) }), {
          minLength: 2,
          maxLength: 120,
        }),
        (all) => {
          const queue = new Queue();
          for (const { flow, cost } of all) queue.submit(flow, cost);
          const largest = (flow: number) =>
            Math.max(0, ...all.filter((one) => one.flow === flow).map((one) => one.cost));
          const got = new Array<number>(FLOWS).fill(0);
          for (let next = queue.serve(); next !== undefined; next = queue.serve()) {
            got[next.flow]! += next.cost;
            const backlogged = [...new Set(queue.waiting.map((entry) => entry.flow))];
            for (const a of backlogged)
              for (const b of backlogged)
                expect(got[a]! - got[b]!).toBeLessThanOrEqual(largest(a) + largest(b));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a place', () => {
  it.each([
    ['of the first', 0, 0, 1_000, '000000000000000#id', 1_000],
    ['behind its participant', 500, 2_000, 10.4, '000000000002000#id', 2_010],
    ['behind the queue', 3_000, 2_000, 10.6, '000000000003000#id', 3_011],
    ['that costs something whatever is expected', 7, 0, 0, '000000000000007#id', 8],
  ])('%s', (_, virtualTime, finish, cost, rank, next) => {
    expect(placeInQueue('id', virtualTime, finish, cost)).toEqual({ rank, finish: next });
    expect(startTagOf(rank)).toBe(next - Math.max(1, Math.round(cost)));
  });

  it.each([
    [{ timeMs: 1_000, testCases: 1 }, 1_500],
    [{ timeMs: 1_001, testCases: 3 }, 2_502],
    [{ timeMs: 2_000, testCases: 100 }, 101_000],
    [{ timeMs: 2_000, testCases: 101 }, 101_000],
  ])('costs what judging it is expected to take: %j', (problem, cost) => {
    expect(costOf(problem)).toBe(cost);
  });
});
