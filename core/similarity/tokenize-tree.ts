import type { Parser } from '@lezer/common';
import { readablePart } from '../syntax/readable-part.ts';
import { MAX_LENGTH, MAX_TOKENS, type Tokenizer } from './token-stream.ts';

/** Kinds of nodes have names that begin with a capital; keywords and punctuation are called by themselves. */
const NAMED = /^[A-Z]/;
const PASSED_OVER = /(?:Comment|Op)$/;

/** Tokens of a program by the grammar of its language: of every node `(`, its kind, what is below, and `)`. */
export function treeTokenizer(parser: Parser): Tokenizer {
  return (source) => {
    const tokens: string[] = [];
    const from: number[] = [];
    const to: number[] = [];
    let faults = 0;
    const part = readablePart(source, MAX_LENGTH);
    let isCut = part.length < source.length;
    const push = (token: string, start: number, end: number) => {
      if (tokens.length >= MAX_TOKENS) {
        isCut = true;
        return;
      }
      tokens.push(token);
      from.push(start);
      to.push(end);
    };
    parser.parse(part).iterate({
      enter({ name, type, from: start, to: end }) {
        if (type.isError) faults += 1;
        if (!NAMED.test(name) || PASSED_OVER.test(name)) return false;
        if (tokens.length >= MAX_TOKENS) {
          isCut = true;
          return false;
        }
        // What belongs to a node alone ends where the first node below it begins.
        const last = tokens.length - 1;
        if (last > 0 && tokens[last] !== ')') to[last] = to[last - 1] = start;
        push('(', start, end);
        push(name, start, end);
        return true;
      },
      leave({ to: end }) {
        push(')', end, end);
      },
    });
    return { tokens, from, to, isCut, faults };
  };
}
