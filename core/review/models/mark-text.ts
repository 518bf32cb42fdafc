/** A piece of a source, from its first sign to behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a source says something to people and not to its compiler. */
export interface TextMarks {
  readonly comments: readonly Span[];
  readonly strings: readonly Span[];
}

/*
 * Expressions of what stands in sources. What is never closed goes to its end, so that no sign is looked at again and
 * again, whatever somebody writes.
 */
const END = '(?![^])';
const REST_OF_LINE = '[^\\r\\n]*';
const slashes = `//${REST_OF_LINE}`;
const hash = `#${REST_OF_LINE}`;
const dashes = `--${REST_OF_LINE}`;
const block = `/\\*[^]*?(?:\\*/|${END})`;
const double = '"[^"\\\\\\r\\n]*(?:\\\\[^\\r\\n][^"\\\\\\r\\n]*)*"?';
const single = double.replaceAll('"', "'");
/** One sign: where ' has other uses, as lifetimes and type variables do. */
const sign = "'(?:\\\\[^\\r\\n]{1,10}?|[^\\\\'\\r\\n])'";
const threeDouble = `"""[^]*?(?:"""|${END})`;
const threeSingle = `'''[^]*?(?:'''|${END})`;
/** Where # is no part of a word, as it is in $# and ${#x}. */
const hashAlone = `(?<![^\\s;&|()])${hash}`;
const classOfSigns = '\\[[^\\]\\\\\\r\\n]*(?:\\\\[^\\r\\n][^\\]\\\\\\r\\n]*)*\\]?';
/** A regular expression where a value may begin: its quotes are no string's, and its slashes no comment's. */
const expression = `(?<=(?:^|[(,=:[!&|?{};+*%<>~^\\-]|\\breturn|\\bcase)[ \\t]*)/(?![*/])(?:\\\\[^\\r\\n]|${classOfSigns}|[^/\\\\[\\r\\n])+/?[a-z]*`;
/** Words and numbers, in which ' may stand: 1'000. */
const word = "[\\p{L}_$][\\p{L}\\p{N}_$]*|\\d(?:[\\w.]|'(?=\\d))*";
/** The same where names end in ', as fold' does. */
const primedWord = "[\\p{L}_][\\p{L}\\p{N}_']*|\\d[\\w.]*";

interface Syntax {
  readonly comments: readonly string[];
  readonly strings: readonly string[];
  /** Signs of comments that stand within each other. */
  readonly nested?: readonly [open: string, close: string];
  readonly word?: string;
}

const braces: Syntax = { comments: [slashes, block], strings: [threeDouble, double, single] };
const nestingBraces: Syntax = {
  comments: [slashes],
  nested: ['/*', '*/'],
  strings: [threeDouble, double, sign],
};
const c: Syntax = {
  comments: [slashes, block],
  strings: [`R"(?<raw>[^()\\\\ \\r\\n]{0,16})\\([^]*?(?:\\)\\k<raw>"|${END})`, double, single],
};
const javascript: Syntax = {
  comments: [slashes, block],
  strings: [`\`[^\`\\\\]*(?:\\\\[^][^\`\\\\]*)*(?:\`|\\\\?${END})`, double, single, expression],
};

const SYNTAXES: Readonly<Record<string, Syntax>> = {
  solidity: { comments: [slashes, block], strings: [double, single] },
  bash: { comments: [hashAlone], strings: [double, single] },
  c,
  cpp: c,
  csharp: { ...braces, strings: [`@"(?:[^"]|"")*(?:"|${END})`, ...braces.strings] },
  go: { comments: [slashes, block], strings: [`\`[^\`]*(?:\`|${END})`, double, single] },
  haskell: { comments: [dashes], nested: ['{-', '-}'], strings: [double, sign], word: primedWord },
  java: braces,
  javascript,
  kotlin: nestingBraces,
  lua: {
    comments: [`--\\[(?<deep>=*)\\[[^]*?(?:\\]\\k<deep>\\]|${END})`, dashes],
    strings: [`\\[(?<long>=*)\\[[^]*?(?:\\]\\k<long>\\]|${END})`, double, single],
  },
  ocaml: { comments: [], nested: ['(*', '*)'], strings: [double, sign], word: primedWord },
  pascal: {
    comments: [slashes, `\\{[^]*?(?:\\}|${END})`, `\\(\\*[^]*?(?:\\*\\)|${END})`],
    strings: [single],
  },
  perl: {
    comments: [`^=[a-zA-Z][^]*?(?:^=cut\\b${REST_OF_LINE}|${END})`, hashAlone],
    strings: [double, single],
  },
  php: { comments: [slashes, block, `#(?!\\[)${REST_OF_LINE}`], strings: [double, single] },
  python: {
    // A string that is a statement says something to people alone.
    comments: [hash, `(?<=^[ \\t]{0,100})[rRuU]?(?:${threeDouble}|${threeSingle})`],
    strings: [threeDouble, threeSingle, double, single],
  },
  r: { comments: [hash], strings: [double, single] },
  ruby: {
    comments: [`^=begin\\b[^]*?(?:^=end\\b${REST_OF_LINE}|${END})`, hashAlone],
    strings: [double, single],
  },
  rust: { ...nestingBraces, strings: [`r(?<raw>#*)"[^]*?(?:"\\k<raw>|${END})`, double, sign] },
  scala: nestingBraces,
  sql: { comments: [dashes, block], strings: [`'[^']*(?:'|${END})`, double] },
  swift: { ...nestingBraces, strings: [threeDouble, double] },
  typescript: javascript,
};

/**
 * Comments and strings of a source, by the signs of its language; undefined where these are not known. It is no parser:
 * what a program that does not compile says may be taken for something else.
 */
export function markText(source: string, language: string): TextMarks | undefined {
  const syntax = Object.hasOwn(SYNTAXES, language) ? SYNTAXES[language] : undefined;
  if (syntax === undefined) return undefined;
  const { nested } = syntax;
  const groups = [
    ['nested', nested === undefined ? [] : [literally(nested[0])]],
    ['comment', syntax.comments],
    ['text', syntax.strings],
    ['word', [syntax.word ?? word]],
  ] as const;
  const pattern = groups
    .filter(([, alternatives]) => alternatives.length > 0)
    .map(([name, alternatives]) => `(?<${name}>${alternatives.join('|')})`)
    .join('|');
  const finder = new RegExp(pattern, 'gmu');
  const comments: Span[] = [];
  const strings: Span[] = [];
  for (let found = finder.exec(source); found !== null; found = finder.exec(source)) {
    const { index: from, groups: is = {} } = found;
    if (is['nested'] !== undefined && nested !== undefined)
      finder.lastIndex = endOfNested(source, from, nested);
    const span = { from, to: finder.lastIndex };
    if (is['nested'] !== undefined || is['comment'] !== undefined) comments.push(span);
    else if (is['text'] !== undefined) strings.push(span);
  }
  return { comments, strings };
}

/** The source with spaces in place of these pieces: lines and columns of all else stay. */
export function blank(source: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of spans) {
    parts.push(source.slice(at, from), source.slice(from, to).replaceAll(/[^\r\n]/g, ' '));
    at = to;
  }
  return parts.join('') + source.slice(at);
}

function endOfNested(source: string, from: number, [open, close]: readonly [string, string]): number {
  const finder = new RegExp(`${literally(open)}|${literally(close)}`, 'g');
  finder.lastIndex = from;
  let depth = 0;
  for (let found = finder.exec(source); found !== null; found = finder.exec(source)) {
    depth += found[0] === open ? 1 : -1;
    if (depth === 0) return finder.lastIndex;
  }
  return source.length;
}

function literally(text: string): string {
  return text.replaceAll(/[*(){}/-]/g, (sign) => (sign === '/' || sign === '-' ? sign : `\\${sign}`));
}
