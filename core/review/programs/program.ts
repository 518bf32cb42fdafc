import type { SyntaxNode, SyntaxTree } from '../../syntax/syntax-tree.ts';
import type { ReviewedSource } from '../detector.ts';
import type { Confidence } from '../finding.ts';
import type { Severity } from '../rule.ts';
import type { Family, Kinds } from './families/family.ts';

/** A program that rules look at. */
export interface Program {
  /** Its language, not its grammar: C is parsed as C++. */
  readonly language: string;
  readonly family: Family;
  readonly root: SyntaxNode;
  readonly text: string;
  readonly samples: NonNullable<ReviewedSource['samples']>;
  /** All nodes, each before what is below it. */
  readonly nodes: readonly SyntaxNode[];
  readonly byKind: ReadonlyMap<string, readonly SyntaxNode[]>;
  /** How often each name stands in it, wherever it is one; what directives of C say in words counts too. */
  readonly uses: ReadonlyMap<string, readonly SyntaxNode[]>;
}

/** What a rule tells of a node, beside its message. */
export interface Told {
  readonly severity?: Severity;
  readonly confidence?: Confidence;
}

/** Takes what a rule has found. */
export type Tell = (ruleId: string, at: SyntaxNode, message: string, told?: Told) => void;

/** Looks for what some rules are about. */
export type Check = (program: Program, tell: Tell) => void;

/** Most of a name or an expression that a message repeats. */
const MAX_QUOTE = 40;

/** Makes a program of its tree. */
export function toProgram(
  tree: SyntaxTree,
  family: Family,
  { language, samples = [] }: ReviewedSource,
): Program {
  const nodes: SyntaxNode[] = [];
  const pending: SyntaxNode[] = [tree.root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    for (const child of node.children.toReversed()) pending.push(child);
  }
  const { text } = tree;
  const named = nodes.filter(({ kind, children }) => children.length === 0 && family.names.has(kind));
  // What stands for names in a macro is text to the grammar.
  const inMacros = nodes
    .filter(({ kind }) => kind === 'PreprocArg')
    .flatMap((node) =>
      [...text.slice(node.from, node.to).matchAll(/[A-Za-z_]\w*/g)].map(([name]) => ({ name, node })),
    );
  const uses = Map.groupBy(
    [...named.map((node) => ({ name: text.slice(node.from, node.to), node })), ...inMacros],
    ({ name }) => name,
  );
  return {
    language,
    family,
    root: tree.root,
    text,
    samples,
    nodes,
    byKind: Map.groupBy(nodes, ({ kind }) => kind),
    uses: new Map(
      [...uses].map(([name, found]) => [
        name,
        found.map(({ node }) => node).sort((one, other) => one.from - other.from),
      ]),
    ),
  };
}

/** Uses of a name that begin behind a place and before another: a name may be used all over a program, and asked for as often. */
export function usesBetween(
  program: Program,
  name: string,
  behind: number,
  before: number,
): readonly SyntaxNode[] {
  const uses = program.uses.get(name) ?? [];
  const first = countUpTo(uses, behind, ({ from }) => from);
  let end = first;
  while (end < uses.length && uses[end]!.from < before) end += 1;
  return uses.slice(first, end);
}

/** How many of what is sorted by place begin at one, or before it. */
export function countUpTo<Placed>(
  sorted: readonly Placed[],
  place: number,
  placeOf: (one: Placed) => number,
): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (placeOf(sorted[middle]!) <= place) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The nodes of some kinds, in order of place. */
export function nodesOf(program: Program, wanted: Kinds): readonly SyntaxNode[] {
  const lists = [...wanted].flatMap((kind) => program.byKind.get(kind) ?? []);
  return lists.sort((a, b) => a.from - b.from || b.to - a.to);
}

/** What stands there. */
export function textOf({ text }: Program, { from, to }: SyntaxNode): string {
  return text.slice(from, to);
}

/** What stands there, short enough for a message and on one line. */
export function quote(program: Program, node: SyntaxNode): string {
  const text = textOf(program, node).replace(/\s+/g, ' ').trim();
  return text.length <= MAX_QUOTE ? text : `${text.slice(0, MAX_QUOTE - 1)}…`;
}

/** The code of a node however it is laid out, so that the same code is the same text. */
export function codeOf(program: Program, node: SyntaxNode): string {
  const { text, family } = program;
  const parts: string[] = [];
  let at = node.from;
  for (const leaf of leavesOf(node, family.strings)) {
    parts.push(codeBetween(text, at, leaf.from), text.slice(leaf.from, leaf.to));
    at = leaf.to;
  }
  parts.push(codeBetween(text, at, node.to));
  return parts.filter((part) => part !== '').join(' ');
}

const BETWEEN = /\/\/.*|\/\*[\s\S]*?\*\/|(?<=^|\s)#.*|\s+/g;

/** What stands between two nodes, without comments and white space: grammars give some signs no node. */
export function codeBetween(text: string, from: number, to: number): string {
  return from < to ? text.slice(from, to).replace(BETWEEN, '') : '';
}

/** What is below a node and has nothing below itself, in order; strings are one. */
export function leavesOf(node: SyntaxNode, strings: Kinds): readonly SyntaxNode[] {
  const leaves: SyntaxNode[] = [];
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.children.length === 0 || strings.has(next.kind)) leaves.push(next);
    else for (const child of next.children.toReversed()) pending.push(child);
  }
  return leaves;
}

/** Nodes below it, and itself; not those inside of what `closed` says. */
export function within(node: SyntaxNode, closed: (node: SyntaxNode) => boolean = () => false): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    found.push(next);
    if (next !== node && closed(next)) continue;
    for (const child of next.children.toReversed()) pending.push(child);
  }
  return found;
}

/** The nearest node around it of some kinds. */
export function around(node: SyntaxNode, wanted: Kinds): SyntaxNode | undefined {
  let at = node.parent;
  while (at !== undefined && !wanted.has(at.kind)) at = at.parent;
  return at;
}

/** The function that it is in; the whole program outside of all. */
export function functionAround(program: Program, node: SyntaxNode): SyntaxNode {
  return around(node, program.family.functions) ?? program.root;
}

/** Whether one node is another, or stands inside of it. */
export function isInside(node: SyntaxNode, outer: SyntaxNode): boolean {
  return node.from >= outer.from && node.to <= outer.to;
}

/** Without brackets around. */
export function bare({ family }: Program, node: SyntaxNode): SyntaxNode {
  let at = node;
  while (family.brackets.has(at.kind)) {
    const inner = at.children.filter(({ kind }) => kind !== '(' && kind !== ')');
    if (inner.length !== 1) return at;
    at = inner[0]!;
  }
  return at;
}

/** The first child of some kind. */
export function childOf(node: SyntaxNode, ...wanted: readonly string[]): SyntaxNode | undefined {
  return node.children.find(({ kind }) => wanted.includes(kind));
}

/** The line of an offset, from 1. */
export type LineOf = (offset: number) => number;

/** Counts lines of a text. */
export function countLines(text: string): {
  readonly lineOf: LineOf;
  readonly columnOf: (offset: number) => number;
} {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineOf = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return { lineOf, columnOf: (offset) => offset - starts[lineOf(offset) - 1]! + 1 };
}
