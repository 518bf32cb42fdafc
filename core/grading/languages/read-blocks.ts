/** Strings and characters of languages with braces, as far as their quotes balance. */
const TEXTS = /"""[\s\S]*?"""+|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|`[^`\n]*`/y;
const TOKEN = /[\p{L}_$][\p{L}\p{N}_$]*|\S/uy;

/**
 * Words and signs of a source in Kotlin or Scala: comments (which nest there) and texts are left out, a name in
 * backquotes loses them. Never throws.
 */
export function readTokens(text: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (text.startsWith('//', at)) take(/[^\n]*/y);
    else if (text.startsWith('/*', at)) {
      let depth = 0;
      do {
        if (text.startsWith('/*', at)) depth += 1;
        else if (text.startsWith('*/', at)) depth -= 1;
        else {
          at += 1;
          continue;
        }
        at += 2;
      } while (depth > 0 && at < text.length);
    } else {
      const quoted = take(TEXTS);
      if (quoted === undefined) {
        const token = take(TOKEN);
        if (token !== undefined) tokens.push(token);
        else at += 1;
      } else if (quoted.startsWith('`')) tokens.push(quoted.slice(1, -1));
    }
  }
  return tokens;
}

/** A name with dots that begins at a token: `org.exam`. */
export function readQualified(tokens: readonly string[], from: number): string {
  let name = tokens[from] ?? '';
  for (let at = from + 1; tokens[at] === '.'; at += 2) name += `.${tokens[at + 1] ?? ''}`;
  return name;
}
