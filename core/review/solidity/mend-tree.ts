import type { ASTNode, BaseASTNode, SourceUnit } from './tree.ts';

/** What a node must have; the parser leaves it out where the source is broken. */
const NEEDED: Readonly<Partial<Record<ASTNode['type'], readonly string[]>>> = {
  BinaryOperation: ['left', 'right'],
  UnaryOperation: ['subExpression'],
  Conditional: ['condition', 'trueExpression', 'falseExpression'],
  FunctionCall: ['expression', 'arguments'],
  NameValueExpression: ['expression', 'arguments'],
  MemberAccess: ['expression', 'memberName'],
  IndexAccess: ['base'],
  IndexRangeAccess: ['base'],
  NewExpression: ['typeName'],
  Identifier: ['name'],
  IfStatement: ['condition', 'trueBody'],
  WhileStatement: ['condition', 'body'],
  DoWhileStatement: ['condition', 'body'],
  ForStatement: ['body'],
  TryStatement: ['expression', 'body', 'catchClauses'],
  CatchClause: ['body'],
  UncheckedStatement: ['block'],
  EmitStatement: ['eventCall'],
  RevertStatement: ['revertCall'],
  Block: ['statements'],
  TupleExpression: ['components'],
  VariableDeclarationStatement: ['variables'],
  ModifierInvocation: ['name'],
  ContractDefinition: ['name', 'subNodes'],
  StateVariableDeclaration: ['variables'],
  StructDefinition: ['name', 'members'],
  ModifierDefinition: ['name'],
  UserDefinedTypeName: ['namePath'],
  Mapping: ['valueType'],
  ArrayTypeName: ['baseTypeName'],
};

/** Lists in which a place without anything has a meaning: `(a, , b) = f()`. */
const WITH_HOLES = new Set(['components', 'variables']);

function isWhole(node: BaseASTNode): boolean {
  const of = node as unknown as Readonly<Record<string, unknown>>;
  return (NEEDED[node.type] ?? []).every((key) => of[key] !== null && of[key] !== undefined);
}

/** Parts of a node, mended: those that cannot be are left out, or null where their place says which they are. */
function mendAll(parts: readonly unknown[], hasHoles: boolean): readonly unknown[] {
  const mended = parts.map(mend);
  const left = hasHoles
    ? mended.map((each) => each ?? null)
    : mended.filter((each) => each !== undefined && each !== null);
  return left.length === parts.length && left.every((each, at) => each === parts[at]) ? parts : left;
}

/** A part of a tree, mended; itself where nothing of it is to be mended, undefined where it cannot be. */
function mend(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return value;
  const node = value as BaseASTNode;
  const mended: Record<string, unknown> = {};
  let isAsItWas = true;
  for (const [key, part] of Object.entries(node)) {
    mended[key] = Array.isArray(part) ? mendAll(part, WITH_HOLES.has(key)) : mend(part);
    isAsItWas &&= mended[key] === part;
  }
  const whole = isAsItWas ? node : (mended as unknown as BaseASTNode);
  return isWhole(whole) ? whole : undefined;
}

/** A tree without the nodes that lack what their kind must have: each costs the statement or declaration around it. */
export function mendTree(unit: SourceUnit): SourceUnit {
  return (mend(unit) as SourceUnit | undefined) ?? { type: 'SourceUnit', children: [] };
}
