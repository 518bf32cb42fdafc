import { countFingerprints } from './fingerprints.ts';

/** A program by its fingerprints. */
export interface Fingerprinted {
  readonly participantId: string;
  /** Programs of other families are not compared with it. */
  readonly family: string;
  readonly hashes: readonly number[];
}

/** How alike two programs are. */
export interface PairScore {
  /** Where they stand in the list that was compared; `left` is the smaller. */
  readonly left: number;
  readonly right: number;
  /** Share of the fingerprints of both that the other has too, 0 to 1. */
  readonly similarity: number;
  /** How many these are, of both together. */
  readonly overlap: number;
}

/** What counts, and what belongs together. */
export interface RankingRules {
  /** Fingerprints of more programs than this share of a family, and of more than LEAST_COMMON, count for nothing. */
  readonly commonShare: number;
  /** Similarity from which two programs are in one cluster. */
  readonly threshold: number;
}

/** Pairs by how alike they are. */
export interface Ranking {
  /** The most alike first; at most MAX_PAIRS, and none below LEAST_SIMILARITY. */
  readonly pairs: readonly PairScore[];
  /** Pairs of at least LEAST_SIMILARITY, those beyond MAX_PAIRS too. */
  readonly pairCount: number;
  /** Of each program what it has most in common with another, 0 to 1; absent where it is not compared. */
  readonly highest: readonly (number | undefined)[];
  /** Fingerprints of each program that count. */
  readonly totals: readonly number[];
  /** Programs that hang together by pairs of at least the threshold, the largest cluster first. */
  readonly clusters: readonly (readonly number[])[];
  /** Whether a fingerprint of a family counts for nothing. */
  readonly isIgnored: (family: string, hash: number) => boolean;
  /** Fingerprints that count for nothing, since many programs have them. */
  readonly commonCount: number;
  readonly templateCount: number;
}

/** Fingerprints of so many programs are never common: a few people who work together are no class. */
export const LEAST_COMMON = 10;
/** A program with fewer fingerprints of its own tells nothing: every solution may look so. */
export const LEAST_FINGERPRINTS = 4;
/** Pairs below are not told of. */
export const LEAST_SIMILARITY = 0.2;
/** Most pairs that are told of. */
export const MAX_PAIRS = 200;

/**
 * Compares every program with every other of its family, but for those of the same participant. The order of the
 * programs changes nothing but which of two is the left one. Memory: 4 bytes for every two programs.
 * @param templates fingerprints of what everybody was given, by family
 */
export function rankPairs(
  programs: readonly Fingerprinted[],
  templates: ReadonlyMap<string, ReadonlySet<number>>,
  rules: RankingRules,
): Ranking {
  const families = Map.groupBy(programs.keys(), (at) => programs[at]?.family ?? '');
  const highest: (number | undefined)[] = programs.map(() => undefined);
  const ownTotals = programs.map(() => 0);
  const best = new BestPairs();
  const clusters = new Clusters(programs.length);
  const common = new Map<string, ReadonlySet<number>>();
  for (const [family, members] of families) {
    const given = templates.get(family) ?? new Set();
    const ignored = findCommon(
      members.map((at) => programs[at]?.hashes ?? []),
      given,
      rules.commonShare,
    );
    common.set(family, ignored);
    const counts = members.map((at) =>
      countFingerprints(programs[at]?.hashes ?? [], (hash) => given.has(hash) || ignored.has(hash)),
    );
    const totals = counts.map((one) => [...one.values()].reduce((sum, count) => sum + count, 0));
    for (const [at, total] of totals.entries()) ownTotals[members[at] ?? 0] = total;
    const shared = countShared(counts);
    for (const [right, rightAt] of members.entries()) {
      if ((totals[right] ?? 0) < LEAST_FINGERPRINTS) continue;
      for (const [left, leftAt] of members.slice(0, right).entries()) {
        if ((totals[left] ?? 0) < LEAST_FINGERPRINTS) continue;
        if (programs[leftAt]?.participantId === programs[rightAt]?.participantId) continue;
        const overlap = shared[right * members.length + left] ?? 0;
        const similarity = overlap / ((totals[left] ?? 0) + (totals[right] ?? 0));
        highest[leftAt] = Math.max(highest[leftAt] ?? 0, similarity);
        highest[rightAt] = Math.max(highest[rightAt] ?? 0, similarity);
        if (similarity >= rules.threshold) clusters.join(leftAt, rightAt);
        if (similarity >= LEAST_SIMILARITY) best.add({ left: leftAt, right: rightAt, similarity, overlap });
      }
    }
  }
  const sizeOf = (sets: Iterable<ReadonlySet<number>>) => [...sets].reduce((sum, { size }) => sum + size, 0);
  return {
    pairs: best.list(),
    pairCount: best.count,
    highest,
    totals: ownTotals,
    clusters: clusters.list(),
    isIgnored: (family, hash) =>
      templates.get(family)?.has(hash) === true || common.get(family)?.has(hash) === true,
    commonCount: sizeOf(common.values()),
    templateCount: sizeOf(templates.values()),
  };
}

/** Fingerprints that more programs have than the rules let count. */
function findCommon(
  programs: readonly (readonly number[])[],
  given: ReadonlySet<number>,
  share: number,
): ReadonlySet<number> {
  const most = Math.max(LEAST_COMMON, share * programs.length);
  const counts = new Map<number, number>();
  for (const hashes of programs)
    for (const hash of new Set(hashes)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return new Set([...counts].flatMap(([hash, count]) => (count > most && !given.has(hash) ? [hash] : [])));
}

/** For every two programs the fingerprints of both that both have: at `larger * programs + smaller`. */
function countShared(counts: readonly ReadonlyMap<number, number>[]): Uint32Array {
  const size = counts.length;
  const shared = new Uint32Array(size * size);
  const holders = new Map<number, { readonly at: number; readonly count: number }[]>();
  for (const [at, own] of counts.entries())
    for (const [hash, count] of own) {
      const others = holders.get(hash) ?? [];
      for (const other of others) shared[at * size + other.at]! += count + other.count;
      others.push({ at, count });
      holders.set(hash, others);
    }
  return shared;
}

/** The pairs that are most alike, of however many. */
class BestPairs {
  #pairs: PairScore[] = [];
  count = 0;

  add(pair: PairScore): void {
    this.count += 1;
    this.#pairs.push(pair);
    if (this.#pairs.length > 10 * MAX_PAIRS) this.#pairs = this.list();
  }

  list(): PairScore[] {
    return this.#pairs
      .toSorted(
        (a, b) =>
          b.similarity - a.similarity || b.overlap - a.overlap || a.left - b.left || a.right - b.right,
      )
      .slice(0, MAX_PAIRS);
  }
}

/** Who hangs together with whom. */
class Clusters {
  readonly #parents: number[];

  constructor(size: number) {
    this.#parents = Array.from({ length: size }, (_, at) => at);
  }

  join(a: number, b: number): void {
    this.#parents[this.#rootOf(b)] = this.#rootOf(a);
  }

  list(): number[][] {
    const groups = Map.groupBy(this.#parents.keys(), (at) => this.#rootOf(at));
    return [...groups.values()]
      .filter(({ length }) => length > 1)
      .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  }

  #rootOf(at: number): number {
    let root = at;
    while (this.#parents[root] !== root) root = this.#parents[root] ?? root;
    for (let next = at; next !== root; ) {
      const parent = this.#parents[next] ?? root;
      this.#parents[next] = root;
      next = parent;
    }
    return root;
  }
}
