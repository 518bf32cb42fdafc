import type { Gap } from '../detector.ts';

/** Most brackets within brackets. */
export const MAX_NESTING = 48;
/** Most operators, brackets and the like of a statement: each can be a level of the tree. */
export const MAX_OPERATORS = 400;
/** Most `else` behind one `if`. */
export const MAX_ELSE = 100;
/** Most words and signs of a source; deep in brackets each counts by half the square of how deep, as the parser's time does. */
export const MAX_TOKENS = 60_000;
/** Down to which they all count as one. */
const FREE_DEPTH = 10;

const OPENS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPERATOR = /[-+*/%&|^<>=!~?:.([]/;
const WORD = /[\w$]/;
const ELSE = /^else(?![\w$])/;
/** Words that a further level of the tree can begin with, without a bracket. */
const LEVEL_WORDS = new Set([
  'delete',
  'new',
  'do',
  'if',
  'else',
  'for',
  'while',
  'unchecked',
  'mapping',
  'after',
]);

export interface CutSource {
  /** As long as the source; what is left out is blank, so that all else stands where it stood. */
  readonly text: string;
  readonly gaps: readonly Gap[];
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly why: string;
  /** How many braces stay open before it, where all behind is left out: they are closed at its end. */
  readonly closes?: number;
}

/** End of a comment or string that begins at `at`; `at` itself where none does. */
export function endOfOpaque(text: string, at: number): number {
  const sign = text[at]!;
  if (sign === '/' && text[at + 1] === '/') {
    const end = text.slice(at).search(/[\r\n]/);
    return end < 0 ? text.length : at + end;
  }
  if (sign === '/' && text[at + 1] === '*') {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? text.length : end + 2;
  }
  if (sign !== '"' && sign !== "'") return at;
  let end = at + 1;
  while (end < text.length && text[end] !== sign && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
  return Math.min(end + 1, text.length);
}

/** Finds what the parser would follow too deep or too long, and how much the rest is to it. */
function findCuts(text: string): { readonly cuts: Cut[]; readonly weight: number } {
  const cuts: Cut[] = [];
  const open: { closes: string; elses: number }[] = [];
  let elses = 0;
  /** Whether a statement ended just now: an `else` behind it belongs to the `if` before it all the same. */
  let ended = false;
  let tokens = 0;
  let operators = 0;
  let segment = 0;
  /** Braces that are open where the statement begins. */
  let around = 0;
  /** Whether what was read last asks for more behind it, so that the parser takes a `;` there for one too many and goes on. */
  let goesOn = false;
  let deepFrom: number | undefined;
  let longFrom: number | undefined;
  const bracesOf = () => open.reduce((sum, { closes }) => sum + (closes === '}' ? 1 : 0), 0);
  const endSegment = (at: number) => {
    if (longFrom !== undefined && deepFrom === undefined)
      cuts.push({ from: longFrom, to: at, why: `a statement has more than ${MAX_OPERATORS} operators` });
    longFrom = undefined;
    segment = at + 1;
    around = bracesOf();
    operators = 0;
  };
  let at = 0;
  while (at < text.length) {
    const sign = text[at]!;
    const opaque = endOfOpaque(text, at);
    if (opaque > at) {
      if (sign !== '/') goesOn = false;
      at = opaque;
      continue;
    }
    if (/\s/.test(sign)) {
      at += 1;
      continue;
    }
    if (ended && !ELSE.test(text.slice(at, at + 5))) elses = 0;
    ended = false;
    // What is too deep is left out anyway.
    const deep = deepFrom === undefined ? Math.max(0, open.length - FREE_DEPTH) : 0;
    const weight = Math.max(1, deep ** 2 / 2);
    if (tokens + weight > MAX_TOKENS) {
      // Half of a statement would be an error to the parser, and a deep one takes it longest.
      cuts.push({
        from: segment,
        to: text.length,
        closes: around,
        why: `more than ${MAX_TOKENS.toLocaleString('en-US')} words and signs, those deep in brackets counted by half the square`,
      });
      break;
    }
    tokens += weight;
    if (WORD.test(sign)) {
      let end = at + 1;
      while (end < text.length && WORD.test(text[end]!)) end += 1;
      const word = text.slice(at, end);
      goesOn = LEVEL_WORDS.has(word);
      if (goesOn) operators += 1;
      if (word === 'else' && ++elses > MAX_ELSE) {
        cuts.push({
          from: at,
          to: text.length,
          closes: bracesOf(),
          why: `more than ${MAX_ELSE} \`else\` in a row`,
        });
        break;
      }
      at = end;
    } else {
      const isOperator = OPERATOR.test(sign);
      if (isOperator) operators += 1;
      const isStep = (sign === '+' || sign === '-') && text[at - 1] === sign;
      if (sign !== ';') goesOn = (isOperator && !isStep) || sign === ',';
      if (OPENS[sign]) {
        open.push({ closes: OPENS[sign], elses });
        if (open.length === MAX_NESTING + 1) deepFrom ??= at + 1;
        if (sign === '{') elses = 0;
      } else if (sign === ')' || sign === ']' || sign === '}') {
        if (open.at(-1)?.closes === sign) {
          if (open.length === MAX_NESTING + 1 && deepFrom !== undefined) {
            cuts.push({
              from: deepFrom,
              to: at,
              why: `brackets stand within brackets more than ${MAX_NESTING} deep`,
            });
            deepFrom = undefined;
          }
          const closed = open.pop()!;
          if (sign === '}') elses = closed.elses;
        }
      }
      at += 1;
    }
    if (operators > MAX_OPERATORS) longFrom ??= segment;
    if ((sign === ';' && !goesOn) || sign === '{' || sign === '}') endSegment(at - 1);
    if (sign === ';') ended = true;
  }
  if (deepFrom !== undefined)
    cuts.push({
      from: deepFrom,
      to: text.length,
      why: `brackets stand within brackets more than ${MAX_NESTING} deep`,
    });
  else if (longFrom !== undefined)
    cuts.push({
      from: longFrom,
      to: text.length,
      why: `a statement has more than ${MAX_OPERATORS} operators`,
    });
  return { cuts, weight: tokens };
}

/** How much a parser has to do with a text: its words and signs, each deep in brackets by half the square of how deep. */
export function weigh(text: string): number {
  return findCuts(text).weight;
}

/** Replaces all but the ends of lines by spaces. */
export function blank(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ') + text.slice(to);
}

/** Puts what closes the braces before a cut at the end of its blanks, as many as there is room for. */
function closeBraces(blanks: string, { closes = 0 }: Cut): string {
  let left = closes;
  let at = blanks.length;
  while (left > 0 && at > 0) {
    at -= 1;
    if (blanks[at] === ' ') left -= 1;
  }
  return blanks.slice(0, at) + blanks.slice(at).replaceAll(' ', '}');
}

/** Leaves out what would take a parser too long or too deep, in one pass over the source. */
export function cutSource(source: string): CutSource {
  const { cuts } = findCuts(source);
  if (cuts.length === 0) return { text: source, gaps: [] };
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineOf = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  let text = '';
  let from = 0;
  for (const cut of cuts.toSorted((a, b) => a.from - b.from)) {
    if (cut.to <= from) continue;
    const start = Math.max(cut.from, from);
    text += source.slice(from, start) + closeBraces(blank(source, start, cut.to).slice(start, cut.to), cut);
    from = cut.to;
  }
  return {
    text: text + source.slice(from),
    gaps: cuts.map(({ from: start, to, why }) => {
      const [first, last] = [lineOf(start), lineOf(Math.max(start, to - 1))];
      return {
        what: first === last ? `line ${first}` : `lines ${first} to ${last}`,
        why: `${why[0]!.toUpperCase()}${why.slice(1)}.`,
      };
    }),
  };
}
