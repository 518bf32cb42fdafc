/** Most brackets that are open at once. */
export const MAX_NESTING = 200;

/** Strings have an end here: what is never closed would be looked through from each of its quotes. */
const BRACKET =
  /"(?:[^"\\\n]|\\.){0,2000}"|'(?:[^'\\\n]|\\.){0,2000}'|\/\/.*|(?<open>[([{])|(?<close>[)\]}])/g;

/** The same with line feeds alone at the end of lines, as grammars have it; of as many signs, so that every place stays what it is. */
export function endLinesAlike(source: string): string {
  return source.replace(/\r(?=\n)/g, ' ').replaceAll('\r', '\n');
}

/**
 * What of a program is read: up to a length in UTF-16 code units, and up to where its brackets are nested deeper than
 * MAX_NESTING. What is made to have many readings costs a parser the square of its length and its depth, and no program of
 * a person is such.
 */
export function readablePart(source: string, maxLength: number): string {
  const part = endLinesAlike(source.slice(0, maxLength));
  let depth = 0;
  for (const { index, groups } of part.matchAll(BRACKET)) {
    if (groups?.['open'] !== undefined) depth += 1;
    else if (groups?.['close'] !== undefined) depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) return part.slice(0, index);
  }
  return part;
}
