import { MAX_TOKENS, readablePart, type TokenStream } from './token-stream.ts';

/** Comments, strings, numbers, words and single signs, as most languages write them. */
const WORD =
  /(?<comment>\/\/.*|#.*|\/\*[\s\S]*?\*\/)|(?<Text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<Number>\d[\w.]*)|(?<Name>[\p{L}_$][\p{L}\p{N}_$]*)|(?<sign>\S)/gu;
/** Words that say what a program does, in languages of many families; every other word is somebody's name. */
const KEYWORDS = new Set(
  'and begin break case catch class const continue def do else elif end enum except finally for foreach fn fun func function if import in include interface lambda let loop match mod module namespace new not of or package procedure program proc raise return struct switch then throw try type until use using val var void when where while with yield'.split(
    ' ',
  ),
);

/**
 * Tokens of a program in a language without a grammar: its words with brackets around each, so that as many tokens make
 * a fingerprint as of a tree. Coarser: nothing is known of what belongs together.
 */
export function tokenizeWords(source: string): TokenStream {
  const tokens: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const part = readablePart(source);
  let isCut = part.length < source.length;
  for (const { 0: text, index, groups = {} } of part.matchAll(WORD)) {
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
