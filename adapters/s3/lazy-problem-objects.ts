import type { ManifestObjects, TestDataStore } from '../../core/problems/ports.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import type { S3ProblemObjects } from './problem-objects.ts';

/**
 * Problems' objects whose S3 client is loaded with the first of them: a sixth of what starting a function costs, which
 * a call that needs no object does not pay.
 */
export class LazyProblemObjects implements TestDataStore, ManifestObjects {
  readonly #bucket: string;
  #loaded: Promise<S3ProblemObjects> | undefined;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  async put(hash: string, bytes: Uint8Array): Promise<void> {
    await (await this.#load()).put(hash, bytes);
  }

  async get(hash: string): Promise<Uint8Array> {
    return await (await this.#load()).get(hash);
  }

  async putManifest(version: ProblemVersion): Promise<void> {
    await (await this.#load()).putManifest(version);
  }

  async getManifest(problemId: string, version: number): Promise<ProblemVersion | null> {
    return await (await this.#load()).getManifest(problemId, version);
  }

  #load(): Promise<S3ProblemObjects> {
    this.#loaded ??= import('./connect-problem-objects.ts').then(({ connectProblemObjects }) =>
      connectProblemObjects(this.#bucket),
    );
    return this.#loaded;
  }
}
