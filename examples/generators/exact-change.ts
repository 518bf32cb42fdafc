import { type GeneratedCase, Random } from './random.ts';

const MODULUS = 1_000_000_007;

function solve(amount: number, coins: readonly number[]): number {
  const ways = new Array<number>(amount + 1).fill(0);
  ways[0] = 1;
  for (const coin of coins) {
    for (let sum = coin; sum <= amount; sum += 1)
      ways[sum] = ((ways[sum] ?? 0) + (ways[sum - coin] ?? 0)) % MODULUS;
  }
  return ways[amount] ?? 0;
}

function testCase(id: string, amount: number, coins: readonly number[]): GeneratedCase {
  return {
    id,
    input: `${amount} ${coins.length}\n${coins.join(' ')}\n`,
    answer: `${solve(amount, coins)}\n`,
  };
}

/** Different coins up to `largest`, in no order. */
function coins(seed: number, count: number, largest: number): number[] {
  const random = new Random(seed);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.between(1, largest));
  return [...chosen];
}

/** Two samples; secret in three groups: small amounts (30 points), medium (30), large (40). */
export function exactChangeData(): GeneratedCase[] {
  return [
    testCase('sample/1', 10, [2, 5, 1]),
    testCase('sample/2', 7, [4, 6]),
    testCase('secret/1-small/01-one-coin', 9, [3]),
    testCase('secret/1-small/02-no-way', 11, [4, 6]),
    testCase('secret/1-small/03-exact', 20, [20]),
    testCase('secret/1-small/04-too-large', 5, [9, 7]),
    ...Array.from({ length: 3 }, (_, index) =>
      testCase(
        `secret/1-small/${String(5 + index).padStart(2, '0')}-mixed`,
        12 + index * 4,
        coins(10 + index, 3 + index, 8),
      ),
    ),
    testCase('secret/2-medium/01-euro', 500, [1, 2, 5, 10, 20, 50, 100, 200]),
    testCase('secret/2-medium/02-unsorted', 640, [50, 3, 200, 7, 1]),
    ...Array.from({ length: 5 }, (_, index) =>
      testCase(
        `secret/2-medium/${String(3 + index).padStart(2, '0')}-mixed`,
        700 + index * 75,
        coins(30 + index, 6 + index * 2, 90),
      ),
    ),
    testCase('secret/3-large/01-euro', 20_000, [1, 2, 5, 10, 20, 50, 100, 200]),
    testCase('secret/3-large/02-ones-and-twos', 19_999, [2, 1]),
    ...Array.from({ length: 5 }, (_, index) =>
      testCase(
        `secret/3-large/${String(3 + index).padStart(2, '0')}-mixed`,
        16_000 + index * 1000,
        coins(60 + index, 12 + index * 2, 400),
      ),
    ),
  ];
}
