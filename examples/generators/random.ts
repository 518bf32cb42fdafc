/** One test case as it will lie in `data/`: `id` is its path without extension. */
export interface GeneratedCase {
  readonly id: string;
  readonly input: string;
  readonly answer: string;
}

/** Whole numbers that follow from a seed alone (xorshift32), the same on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  /** From `low` to `high`, both included. */
  between(low: number, high: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return low + Math.floor(((this.state >>> 0) / 2 ** 32) * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}
