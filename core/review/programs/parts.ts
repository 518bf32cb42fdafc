import type { SyntaxNode } from '../../syntax/syntax-tree.ts';
import { bare, childOf, codeBetween, type Program, textOf } from './program.ts';

/** One way of an if: a condition and what is done then; without a condition it is the `else`. */
export interface Branch {
  readonly condition: SyntaxNode | undefined;
  readonly body: SyntaxNode;
}

const IF_WORDS = new Set(['if', 'elif', 'elseif']);

/** The ways of an if, with those of its `else if`, in order. */
export function branchesOf(program: Program, node: SyntaxNode): readonly Branch[] {
  const branches: Branch[] = [];
  let at: SyntaxNode | undefined = node;
  while (at !== undefined) {
    const parts: { word: string; nodes: SyntaxNode[] }[] = [];
    for (const child of at.children) {
      if (IF_WORDS.has(child.kind) || child.kind === 'else') parts.push({ word: child.kind, nodes: [] });
      else if (child.kind !== 'constexpr') parts.at(-1)?.nodes.push(child);
    }
    at = undefined;
    for (const { word, nodes } of parts) {
      const body = nodes.at(-1);
      if (body === undefined) continue;
      if (word !== 'else') {
        const condition = nodes.length > 1 ? nodes.at(-2)! : undefined;
        if (condition !== undefined) branches.push({ condition: bare(program, condition), body });
      } else if (program.family.ifs.has(body.kind)) at = body;
      else branches.push({ condition: undefined, body });
    }
  }
  return branches;
}

/** Whether an if is the `else if` of another. */
export function isElseIf({ family }: Program, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent === undefined || !family.ifs.has(parent.kind)) return false;
  return parent.children[parent.children.indexOf(node) - 1]?.kind === 'else';
}

/** What a loop does each time. */
export function bodyOfLoop(node: SyntaxNode): SyntaxNode | undefined {
  if (node.kind === 'DoStatement') return node.children[1];
  return childOf(node, 'Body') ?? node.children.at(-1);
}

/** The condition of a `while` or `do`. */
export function conditionOfLoop(program: Program, node: SyntaxNode): SyntaxNode | undefined {
  const at = node.children.findIndex(({ kind }) => kind === 'while');
  const found = node.children[at + 1];
  return at < 0 || found === undefined ? undefined : bare(program, found);
}

/** What stands between the brackets of a `for (…; …; …)`, by its three parts; undefined for other loops. */
export function headOfFor({ text }: Program, node: SyntaxNode): readonly string[] | undefined {
  const body = bodyOfLoop(node);
  if (body === undefined || node.children[0]?.kind !== 'for') return undefined;
  const head = text.slice(node.children[0].to, body.from).trim();
  if (!head.startsWith('(') || !head.endsWith(')')) return undefined;
  const parts = head.slice(1, -1).split(';');
  return parts.length === 3 ? parts.map((part) => part.trim()) : undefined;
}

const TRUE = /^(?:true|True|1)$/;

/** Whether a loop has no condition under which it ends by itself. */
export function isEndless(program: Program, node: SyntaxNode): boolean {
  if (node.kind === 'LoopExpression') return true;
  const condition = conditionOfLoop(program, node);
  if (condition !== undefined) return TRUE.test(textOf(program, condition));
  if (node.kind !== 'ForStatement') return false;
  // Of Go: `for { … }`.
  if (node.children.length === 2) return node.children[1]!.kind === 'Block';
  return headOfFor(program, node)?.[1] === '';
}

/** A call: what is called as it stands there, without white space, and what it is given. */
export interface Call {
  readonly callee: string;
  /** Each by its nodes: more than one for what has a name or is unpacked. */
  readonly args: readonly (readonly SyntaxNode[])[];
}

/** What a node calls; undefined for what is none. */
export function callOf(program: Program, node: SyntaxNode): Call | undefined {
  const { family, text } = program;
  if (!family.calls.has(node.kind)) return undefined;
  const list = node.children.findLast(({ kind }) => family.argumentLists.has(kind));
  if (list === undefined) return undefined;
  const callee = text
    .slice(node.from, list.from)
    .replace(/\s+/g, ' ')
    .replace(/ ?(\.|::|->|\(|\)|!) ?/g, '$1')
    .trim();
  const args: SyntaxNode[][] = [];
  for (const child of list.children.slice(1, -1)) {
    if (child.kind === ',') args.push([]);
    else if (args.length === 0) args.push([child]);
    else args.at(-1)!.push(child);
  }
  return { callee, args };
}

/** Two operands and what stands between them. */
export interface Operation {
  readonly operator: string;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
}

/** What a node calculates of two operands; undefined for what is no such thing. */
export function operationOf({ family, text }: Program, node: SyntaxNode): Operation | undefined {
  if (!family.binaries.has(node.kind)) return undefined;
  const left = node.children[0];
  const right = node.children.at(-1);
  if (left === undefined || right === undefined || left === right) return undefined;
  // The grammar of C++ has `a = b < c` as `(a = b) < c`.
  if (left.kind === 'AssignmentExpression') return undefined;
  return { operator: between(text, left, right), left, right };
}

/** What a node writes to one target; undefined for what is none, or has several. */
export function assignmentOf({ family, text }: Program, node: SyntaxNode): Operation | undefined {
  if (!family.assignments.has(node.kind) || isCutShort(node)) return undefined;
  const parts = node.children.filter(({ kind }) => !SIGNS.test(kind));
  const [left, right] = parts;
  if (left === undefined || right === undefined || parts.length !== 2) return undefined;
  return { operator: between(text, left, right), left, right };
}

/** Whether the grammar of C++ took only the begin of what is assigned: `a = b` of `a = b < c ? d : e`. */
function isCutShort({ parent, from }: SyntaxNode): boolean {
  return (
    parent !== undefined && /^(?:Binary|Conditional)Expression$/.test(parent.kind) && parent.from === from
  );
}

const SIGNS = /Op$|^Equals$|^[=,;]$|^TypeDef$|^TypeAnnotation$/;

function between(text: string, left: SyntaxNode, right: SyntaxNode): string {
  const found = codeBetween(text, left.to, right.from);
  return found === 'isnot' ? 'is not' : found === 'notin' ? 'not in' : found;
}

/** What a jump is: its first word. */
export function jumpOf({ family }: Program, node: SyntaxNode): string | undefined {
  if (!family.jumps.has(node.kind)) return undefined;
  return node.children[0]?.kind;
}

/** A statement without what only makes an expression one. */
export function statementOf({ family }: Program, node: SyntaxNode): SyntaxNode {
  if (!family.expressionStatements.has(node.kind)) return node;
  return node.children.find(({ kind }) => kind !== ';' && kind !== 'echo') ?? node;
}

/** The statements of a list, without brackets, colons and semicolons. */
export function statementsOf(list: SyntaxNode): readonly SyntaxNode[] {
  return list.children.filter(({ kind }) => !/^[{}:;]$/.test(kind));
}

/** What a literal string says, without quotes; undefined for what is none or is calculated. */
export function stringValueOf(program: Program, node: SyntaxNode): string | undefined {
  const { family } = program;
  if (!family.strings.has(node.kind)) return undefined;
  if (node.children.some(({ kind }) => /Interpolation|Replacement/.test(kind))) return undefined;
  const raw = textOf(program, node);
  const match = /^[a-zA-Z]*(?:"""|'''|["'`<])([\s\S]*?)(?:"""|'''|["'`>])$/.exec(raw);
  if (match === null) return undefined;
  return match[1]!.replace(/\\(.)/g, (_, sign: string) => ESCAPES[sign] ?? sign);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0' };
