import { createHash } from 'node:crypto';
import { TestDataMissingError, type TestDataStore } from '../../core/problems/ports.ts';
import { RecentlyUsed } from '../recently-used.ts';

/**
 * Test data by hash, read once and kept in memory while there is room: the least recently used goes first. One read
 * serves everybody who asks meanwhile. What was read is checked against its hash.
 */
export class CachedTestData {
  readonly #source: Pick<TestDataStore, 'get'>;
  readonly #kept: RecentlyUsed<Uint8Array>;
  readonly #underWay = new Map<string, Promise<Uint8Array>>();

  constructor(source: Pick<TestDataStore, 'get'>, maxBytes: number) {
    this.#source = source;
    this.#kept = new RecentlyUsed(maxBytes, ({ byteLength }) => byteLength);
  }

  /** The bytes with this SHA-256. @throws TestDataMissingError when they are not stored, or not whole */
  async get(hash: string): Promise<Uint8Array> {
    const kept = this.#kept.get(hash);
    if (kept !== undefined) return kept;
    const underWay = this.#underWay.get(hash) ?? this.#read(hash);
    this.#underWay.set(hash, underWay);
    try {
      return await underWay;
    } finally {
      this.#underWay.delete(hash);
    }
  }

  async #read(hash: string): Promise<Uint8Array> {
    const bytes = await this.#source.get(hash);
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new TestDataMissingError(hash);
    this.#kept.set(hash, bytes);
    return bytes;
  }
}
