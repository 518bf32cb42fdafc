import type { ManifestObjects } from '../../core/problems/ports.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import { RecentlyUsed } from '../recently-used.ts';

/** Versions kept in memory; a manifest is some tens of KB. */
const MAX_KEPT = 100;

/** Manifests of problem versions, read once: a version never changes. */
export class CachedManifests {
  readonly #source: Pick<ManifestObjects, 'getManifest'>;
  readonly #kept = new RecentlyUsed<Promise<ProblemVersion | null>>(MAX_KEPT);

  constructor(source: Pick<ManifestObjects, 'getManifest'>) {
    this.#source = source;
  }

  /** The version, or `null` when it is not stored. */
  async getVersion(problemId: string, version: number): Promise<ProblemVersion | null> {
    const key = `${problemId}/${version}`;
    const read = this.#kept.get(key) ?? this.#source.getManifest(problemId, version);
    this.#kept.set(key, read);
    let found: ProblemVersion | null = null;
    try {
      found = await read;
      return found;
    } finally {
      // Only what is there stays: a version may be stored a moment later, and an error says nothing.
      if (found === null) this.#kept.delete(key);
    }
  }
}
