import type { WordGrammar } from '../grading/languages/language.ts';
import { readablePart } from '../syntax/readable-part.ts';
import { MAX_LENGTH, MAX_TOKENS, type Tokenizer, type TokenStream } from './token-stream.ts';

/** How comments are written, by families of languages. */
const COMMENTS = {
  braces: String.raw`\/\/.*|\/\*[\s\S]*?\*\/`,
  scripts: '#.*',
  dashes: String.raw`--\[\[[\s\S]*?\]\]|--.*|\{-[\s\S]*?-\}|\/\*[\s\S]*?\*\/`,
  stars: String.raw`\(\*[\s\S]*?\*\)`,
  most: String.raw`\/\/.*|#.*|\/\*[\s\S]*?\*\/`,
} as const;

const COMMENTS_OF: Readonly<Record<WordGrammar, string>> = {
  bash: COMMENTS.scripts,
  csharp: COMMENTS.braces,
  haskell: COMMENTS.dashes,
  kotlin: COMMENTS.braces,
  lua: COMMENTS.dashes,
  ocaml: COMMENTS.stars,
  pascal: String.raw`\{[\s\S]*?\}|${COMMENTS.stars}|\/\/.*`,
  perl: COMMENTS.scripts,
  r: COMMENTS.scripts,
  ruby: COMMENTS.scripts,
  scala: COMMENTS.braces,
  sql: COMMENTS.dashes,
  swift: COMMENTS.braces,
};

/** Strings, numbers, words and single signs, as most languages write them. */
const WORD = String.raw`(?<Text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<Number>\d[\w.]*)|(?<Name>[\p{L}_$][\p{L}\p{N}_$]*)|(?<sign>\S)`;
/** Words that say what a program does, in languages of many families; every other word is somebody's name. */
const KEYWORDS = new Set(
  'and begin break case catch class const continue def do else elif end enum except finally for foreach fn fun func function if import in include interface lambda let loop match mod module namespace new not of or package procedure program proc raise return struct switch then throw try type until use using val var void when where while with yield'.split(
    ' ',
  ),
);

/** The tokenizer of a language without a grammar: comments as it writes them, or as most do. */
export function wordTokenizer(grammar: string | undefined): Tokenizer {
  const isKnown = grammar !== undefined && Object.hasOwn(COMMENTS_OF, grammar);
  const comment = isKnown ? COMMENTS_OF[grammar as WordGrammar] : COMMENTS.most;
  const pattern = new RegExp(`(?<comment>${comment})|${WORD}`, 'gu');
  return (source) => tokenizeWords(source, pattern);
}

/**
 * Tokens of a program in a language without a grammar: its words with brackets around each, so that as many tokens make
 * a fingerprint as of a tree. Coarser: nothing is known of what belongs together.
 */
function tokenizeWords(source: string, pattern: RegExp): TokenStream {
  const tokens: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const part = readablePart(source, MAX_LENGTH);
  let isCut = part.length < source.length;
  for (const { 0: text, index, groups = {} } of part.matchAll(pattern)) {
    if (groups['comment'] !== undefined) continue;
    if (tokens.length >= MAX_TOKENS) {
      isCut = true;
      break;
    }
    const [kind = 'sign'] = Object.entries(groups).find(([, found]) => found !== undefined) ?? [];
    const token = kind === 'sign' || KEYWORDS.has(text.toLowerCase()) ? text.toLowerCase() : kind;
    for (const part of ['(', `word ${token}`, ')']) {
      tokens.push(part);
      from.push(index);
      to.push(index + text.length);
    }
  }
  return { tokens, from, to, isCut, faults: 0 };
}
