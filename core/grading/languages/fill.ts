/**
 * A driver's source is a file that its own tools read: the driver for one signature, with what depends on the signature
 * between lines of comment, `//<part` and `//>` (`#<part` and `#>` in Python).
 */
const PART = /^[ \t]*(?:\/\/|#)<([\w-]+)\n([\s\S]*?)^[ \t]*(?:\/\/|#)>\n/gm;

/**
 * The source with each of its parts replaced by lines, or left as it is (`true`) or out (`false`). Throws where a part
 * is not given.
 */
export function fillParts(source: string, parts: Readonly<Record<string, string | boolean>>): string {
  return source.replace(PART, (_, name: string, text: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`the part ${name} is not given`);
    return typeof part === 'string' ? part : part ? text : '';
  });
}

/** The lines of one part, as they stand. Throws where there is none of this name. */
export function readPart(source: string, name: string): string {
  for (const [, found, text] of source.matchAll(PART)) if (found === name && text !== undefined) return text;
  throw new Error(`there is no part ${name}`);
}

/** The first of `numbers`, as each language writes it: what a program that a package begins with has wrong. */
export const FIRST_NUMBER = /\$?numbers(?:\[[01]\]|\.?\(0\)| !! 0)/;

/** Lines of text; of none, an empty line. */
export function toLines(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
