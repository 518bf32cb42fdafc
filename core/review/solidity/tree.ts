import type {
  ASTNode,
  BaseASTNode,
  BinaryOperation,
  Expression,
  FunctionCall,
  Statement,
} from '@solidity-parser/parser/dist/src/ast-types.js';
import type { Place } from '../finding.ts';

export type {
  ASTNode,
  BaseASTNode,
  BinaryOperation,
  Block,
  ContractDefinition,
  Expression,
  FunctionCall,
  FunctionDefinition,
  ModifierDefinition,
  SourceUnit,
  Statement,
  StructDefinition,
  TypeName,
  VariableDeclaration,
} from '@solidity-parser/parser/dist/src/ast-types.js';

/** Keys of a node under which no part of the program stands that another key does not hold, too. */
const NO_PARTS = new Set(['loc', 'range', 'comments', 'identifier', 'identifiers', 'pathLiteral', 'type']);

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

const PARTS = new WeakMap<BaseASTNode, readonly ASTNode[]>();

/** What stands directly in a node, in the order of the source. */
export function partsOf(node: BaseASTNode): readonly ASTNode[] {
  const known = PARTS.get(node);
  if (known) return known;
  const parts: ASTNode[] = [];
  PARTS.set(node, parts);
  for (const [key, value] of Object.entries(node)) {
    if (NO_PARTS.has(key)) continue;
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) parts.push(each);
    } else if (isNode(value)) parts.push(value);
  }
  return parts;
}

/** A node and all within it, outer ones first. `visit` answers false to leave out what stands within. */
export function walk(node: BaseASTNode | null | undefined, visit: (node: ASTNode) => unknown): void {
  if (!node || visit(node as ASTNode) === false) return;
  for (const part of partsOf(node)) walk(part, visit);
}

/** All nodes of a type within one, itself too. */
export function nodesOf<T extends ASTNode['type']>(
  node: BaseASTNode | null | undefined,
  type: T,
): Extract<ASTNode, { type: T }>[] {
  const found: Extract<ASTNode, { type: T }>[] = [];
  walk(node, (each) => {
    if (each.type === type) found.push(each as Extract<ASTNode, { type: T }>);
  });
  return found;
}

/** Whether something within a node, or itself, is such. */
export function contains(node: BaseASTNode | null | undefined, is: (node: ASTNode) => boolean): boolean {
  let found = false;
  walk(node, (each) => {
    if (found) return false;
    found = is(each);
    return !found;
  });
  return found;
}

/** Where a node stands; the parser counts columns from 0, and the end at the last sign. */
export function placeOf(node: BaseASTNode): Place {
  const { loc } = node;
  if (!loc) return { line: 1 };
  return { line: loc.start.line, column: loc.start.column + 1 };
}

/** An expression without the parentheses around it. */
export function bare(node: Expression): Expression {
  let inner = node;
  while (inner.type === 'TupleExpression' && !inner.isArray && inner.components.length === 1) {
    const [only] = inner.components;
    if (!only) break;
    inner = only as Expression;
  }
  return inner;
}

/** A short text of an expression, the same for the same expression however it is laid out. */
export function textOf(node: BaseASTNode | null | undefined): string {
  if (!node) return '';
  const each = node as ASTNode;
  switch (each.type) {
    case 'Identifier':
    case 'ElementaryTypeName':
      return each.name;
    case 'UserDefinedTypeName':
      return each.namePath;
    case 'NumberLiteral':
      return each.number + (each.subdenomination ? ` ${each.subdenomination}` : '');
    case 'BooleanLiteral':
      return String(each.value);
    case 'StringLiteral':
      return JSON.stringify(each.value);
    case 'HexLiteral':
      return `hex"${each.value}"`;
    case 'MemberAccess':
      return `${textOf(each.expression)}.${each.memberName}`;
    case 'IndexAccess':
      return `${textOf(each.base)}[${textOf(each.index)}]`;
    case 'FunctionCall':
      return `${textOf(each.expression)}(${each.arguments.map(textOf).join(', ')})`;
    case 'NameValueExpression':
      return `${textOf(each.expression)}{${each.arguments.names.map((name, at) => `${name}: ${textOf(each.arguments.arguments[at])}`).join(', ')}}`;
    case 'BinaryOperation':
      return `${textOf(each.left)} ${each.operator} ${textOf(each.right)}`;
    case 'UnaryOperation':
      return each.isPrefix
        ? `${each.operator}${textOf(each.subExpression)}`
        : `${textOf(each.subExpression)}${each.operator}`;
    case 'TupleExpression':
      return `(${each.components.map(textOf).join(', ')})`;
    case 'Conditional':
      return `${textOf(each.condition)} ? ${textOf(each.trueExpression)} : ${textOf(each.falseExpression)}`;
    case 'NewExpression':
      return `new ${textOf(each.typeName)}`;
    case 'ArrayTypeName':
      return `${textOf(each.baseTypeName)}[${textOf(each.length)}]`;
    default:
      return each.type;
  }
}

/** A text of an expression for a message: no longer than a line. */
export function quoted(node: BaseASTNode | null | undefined): string {
  const text = textOf(node);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``;
}

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '|=', '&=', '^=', '<<=', '>>=']);

/** Whether an expression assigns something. */
export function isAssignment(node: BaseASTNode): node is BinaryOperation {
  return node.type === 'BinaryOperation' && ASSIGNMENTS.has((node as BinaryOperation).operator);
}

/** What an expression writes to: by assignment, `++`, `--`, `delete`, or `push` and `pop`. */
export function targetsOf(node: BaseASTNode): readonly Expression[] {
  const each = node as ASTNode;
  if (isAssignment(each)) {
    const left = bare(each.left);
    if (left.type !== 'TupleExpression') return [left];
    return left.components.filter((part) => part !== null).map((part) => bare(part as Expression));
  }
  if (each.type === 'UnaryOperation' && ['++', '--', 'delete'].includes(each.operator))
    return [bare(each.subExpression)];
  if (
    each.type === 'FunctionCall' &&
    each.expression.type === 'MemberAccess' &&
    (each.expression.memberName === 'push' || each.expression.memberName === 'pop')
  )
    return [bare(each.expression.expression)];
  return [];
}

/** The name that an lvalue begins with: `a` of `a[i].b`. */
export function rootOf(node: Expression): string | undefined {
  let inner = bare(node);
  for (;;) {
    if (inner.type === 'Identifier') return inner.name;
    if (inner.type === 'IndexAccess' || inner.type === 'IndexRangeAccess') inner = bare(inner.base);
    else if (inner.type === 'MemberAccess') inner = bare(inner.expression);
    else return undefined;
  }
}

/** Name of the function that a call calls by name alone; of `require(x)` it is `require`. */
export function calledName(node: FunctionCall): string | undefined {
  const called = node.expression;
  return called.type === 'Identifier' ? called.name : undefined;
}

/** The condition of `require` and `assert`. */
export function requiredBy(node: BaseASTNode): Expression | undefined {
  const each = node as ASTNode;
  if (each.type !== 'FunctionCall') return undefined;
  const name = calledName(each);
  return name === 'require' || name === 'assert' ? each.arguments[0] : undefined;
}

/** Whether a statement, or a list's last one, leaves the transaction undone. */
export function reverts(node: Statement | null | undefined): boolean {
  if (!node) return false;
  switch (node.type) {
    case 'Block':
      return node.statements.some((each) => reverts(each as Statement));
    case 'ThrowStatement':
    case 'RevertStatement':
      return true;
    case 'ExpressionStatement': {
      const call = node.expression;
      if (call?.type !== 'FunctionCall') return false;
      const name = calledName(call);
      if (name === 'revert') return true;
      const required = requiredBy(call);
      return required?.type === 'BooleanLiteral' && !required.value;
    }
    default:
      return false;
  }
}

/** Whether an expression is `msg.sender`, or what stands for it. */
export function isSender(node: BaseASTNode): boolean {
  const text = textOf(node);
  return text === 'msg.sender' || text === '_msgSender()' || text === 'msgSender()';
}

/** Whether `msg.sender` stands somewhere within. */
export function readsSender(node: BaseASTNode | null | undefined): boolean {
  return contains(
    node,
    (each) => (each.type === 'MemberAccess' || each.type === 'FunctionCall') && isSender(each),
  );
}
