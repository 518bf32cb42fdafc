import { endOfOpaque } from './cut-source.ts';

/** From an offset to behind another. */
export type Span = readonly [from: number, to: number];

/** What the parts of a source, of a contract and of a function are tried in, each alone. */
const AROUND: readonly (readonly [before: string, behind: string])[] = [
  ['', ''],
  ['contract C {', '}'],
  ['contract C { function f() { ', '} }'],
];

/** Parts that go on with what stands before them. */
const GOES_ON = /^\s*(?:else|catch|while)\b/;

const OPENS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** What stands between `;` and `{...}` that are within nothing else there. A brace that closes closes all brackets in it, too. */
function partsWithin(text: string, [from, to]: Span): Span[] {
  const parts: [number, number][] = [];
  const open: string[] = [];
  let start = from;
  let at = from;
  const end = () => {
    const last = parts.at(-1);
    if (last && GOES_ON.test(text.slice(start, Math.min(start + 200, at)))) last[1] = at;
    else if (text.slice(start, at).trim() !== '') parts.push([start, at]);
    start = at;
  };
  while (at < to) {
    const opaque = endOfOpaque(text, at);
    if (opaque > at) {
      at = opaque;
      continue;
    }
    const sign = text[at]!;
    at += 1;
    const closes = OPENS.get(sign);
    if (closes) open.push(closes);
    else if (sign === '}') {
      const opened = open.lastIndexOf('}');
      if (opened >= 0) open.length = opened;
      if (open.length === 0) end();
    } else if (sign === open.at(-1)) open.pop();
    else if (sign === ';' && open.length === 0) end();
  }
  at = Math.min(at, to);
  end();
  return parts;
}

/** Most times that a part is tried; what is left then counts as unreadable. */
const MAX_TRIES = 2_000;
/** In how many groups parts are tried before each alone, so that one broken function among thousands costs little. */
const GROUPS = 64;

/**
 * The smallest parts of a source that a parser cannot take even alone: contracts, of those the declarations, and of those the
 * statements. It takes some times as long as reading the source, however many there are.
 *
 * @param mayRead asked before each look of the parser; once it says no, what is left counts as unreadable
 */
export function findUnreadable(
  text: string,
  canBeRead: (text: string) => boolean,
  mayRead: (text: string) => boolean = () => true,
): readonly Span[] {
  let tries = 0;
  const search = (parts: readonly Span[], depth: number): readonly Span[] => {
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) return [];
    const whole: Span = [first[0], last[1]];
    const [before, behind] = AROUND[depth]!;
    const alone = `${before}${text.slice(...whole)}${behind}`;
    if (++tries > MAX_TRIES || !mayRead(alone)) return [whole];
    if (canBeRead(alone)) return [];
    if (parts.length > 1) {
      const size = Math.ceil(parts.length / GROUPS);
      const groups = Array.from({ length: Math.ceil(parts.length / size) }, (_, at) =>
        parts.slice(at * size, (at + 1) * size),
      );
      return groups.flatMap((group) => search(group, depth));
    }
    const opens = text.indexOf('{', first[0]) + 1;
    if (depth + 1 >= AROUND.length || opens === 0 || opens >= first[1]) return [first];
    const closes = text[first[1] - 1] === '}' ? first[1] - 1 : first[1];
    const inner = search(partsWithin(text, [opens, Math.max(opens, closes)]), depth + 1);
    return inner.length > 0 ? inner : [first];
  };
  return search(partsWithin(text, [0, text.length]), 0);
}
