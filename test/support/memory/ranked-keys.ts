/** One partition of an index in memory: keys by rank, the smallest rank first. */
export class RankedKeys {
  readonly #entries: { readonly rank: string; readonly key: string }[] = [];

  add(rank: string, key: string): void {
    this.#entries.splice(this.#placeOf(rank, key), 0, { rank, key });
  }

  delete(rank: string, key: string): void {
    const at = this.#placeOf(rank, key);
    if (this.#entries[at]?.key === key && this.#entries[at].rank === rank) this.#entries.splice(at, 1);
  }

  first(limit: number): readonly { readonly rank: string; readonly key: string }[] {
    return this.#entries.slice(0, limit);
  }

  /** Where an entry is, or belongs. */
  #placeOf(rank: string, key: string): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      const before = entry !== undefined && (entry.rank < rank || (entry.rank === rank && entry.key < key));
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
