/** A file whose lines stand to this share in a single other file is a near copy of it. */
export const NEAR_COPY_SHARE = 0.5;

/** Signs that a line must have to say anything of where it comes from: `}`, `else {` and `_;` stand everywhere. */
const FEWEST_SIGNS = 7;

/** Lines of a source with its comments blanked, each once, without white space. */
function linesOf(source: string): ReadonlySet<string> {
  const lines = source.split(/\r\n|\r|\n/).map((line) => line.replace(/\s+/g, ''));
  return new Set(lines.filter((line) => line.length >= FEWEST_SIGNS));
}

/**
 * Those of `files` that are near copies of none of `others`: less than half of their lines stand in any single one of them. Public sets
 * hold one contract under several names, and of two halves by name each then knows the other.
 * @param files with their comments blanked, as `others`
 */
export function withoutNearCopies<T extends { readonly source: string }>(
  files: readonly T[],
  others: readonly { readonly source: string }[],
): readonly T[] {
  const known = others.map(({ source }) => linesOf(source));
  return files.filter(({ source }) => {
    const lines = [...linesOf(source)];
    return !known.some(
      (other) => lines.filter((line) => other.has(line)).length >= NEAR_COPY_SHARE * lines.length,
    );
  });
}
