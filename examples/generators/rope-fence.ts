import { type GeneratedCase, Random } from './random.ts';

type Point = readonly [x: number, y: number];

function solve(corners: readonly Point[]): [length: number, area: number] {
  let length = 0;
  let twiceArea = 0n;
  for (const [index, [x, y]] of corners.entries()) {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [0, 0];
    length += Math.hypot(nextX - x, nextY - y);
    twiceArea += BigInt(x) * BigInt(nextY) - BigInt(nextX) * BigInt(y);
  }
  return [length, Number(twiceArea < 0n ? -twiceArea : twiceArea) / 2];
}

function testCase(id: string, corners: readonly Point[]): GeneratedCase {
  const [length, area] = solve(corners);
  const lines = corners.map(([x, y]) => `${x} ${y}`);
  return {
    id,
    input: `${corners.length}\n${lines.join('\n')}\n`,
    answer: `${length.toFixed(9)} ${area.toFixed(1)}\n`,
  };
}

/** A star-shaped polygon: corners at growing angles around a centre, so that no two sides cross. */
function star(seed: number, corners: number, radius: number): Point[] {
  const random = new Random(seed);
  const points = new Map<string, Point>();
  for (let index = 0; index < corners; index += 1) {
    const angle = (2 * Math.PI * (index + random.between(0, 900) / 1000)) / corners;
    const distance = random.between(Math.floor(radius / 2), radius);
    const point = [Math.round(distance * Math.cos(angle)), Math.round(distance * Math.sin(angle))] as const;
    points.set(point.join(' '), point);
  }
  return [...points.values()];
}

/** Two samples; secret: triangles and combs by hand, then stars up to the bounds of the statement. */
export function ropeFenceData(): GeneratedCase[] {
  const comb: Point[] = [[0, 0]];
  for (let tooth = 0; tooth < 50; tooth += 1) comb.push([tooth * 2, 100], [tooth * 2 + 1, 1]);
  comb.push([100, 0]);
  return [
    testCase('sample/1', [
      [0, 0],
      [4, 0],
      [4, 3],
      [0, 3],
    ]),
    testCase('sample/2', [
      [0, 0],
      [1, 2],
      [3, 1],
    ]),
    testCase('secret/01-triangle', [
      [0, 0],
      [3, 0],
      [0, 4],
    ]),
    testCase('secret/02-half', [
      [0, 0],
      [1, 0],
      [0, 1],
    ]),
    testCase('secret/03-clockwise', [
      [0, 3],
      [4, 3],
      [4, 0],
      [0, 0],
    ]),
    testCase('secret/04-negative', [
      [-7, -7],
      [-1, -8],
      [-3, -1],
      [-6, -2],
    ]),
    testCase('secret/05-comb', comb),
    testCase('secret/06-thin', [
      [-1_000_000, 0],
      [1_000_000, 1],
      [0, 1],
    ]),
    testCase('secret/07-whole-field', [
      [-1_000_000, -1_000_000],
      [1_000_000, -1_000_000],
      [1_000_000, 1_000_000],
      [-1_000_000, 1_000_000],
    ]),
    ...Array.from({ length: 7 }, (_, index) =>
      testCase(
        `secret/${String(8 + index).padStart(2, '0')}-star-${index + 1}`,
        star(20 + index, 5 + index * 6, 1000),
      ),
    ),
    ...Array.from({ length: 4 }, (_, index) =>
      testCase(`secret/${15 + index}-wide-star-${index + 1}`, star(40 + index, 100 + index * 150, 400_000)),
    ),
    testCase('secret/19-big-star', star(61, 1000, 1_000_000)),
    testCase('secret/20-big-star', star(62, 1000, 999_983)),
  ];
}
