import type { SyntaxNode, SyntaxTree } from '../../syntax/syntax-tree.ts';
import type { Gap } from '../detector.ts';
import type { LineOf, Program } from './program.ts';

/** Most gaps that are told one by one. */
const MOST_GAPS = 10;

/**
 * Parts of a program around what its grammar has no reading of: each the outermost function there, or as much as has no
 * function in it. What a tree says of them may be wrong. Of C and C++ none, whose macros no grammar knows.
 * @returns each with the first place in it that does not parse
 */
export function unreadParts(
  { faults, cut }: SyntaxTree,
  program: Program,
): ReadonlyMap<SyntaxNode, SyntaxNode> {
  const { language, family, nodes, root } = program;
  if (language === 'c' || language === 'cpp' || faults.length === 0) return new Map();
  const holders = new Set<SyntaxNode>();
  for (const node of nodes) {
    if (!family.functions.has(node.kind)) continue;
    for (let at = node.parent; at !== undefined && !holders.has(at); at = at.parent) holders.add(at);
  }
  const parts = new Map<SyntaxNode, SyntaxNode>();
  for (const fault of faults) {
    // What was not read is missing to the grammar.
    if (cut !== undefined && fault.to >= cut.from) break;
    let part = fault;
    let isOpen = true;
    for (let at: SyntaxNode | undefined = fault; at !== undefined && at !== root; at = at.parent) {
      isOpen &&= !holders.has(at);
      if (isOpen || family.functions.has(at.kind)) part = at;
    }
    if (!parts.has(part)) parts.set(part, fault);
  }
  return parts;
}

/** Whether a place is in one of these parts. */
export function isUnread(node: SyntaxNode, parts: ReadonlyMap<SyntaxNode, SyntaxNode>): boolean {
  if (parts.size === 0) return false;
  for (let at: SyntaxNode | undefined = node; at !== undefined; at = at.parent) {
    if (parts.has(at)) return true;
  }
  return false;
}

/** Tells them, so that no finding there is not taken for a good sign. */
export function tellUnread(parts: ReadonlyMap<SyntaxNode, SyntaxNode>, lineOf: LineOf): readonly Gap[] {
  const gaps = [...parts].slice(0, MOST_GAPS).map(([part, fault]) => {
    const [from, to] = [lineOf(part.from), lineOf(Math.max(part.from, part.to - 1))];
    return {
      what: from === to ? `line ${from}` : `lines ${from} to ${to}`,
      why: `The grammar of reviews has no reading of what stands in line ${lineOf(fault.from)}: a mistake, or newer than the grammar. Nothing else is told of what is around it.`,
    };
  });
  const left = parts.size - gaps.length;
  return left === 0
    ? gaps
    : [...gaps, { what: `${left} further places`, why: 'The grammar of reviews has no reading of them.' }];
}
