import { parse } from '@solidity-parser/parser';
import { blank, endOfOpaque } from './cut-source.ts';

/** Where something broken stands. */
export interface Broken {
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

/** Most statements that are looked at one by one. */
const MAX_STATEMENTS = 2_000;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What stands between braces that are opened at a depth, counted from 1: 2 are bodies of functions in contracts. */
function blocksAt(text: string, depth: number): Range[] {
  const blocks: Range[] = [];
  let open = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const end = endOfOpaque(text, at);
    if (end > at) at = end - 1;
    else if (text[at] === '{') {
      open += 1;
      if (open === depth) from = at + 1;
    } else if (text[at] === '}') {
      if (open === depth) blocks.push({ from, to: at });
      open = Math.max(0, open - 1);
    }
  }
  return blocks;
}

/** Statements of a body: each ends with `;`, or with the brace that closes it. */
function statementsOf(text: string, body: Range): Range[] {
  const statements: Range[] = [];
  let open = 0;
  let { from } = body;
  for (let at = body.from; at < body.to; at++) {
    const end = endOfOpaque(text, at);
    if (end > at) {
      at = end - 1;
      continue;
    }
    const sign = text[at]!;
    if ('({['.includes(sign)) open += 1;
    if (')}]'.includes(sign)) open -= 1;
    const isLast =
      open === 0 &&
      (sign === ';' || (sign === '}' && !/^\s*(else|catch|while)\b/.test(text.slice(at + 1, at + 40))));
    if (!isLast) continue;
    statements.push({ from, to: at + 1 });
    from = at + 1;
  }
  return [...statements, { from, to: body.to }].filter(
    (each) => text.slice(each.from, each.to).trim() !== '',
  );
}

/** Whether statements alone are such that no tree can be made of them. */
function isBroken(statements: string): boolean {
  try {
    parse(`contract A { function f() { ${statements}\n} }`, { tolerant: true });
    return false;
  } catch {
    return true;
  }
}

/**
 * Leaves out the statements of which the parser makes no tree at all, and says where they begin. It does not say itself where it
 * stumbled, so bodies are tried one by one, and in those that are broken their statements.
 */
export function blankBroken(text: string): { readonly text: string; readonly broken: readonly Broken[] } {
  const bodies = blocksAt(text, 2).filter(({ from, to }) => isBroken(text.slice(from, to)));
  const statements = bodies.flatMap((body) => statementsOf(text, body)).slice(0, MAX_STATEMENTS);
  const ranges = statements.filter(({ from, to }) => isBroken(text.slice(from, to)));
  return {
    text: ranges.reduce((left, { from, to }) => blank(left, from, to), text),
    broken: ranges.map(({ from, to }) => {
      const start = from + text.slice(from, to).search(/\S/);
      const before = text.slice(0, start).split('\n');
      return { line: before.length, column: before.at(-1)!.length };
    }),
  };
}
