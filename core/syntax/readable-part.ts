/** Most brackets that are open at once. */
export const MAX_NESTING = 200;

const BRACKET = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/.*|(?<open>[([{])|(?<close>[)\]}])/g;

/**
 * What of a program is read: up to a length in UTF-16 code units, and up to where its brackets are nested deeper than
 * MAX_NESTING. What is made to have many readings costs a parser the square of its length and its depth, and no program of
 * a person is such.
 */
export function readablePart(source: string, maxLength: number): string {
  // Grammars end a line at a line feed; of as many signs, so that every place stays what it is.
  const part = source
    .slice(0, maxLength)
    .replace(/\r(?=\n)/g, ' ')
    .replaceAll('\r', '\n');
  let depth = 0;
  for (const { index, groups } of part.matchAll(BRACKET)) {
    if (groups?.['open'] !== undefined) depth += 1;
    else if (groups?.['close'] !== undefined) depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) return part.slice(0, index);
  }
  return part;
}
