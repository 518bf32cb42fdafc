import type { Finding } from '../../finding.ts';
import { bodies } from '../bodies.ts';
import { type ExternalCall, isNeverMade, readExternal } from '../calls.ts';
import type { Model } from '../contract-model.ts';
import { found } from '../report.ts';
import type { Scope } from '../scope.ts';
import {
  type ASTNode,
  type BaseASTNode,
  bare,
  contains,
  type Expression,
  nodesOf,
  quoted,
  requiredBy,
  reverts,
  type Statement,
  walk,
} from '../tree.ts';

const ANSWERING = new Set(['call', 'delegatecall', 'callcode', 'send']);

function report(call: ExternalCall, node: BaseASTNode, what: string): Finding {
  return call.kind === 'send'
    ? found('solidity/unchecked-send', node, 'high', `\`send\` to ${quoted(call.receiver)} ${what}.`)
    : found('solidity/unchecked-call', node, 'high', `\`${call.kind}\` of ${quoted(call.receiver)} ${what}.`);
}

/** Whether nothing happens in a branch. */
function isEmpty(node: Statement | null): boolean {
  return node === null || (node.type === 'Block' && node.statements.length === 0);
}

/** A constant by its looks: a literal, or literals compared. */
function isConstant(node: Expression): boolean {
  return !contains(node, (each) =>
    ['Identifier', 'MemberAccess', 'FunctionCall', 'IndexAccess'].includes(each.type),
  );
}

/** Whether the answer of a call does not decide what a condition comes to: `!a.send(1) || 1 == 1`. */
function isDrowned(condition: Expression, call: BaseASTNode): boolean {
  return contains(condition, (each) => {
    if (each.type !== 'BinaryOperation' || (each.operator !== '||' && each.operator !== '&&')) return false;
    const [inLeft, inRight] = [each.left, each.right].map((side) => contains(side, (part) => part === call));
    return (inLeft! && isConstant(each.right)) || (inRight! && isConstant(each.left));
  });
}

/** What is wrong with how an `if` looks at a call's answer. */
function misread(node: Extract<ASTNode, { type: 'IfStatement' }>, call: BaseASTNode): string | undefined {
  if (isDrowned(node.condition, call))
    return 'is asked together with what is always so, so that its answer decides nothing';
  if (isEmpty(node.trueBody) && isEmpty(node.falseBody))
    return 'is asked whether it succeeded, and nothing follows from it';
  const condition = bare(node.condition);
  const negated =
    condition.type === 'UnaryOperation' &&
    condition.operator === '!' &&
    bare(condition.subExpression) === call;
  const [failed, succeeded] = negated ? [node.trueBody, node.falseBody] : [node.falseBody, node.trueBody];
  if ((negated || condition === call) && !reverts(failed) && reverts(succeeded))
    return 'is undone where it succeeds, and goes on where it fails';
  return undefined;
}

/** A place as one number: lines hold fewer signs than this. */
const WIDEST = 2 ** 20;
const startOf = ({ loc }: BaseASTNode) => (loc ? loc.start.line * WIDEST + loc.start.column : 0);
const endOf = ({ loc }: BaseASTNode) => (loc ? loc.end.line * WIDEST + loc.end.column : 0);

/** Finds out whether anybody reads a variable of a function once it was given something at a place. */
function findReads(body: BaseASTNode): (name: string, at: BaseASTNode) => boolean {
  /** Where each name is read last. */
  const reads = new Map<string, number>();
  const loops: BaseASTNode[] = [];
  const written = new Set<BaseASTNode>();
  walk(body, (node) => {
    if (['ForStatement', 'WhileStatement', 'DoWhileStatement'].includes(node.type)) loops.push(node);
    if (node.type === 'BinaryOperation' && node.operator === '=') {
      const left = bare(node.left);
      for (const part of left.type === 'TupleExpression' ? left.components : [left])
        if (part) written.add(bare(part as Expression));
    }
    if (node.type === 'Identifier' && !written.has(node))
      reads.set(node.name, Math.max(reads.get(node.name) ?? 0, startOf(node)));
    // Its words are no expressions.
    if (node.type === 'AssemblyCall') reads.set(node.functionName, Number.POSITIVE_INFINITY);
  });
  return (name, at) => {
    // What stands before it in a loop comes behind it, too.
    const around = loops.filter((loop) => startOf(loop) <= startOf(at) && endOf(at) <= endOf(loop));
    const from = Math.min(endOf(at), ...around.map(startOf));
    return (reads.get(name) ?? -1) >= from;
  };
}

function* look(scope: Scope, body: BaseASTNode): Iterable<Finding> {
  const isRead = findReads(body);
  const answers = new Set(scope.callable.returns.map(({ name }) => name));
  const answering = (node: BaseASTNode | null | undefined): ExternalCall | undefined => {
    if (node?.type !== 'FunctionCall') return undefined;
    const call = readExternal(scope, node as Extract<ASTNode, { type: 'FunctionCall' }>);
    return call && ANSWERING.has(call.kind) ? call : undefined;
  };
  /** An answer that is given to a variable of this function alone, which nobody asks any more. */
  function* kept(node: Extract<ASTNode, { type: 'BinaryOperation' }>): Iterable<Finding> {
    const [value, left] = [bare(node.right), bare(node.left)];
    const call = answering(value);
    if (!call) return;
    const first = left.type === 'TupleExpression' ? left.components[0] : left;
    const target = first && bare(first as Expression);
    if (!target) yield report(call, value, 'may fail unnoticed, its answer is dropped');
    else if (
      target.type === 'Identifier' &&
      scope.callable.locals.has(target.name) &&
      !answers.has(target.name) &&
      !isRead(target.name, node)
    )
      yield report(call, value, `may fail unnoticed, nobody reads \`${target.name}\` any more`);
  }
  for (const { expression } of nodesOf(body, 'ExpressionStatement')) {
    if (!expression) continue;
    const node = bare(expression);
    const call = answering(node);
    if (call) yield report(call, node, 'may fail unnoticed');
    else if (node.type === 'BinaryOperation' && node.operator === '=') yield* kept(node);
    else if (node.type === 'FunctionCall' && isNeverMade(node))
      yield found(
        'solidity/unchecked-call',
        node,
        'medium',
        `${quoted(node)} names ether or gas of a call that is never made, and nobody notices.`,
      );
  }
  for (const node of nodesOf(body, 'VariableDeclarationStatement')) {
    const value = node.initialValue && bare(node.initialValue);
    const call = answering(value);
    if (!call || !value) continue;
    const [answer] = node.variables as ({ name?: string | null } | null)[];
    if (!answer?.name) yield report(call, value, 'may fail unnoticed, its answer is dropped');
    else if (!isRead(answer.name, node))
      yield report(call, value, `may fail unnoticed, nobody reads \`${answer.name}\``);
  }
  for (const node of nodesOf(body, 'IfStatement')) {
    for (const inner of nodesOf(node.condition, 'FunctionCall')) {
      const call = answering(inner);
      const wrong = call && misread(node, inner);
      if (call && wrong) yield report(call, inner, wrong);
    }
  }
  for (const node of nodesOf(body, 'FunctionCall')) {
    const condition = requiredBy(node);
    if (!condition) continue;
    for (const inner of nodesOf(condition, 'FunctionCall')) {
      const call = answering(inner);
      if (call && isDrowned(condition, inner))
        yield report(call, inner, 'is asked together with what is always so');
    }
  }
}

/** Low-level calls and `send` whose failure changes nothing. */
export function* detectUncheckedCalls(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) yield* look(scope, body);
}
