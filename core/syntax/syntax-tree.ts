import type { Parser, Tree } from '@lezer/common';
import { readablePart } from './readable-part.ts';

/** A node of a syntax tree, by itself: what is around and below it, and where it stands. */
export interface SyntaxNode {
  /** As its grammar calls it: kinds begin with a capital, keywords and punctuation are called by themselves. */
  readonly kind: string;
  /** Offsets in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  readonly parent: SyntaxNode | undefined;
  readonly children: readonly SyntaxNode[];
}

/** A program as its grammar has it. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  /** What was read of it: each place in it is the same in the source. */
  readonly text: string;
  /** Places that do not parse, in order. */
  readonly faults: readonly SyntaxNode[];
  /** Where reading ended, since something went beyond its bound; absent: it was read whole. */
  readonly cut?: { readonly from: number; readonly why: string };
}

/** Bounds of what is read; a program of a person is far within them. */
export interface ReadLimits {
  /** Of the source, UTF-16 code units. */
  readonly length: number;
  /** Of nodes. */
  readonly nodes: number;
  /** Of nodes inside each other. */
  readonly depth: number;
  /**
   * Of the parser's work, by entries of its stacks that a step with several readings handles: a program of a person comes
   * to half a million, what is made to have many readings to hundreds.
   */
  readonly work: number;
  /** Of its steps around places that do not parse. */
  readonly recoverySteps: number;
}

const COMMENT = /Comment$/;

interface Growing extends SyntaxNode {
  readonly children: Growing[];
}

/** Writes a text in the words that a grammar knows, with as many signs. */
export type Respell = (text: string) => string;

/** Reads a program. Never fails, and ends after steps that are bounded by its length. Comments are left out. */
export function readTree(parser: Parser, source: string, limits: ReadLimits, respell?: Respell): SyntaxTree {
  const text = readablePart(source, limits.length);
  let cut = text.length < source.length ? text.length : undefined;
  let why =
    source.length > limits.length ? `it is longer than ${limits.length}` : 'its brackets are too deep';

  const parsed = parse(parser, respell?.(text) ?? text, limits);
  if (parsed.stoppedAt !== undefined) [cut, why] = [parsed.stoppedAt, parsed.why];

  const cursor = parsed.tree.cursor();
  const root: Growing = { kind: cursor.name, from: 0, to: text.length, parent: undefined, children: [] };
  const faults: SyntaxNode[] = [];
  let at = root;
  let [nodes, depth] = [1, 0];
  let goesDown = cursor.firstChild();
  while (goesDown) {
    const { name: kind, from, to, type } = cursor;
    let below: Growing | undefined;
    if (!COMMENT.test(kind)) {
      below = { kind, from, to, parent: at, children: [] };
      at.children.push(below);
      nodes += 1;
      if (type.isError) faults.push(below);
    }
    if (nodes >= limits.nodes) {
      if (cut === undefined || from < cut) [cut, why] = [from, `it has more than ${limits.nodes} parts`];
      break;
    }
    if (below !== undefined && depth < limits.depth && cursor.firstChild()) {
      at = below;
      depth += 1;
      continue;
    }
    if (below !== undefined && depth >= limits.depth && cut === undefined) {
      [cut, why] = [from, `more than ${limits.depth} of its parts are inside each other`];
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent() || at.parent === undefined) {
        goesDown = false;
        break;
      }
      at = at.parent as Growing;
      depth -= 1;
    }
  }
  return { root, text, faults, ...(cut === undefined ? {} : { cut: { from: cut, why } }) };
}

/** What a parser of Lezer knows of itself while it parses: one stack for each reading. Its types do not tell. */
interface Readings {
  readonly stacks?: readonly { readonly stack: readonly number[]; readonly buffer: readonly number[] }[];
  /** Above zero around places that do not parse. */
  readonly recovering?: number;
}

type Parsed =
  | { readonly tree: Tree; readonly stoppedAt?: undefined }
  | { readonly tree: Tree; readonly stoppedAt: number; readonly why: string };

function parse(parser: Parser, text: string, limits: ReadLimits): Parsed {
  const parsing = parser.startParse(text);
  const readings = parsing as Readings;
  let [work, recoverySteps] = [0, 0];
  let why: string | undefined;
  while (why === undefined) {
    const tree = parsing.advance();
    if (tree !== null) return { tree };
    const { stacks = [], recovering = 0 } = readings;
    if (recovering > 0) recoverySteps += 1;
    if (recovering > 0 || stacks.length > 1) {
      for (const { stack, buffer } of stacks) work += stack.length + buffer.length;
    }
    if (work > limits.work) why = 'it has too many readings';
    else if (recoverySteps > limits.recoverySteps) why = 'too little of it parses';
  }
  const stoppedAt = parsing.parsedPos;
  parsing.stopAt(stoppedAt);
  for (;;) {
    const tree = parsing.advance();
    if (tree !== null) return { tree, stoppedAt, why };
  }
}
