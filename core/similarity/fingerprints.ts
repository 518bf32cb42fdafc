import { File, FingerprintIndex, type Pair, Region, TokenizedFile } from '@dodona/dolos-core';
import type { TokenStream } from './token-stream.ts';

/** Tokens of one fingerprint, and fingerprints in a row of which the smallest is kept: Dolos' own defaults. */
export const KGRAM_LENGTH = 23;
export const WINDOW_LENGTH = 17;

/**
 * Most times that one fingerprint counts in one program. A table of numbers is one fingerprint a thousand times, and
 * every pairing of them would be tried.
 */
export const MAX_REPEATS = 64;

/** The tokens as Dolos takes them: offsets stand for columns of one long line. */
function toFile({ tokens, from, to }: TokenStream, name: string): TokenizedFile {
  const regions = tokens.map((_, at) => new Region(0, from[at] ?? 0, 0, to[at] ?? 0));
  return new TokenizedFile(new File(name, ''), [...tokens], regions);
}

/** The fingerprints of a program in their order, found by winnowing: the same for the same tokens, on every machine. */
export function fingerprint(stream: TokenStream): readonly number[] {
  const file = toFile(stream, 'program');
  const hashes: number[] = [];
  for (const shared of new FingerprintIndex(KGRAM_LENGTH, WINDOW_LENGTH).addFiles([file]).values())
    for (const { side } of shared.occurrencesOf(file)) hashes[side.index] = shared.hash;
  return hashes;
}

/** Fingerprints of a program that count, each with how often it has it. */
export function countFingerprints(
  hashes: readonly number[],
  isIgnored: (hash: number) => boolean,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const hash of hashes) if (!isIgnored(hash)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  for (const [hash, count] of counts) if (count > MAX_REPEATS) counts.delete(hash);
  return counts;
}

/** Two programs side by side, without the fingerprints that do not count. */
export function pairUp(left: TokenStream, right: TokenStream, isIgnored: (hash: number) => boolean): Pair {
  const files = [toFile(left, 'left'), toFile(right, 'right')] as const;
  const index = new FingerprintIndex(KGRAM_LENGTH, WINDOW_LENGTH);
  const shared = [...index.addFiles([...files]).values()];
  index.addIgnoredHashes(
    shared
      .filter(
        (one) => isIgnored(one.hash) || files.some((file) => one.occurrencesOf(file).length > MAX_REPEATS),
      )
      .map(({ hash }) => hash),
  );
  return index.getPair(...files);
}
