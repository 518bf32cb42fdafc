import type { ManifestObjects } from '../../core/problems/ports.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';

/** Versions kept in memory; a manifest is some tens of KB. */
const MAX_KEPT = 100;

/** Manifests of problem versions, read once: a version never changes. */
export class CachedManifests {
  readonly #source: Pick<ManifestObjects, 'getManifest'>;
  readonly #kept = new Map<string, Promise<ProblemVersion | null>>();

  constructor(source: Pick<ManifestObjects, 'getManifest'>) {
    this.#source = source;
  }

  /** The version, or `null` when it is not stored. */
  async getVersion(problemId: string, version: number): Promise<ProblemVersion | null> {
    const key = `${problemId}/${version}`;
    const read = this.#kept.get(key) ?? this.#source.getManifest(problemId, version);
    this.#kept.set(key, read);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
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
