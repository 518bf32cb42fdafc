import { type GeneratedCase, Random } from './random.ts';

type Visit = readonly [arrival: number, departure: number];

/** The largest number of visitors at once and the first minute at which it was reached. */
function solve(visits: readonly Visit[]): [number, number] {
  const events = visits.flatMap(([arrival, departure]): [number, number][] => [
    [arrival, 1],
    [departure, -1],
  ]);
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let present = 0;
  let best = 0;
  let minute = 0;
  for (const [at, change] of events) {
    present += change;
    if (present > best) [best, minute] = [present, at];
  }
  return [best, minute];
}

function testCase(id: string, visits: readonly Visit[]): GeneratedCase {
  const lines = visits.map(([arrival, departure]) => `${arrival} ${departure}`);
  return { id, input: `${visits.length}\n${lines.join('\n')}\n`, answer: `${solve(visits).join(' ')}\n` };
}

function visits(seed: number, count: number, latest: number, longest: number): Visit[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const arrival = random.between(0, latest - 1);
    return [arrival, Math.min(latest, arrival + random.between(1, longest))] as const;
  });
}

/** Two samples; secret: corners first, then growing crowds, the last at the bounds of the statement. */
export function readingRoomData(): GeneratedCase[] {
  const relay: Visit[] = Array.from({ length: 40 }, (_, index) => [index * 10, index * 10 + 10]);
  const nested: Visit[] = Array.from({ length: 50 }, (_, index) => [index, 200 - index]);
  const waves: Visit[] = [
    ...visits(51, 60, 500, 80),
    ...visits(52, 60, 500, 80).map(([a, b]): Visit => [a + 500, b + 500]),
  ];
  return [
    testCase('sample/1', [
      [480, 540],
      [500, 600],
      [530, 545],
      [540, 700],
    ]),
    testCase('sample/2', [
      [0, 10],
      [10, 20],
      [20, 30],
    ]),
    testCase('secret/01-alone', [[7, 8]]),
    testCase('secret/02-relay', relay),
    testCase(
      'secret/03-same-minute',
      Array.from({ length: 30 }, (): Visit => [5, 9]),
    ),
    testCase('secret/04-nested', nested),
    testCase('secret/05-two-peaks', [
      [0, 5],
      [1, 5],
      [5, 9],
      [6, 9],
      [20, 21],
    ]),
    testCase('secret/06-late', visits(6, 300, 1_000_000_000, 500_000_000)),
    testCase('secret/07-end-of-time', [
      [0, 1_000_000_000],
      [999_999_999, 1_000_000_000],
    ]),
    testCase('secret/08-waves', waves),
    ...Array.from({ length: 6 }, (_, index) =>
      testCase(
        `secret/${String(9 + index).padStart(2, '0')}-small-${index + 1}`,
        visits(100 + index, 5 + index * 9, 60, 20),
      ),
    ),
    ...Array.from({ length: 4 }, (_, index) =>
      testCase(
        `secret/${15 + index}-crowd-${index + 1}`,
        visits(200 + index, 400 + index * 300, 100_000, 20_000),
      ),
    ),
    testCase('secret/19-big-short-stays', visits(301, 2000, 1_000_000_000, 1_000_000)),
    testCase('secret/20-big-long-stays', visits(302, 2000, 1_000_000_000, 900_000_000)),
  ];
}
