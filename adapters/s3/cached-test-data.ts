import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { TestDataMissingError } from '../../core/problems/ports.ts';

/**
 * Test data by hash, read from S3 once and kept in memory while there is room: the least recently used goes first.
 * One read serves everybody who asks meanwhile. What was read is checked against its hash.
 */
export class CachedTestData {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #maxBytes: number;
  /** In order of use, oldest first. */
  readonly #kept = new Map<string, Uint8Array>();
  readonly #underWay = new Map<string, Promise<Uint8Array>>();
  #bytes = 0;

  constructor(client: S3Client, bucket: string, maxBytes: number) {
    this.#client = client;
    this.#bucket = bucket;
    this.#maxBytes = maxBytes;
  }

  /** The bytes with this SHA-256. @throws TestDataMissingError when they are not stored, or not whole */
  async read(hash: string): Promise<Uint8Array> {
    const kept = this.#kept.get(hash);
    if (kept !== undefined) {
      this.#kept.delete(hash);
      this.#kept.set(hash, kept);
      return kept;
    }
    const underWay = this.#underWay.get(hash) ?? this.#fetch(hash);
    this.#underWay.set(hash, underWay);
    try {
      return await underWay;
    } finally {
      this.#underWay.delete(hash);
    }
  }

  async #fetch(hash: string): Promise<Uint8Array> {
    const bytes = await this.#get(hash);
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new TestDataMissingError(hash);
    this.#kept.set(hash, bytes);
    this.#bytes += bytes.byteLength;
    for (const [oldest, data] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= data.byteLength;
    }
    return bytes;
  }

  async #get(hash: string): Promise<Uint8Array> {
    try {
      const { Body: body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: `testdata/${hash}` }),
      );
      if (body === undefined) throw new TestDataMissingError(hash);
      return await body.transformToByteArray();
    } catch (error) {
      // Without permission to list the bucket, S3 calls a missing object AccessDenied.
      if (error instanceof NoSuchKey) throw new TestDataMissingError(hash);
      throw error;
    }
  }
}
