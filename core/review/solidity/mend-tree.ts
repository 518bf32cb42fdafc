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

/** A part of a tree, mended; undefined where it cannot be. */
function mend(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!('type' in value)) return value;
  const node = value as BaseASTNode;
  const mended: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(node)) {
    if (!Array.isArray(part)) mended[key] = mend(part);
    else {
      const parts = part.map(mend);
      mended[key] = WITH_HOLES.has(key)
        ? parts.map((each) => each ?? null)
        : parts.filter((each) => each !== undefined && each !== null);
    }
  }
  const whole = mended as unknown as BaseASTNode;
  return isWhole(whole) ? whole : undefined;
}

/** A tree without the nodes that lack what their kind must have: each costs the statement or declaration around it. */
export function mendTree(unit: SourceUnit): SourceUnit {
  return (mend(unit) as SourceUnit | undefined) ?? { type: 'SourceUnit', children: [] };
}
