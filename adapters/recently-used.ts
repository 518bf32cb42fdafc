/** Keeps values by key while there is room: what was not used for longest goes first. */
export class RecentlyUsed<Value> {
  readonly #room: number;
  readonly #sizeOf: (value: Value) => number;
  /** In order of use, oldest first. */
  readonly #kept = new Map<string, Value>();
  #taken = 0;

  /** @param room how much is kept at most, in what `sizeOf` counts; values, where it is not given */
  constructor(room: number, sizeOf: (value: Value) => number = () => 1) {
    this.#room = room;
    this.#sizeOf = sizeOf;
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, value);
    }
    return value;
  }

  /** Keeps the value in place of the key's former one. One that is larger than all the room is not kept. */
  set(key: string, value: Value): void {
    this.delete(key);
    this.#kept.set(key, value);
    this.#taken += this.#sizeOf(value);
    for (const oldest of this.#kept.keys()) {
      if (this.#taken <= this.#room) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#kept.delete(key);
    this.#taken -= this.#sizeOf(value);
  }
}
