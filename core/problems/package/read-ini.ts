/** What an INI file says of one key. */
export interface IniValue {
  /** `null` where the value is an expression, which nobody needs here. */
  readonly value: string | null;
  /** From 1. */
  readonly line: number;
}

/** Where an INI file cannot be read on. */
export interface IniFault {
  readonly line: number;
  /** A sentence. */
  readonly message: string;
}

/**
 * Reads an INI file as PHP's `parse_ini_string` does (DOMjudge reads its own with that): sections are of no account,
 * the last value of a key counts, `;` begins a comment outside of quotes, texts in single quotes are as they stand, in
 * double ones `\"` and `\\` are escapes, and both may go over lines.
 */
export function readIni(text: string): { values: ReadonlyMap<string, IniValue>; fault?: IniFault } {
  const values = new Map<string, IniValue>();
  const source = text.replaceAll(/\r\n?/g, '\n');
  const lineAt = (offset: number) => source.slice(0, offset).split('\n').length;
  const endOfLine = (from: number) => {
    const end = source.indexOf('\n', from);
    return end < 0 ? source.length : end;
  };
  let at = 0;
  while (at < source.length) {
    const section = /[ \t]*\[[^\]\n]*\]/y;
    section.lastIndex = at;
    if (section.test(source)) {
      at = section.lastIndex;
      continue;
    }
    const line = source.slice(at, endOfLine(at));
    const [, key] = /^[ \t]*([^=;[\s][^=;]*)=/.exec(line) ?? [];
    if (key === undefined) {
      if (/^[ \t]*\[[^\]]*$/.test(line))
        return {
          values,
          fault: { line: lineAt(at), message: 'The name of this section is not closed by "]".' },
        };
      at = endOfLine(at) + 1;
      continue;
    }
    const read = readValue(source, at + line.indexOf('=') + 1);
    if ('unclosed' in read)
      return {
        values,
        fault: { line: lineAt(read.unclosed), message: 'The quote that opens here is never closed.' },
      };
    values.set(key.trim(), { value: read.value, line: lineAt(at) });
    at = endOfLine(read.end) + 1;
  }
  return { values };
}

/** Characters that make a bare value an expression, or no value at all. */
const EXPRESSION = /[=(){}|&^!~$]/;

/** Reads a value up to its comment or the end of its line; `end` lies on that line. */
function readValue(
  source: string,
  begin: number,
): { value: string | null; end: number } | { unclosed: number } {
  let value = '';
  let bare = '';
  let at = begin;
  while (at < source.length && source[at] !== '\n' && source[at] !== ';') {
    const quote = source[at];
    if (quote !== "'" && quote !== '"') {
      value += quote;
      bare += quote;
      at += 1;
      continue;
    }
    const quoted = quote === "'" ? /'([^']*)'/y : /"((?:[^"\\]|\\.)*)"/sy;
    quoted.lastIndex = at;
    const match = quoted.exec(source);
    if (match === null) return { unclosed: at };
    const inside = match[1] ?? '';
    // PHP joins a text in double quotes to what is before it without the space between.
    value =
      quote === "'" ? value + inside : value.replace(/[ \t]+$/, '') + inside.replaceAll(/\\(["\\])/g, '$1');
    at = quoted.lastIndex;
  }
  return { value: EXPRESSION.test(bare) ? null : value.trim(), end: at };
}
