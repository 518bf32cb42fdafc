import type { Finding } from '../../finding.ts';
import { bodies } from '../bodies.ts';
import { type ExternalCall, readExternal } from '../calls.ts';
import { isEntry, type Model, stateVariable } from '../contract-model.ts';
import { isGuarded } from '../guards.ts';
import { originsOf } from '../origins.ts';
import { found } from '../report.ts';
import { isState, type Scope, storageBehind, typeNameOf } from '../scope.ts';
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
  rootOf,
  type Statement,
  targetsOf,
  walk,
} from '../tree.ts';
import { openWriters } from '../trust.ts';

/** From so many rounds on a loop that writes storage in each is near what a block can pay for. */
const MANY_ROUNDS = 100;

type Loop = Extract<Statement, { type: 'ForStatement' | 'WhileStatement' | 'DoWhileStatement' }>;

function loopsOf(body: BaseASTNode): Loop[] {
  return [
    ...nodesOf(body, 'ForStatement'),
    ...nodesOf(body, 'WhileStatement'),
    ...nodesOf(body, 'DoWhileStatement'),
  ];
}

const conditionOf = (loop: Loop) =>
  loop.type === 'ForStatement' ? loop.conditionExpression : loop.condition;

/** What stands in the body of some loop; each node is looked at once. */
function inLoops(body: BaseASTNode): ReadonlySet<BaseASTNode> {
  const inside = new Set<BaseASTNode>();
  for (const loop of loopsOf(body))
    walk(loop.body, (node) => {
      if (inside.has(node)) return false;
      return inside.add(node);
    });
  return inside;
}

/** Answers by name, each found once. */
function remember<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name)!;
  };
}

/** Calls whose failure undoes the transaction: `transfer`, and answers that are required or turned back upon. */
function requiredCalls(scope: Scope, body: BaseASTNode): { call: ExternalCall; node: BaseASTNode }[] {
  const calls: { call: ExternalCall; node: BaseASTNode }[] = [];
  const add = (within: BaseASTNode, kinds: readonly string[]) => {
    for (const node of nodesOf(within, 'FunctionCall')) {
      const call = readExternal(scope, node);
      if (call && kinds.includes(call.kind)) calls.push({ call, node });
    }
  };
  add(body, ['transfer']);
  walk(body, (node) => {
    const required = requiredBy(node);
    if (required) add(required, ['send', 'call']);
    if (node.type === 'IfStatement' && (reverts(node.trueBody) || reverts(node.falseBody)))
      add(node.condition, ['send', 'call']);
  });
  return calls;
}

/** State that a receiver is kept in, where anybody can put themselves there. */
function openReceiver(
  scope: Scope,
  receiver: Expression,
  isOpen: (name: string) => boolean,
): string | undefined {
  const root = rootOf(receiver);
  const name = root && storageBehind(scope, root);
  if (!name || originsOf(scope, receiver).has('sender')) return undefined;
  return isOpen(name) ? name : undefined;
}

function* payments(scope: Scope, body: BaseASTNode): Iterable<Finding> {
  const looped = inLoops(body);
  const openOf = remember((receiver: string) => openWriters(scope, receiver).length > 0);
  const isWritten = remember((name: string) => writes(scope, name));
  for (const { call, node } of requiredCalls(scope, body)) {
    const name = openReceiver(scope, call.receiver, openOf);
    if (looped.has(node)) {
      if (name && bare(call.receiver).type !== 'Identifier')
        yield found(
          'solidity/payments-in-loop',
          node,
          'high',
          `If ${quoted(call.receiver)} refuses, nobody of \`${name}\` is paid.`,
        );
      else if (
        bare(call.receiver).type === 'IndexAccess' &&
        name === undefined &&
        isStateList(scope, call.receiver)
      )
        yield found(
          'solidity/payments-in-loop',
          node,
          'medium',
          `If ${quoted(call.receiver)} refuses, nobody is paid.`,
        );
    } else if (name && isPlainAddress(scope, name) && isWritten(name)) {
      yield found(
        'solidity/payment-blocks-others',
        node,
        'medium',
        `If ${quoted(call.receiver)} refuses to be paid, nobody can take their place in \`${name}\`.`,
      );
    }
  }
}

function isStateList(scope: Scope, receiver: Expression): boolean {
  const root = rootOf(receiver);
  return root !== undefined && storageBehind(scope, root) !== undefined;
}

function isPlainAddress(scope: Scope, name: string): boolean {
  return typeNameOf(stateVariable(scope.leaf, name)?.typeName).startsWith('address');
}

/** Whether a function writes a variable of storage itself. */
function writes(scope: Scope, name: string): boolean {
  return contains(scope.callable.node.body, (node) =>
    targetsOf(node).some((target) => rootOf(target) === name),
  );
}

/** Whether a loop's body makes storage longer: `push`, or `length` that grows. */
function grows(scope: Scope, body: BaseASTNode): boolean {
  return contains(body, (node) =>
    targetsOf(node).some((target) => {
      const root = rootOf(target);
      const isStorage = root !== undefined && storageBehind(scope, root) !== undefined;
      return (
        isStorage &&
        (node.type === 'FunctionCall' ||
          (bare(target).type === 'MemberAccess' &&
            (bare(target) as { memberName: string }).memberName === 'length'))
      );
    }),
  );
}

/** Whether a loop's body writes storage. */
function stores(scope: Scope, body: BaseASTNode): boolean {
  return contains(body, (node) =>
    targetsOf(node).some((target) => {
      const root = rootOf(target);
      return (
        root !== undefined && bare(target).type !== 'Identifier' && storageBehind(scope, root) !== undefined
      );
    }),
  );
}

/** Whether anybody can make a list in storage longer. */
function isOpenList(scope: Scope, name: string): boolean {
  return scope.leaf.lineage.some(({ callables }) =>
    callables.some(
      (callable) =>
        isEntry(callable) &&
        !isGuarded({ ...scope, callable }) &&
        contains(
          callable.node.body,
          (node) => node.type === 'FunctionCall' && targetsOf(node).some((target) => rootOf(target) === name),
        ),
    ),
  );
}

/** The list in storage whose length bounds a loop, if anybody can make it longer. */
function openList(
  scope: Scope,
  condition: Expression,
  isOpen: (name: string) => boolean,
): string | undefined {
  for (const access of nodesOf(condition, 'MemberAccess')) {
    if (access.memberName !== 'length') continue;
    const root = rootOf(access.expression);
    const name = root && storageBehind(scope, root);
    if (name && isOpen(name)) return name;
  }
  return undefined;
}

/** Lists that are emptied at once: each element that was there is paid for. */
function* emptied(scope: Scope, body: BaseASTNode, isOpen: (name: string) => boolean): Iterable<Finding> {
  const all: BaseASTNode[] = [...nodesOf(body, 'BinaryOperation'), ...nodesOf(body, 'UnaryOperation')];
  for (const node of all) {
    const [target] = targetsOf(node);
    if (!target || !isEmptying(node as ASTNode)) continue;
    const list =
      target.type === 'MemberAccess' && target.memberName === 'length' ? bare(target.expression) : target;
    if (list.type !== 'Identifier' || !isState(scope, list.name)) continue;
    const type = stateVariable(scope.leaf, list.name)?.typeName;
    if (type?.type === 'ArrayTypeName' && !type.length && isOpen(list.name))
      yield found(
        'solidity/unbounded-loop',
        node,
        'medium',
        `All of \`${list.name}\`, which anybody makes longer, is emptied at once.`,
      );
  }
}

/** `delete a`, `a.length = 0`, `a = new T[](0)`. */
function isEmptying(node: ASTNode): boolean {
  if (node.type === 'UnaryOperation') return node.operator === 'delete';
  if (node.type !== 'BinaryOperation' || node.operator !== '=') return false;
  const value = bare(node.right);
  if (value.type === 'NumberLiteral')
    return bare(node.left).type === 'MemberAccess' && Number(value.number) === 0;
  return value.type === 'FunctionCall' && value.expression.type === 'NewExpression';
}

function* loops(scope: Scope, body: BaseASTNode, isOpen: (name: string) => boolean): Iterable<Finding> {
  for (const loop of loopsOf(body)) {
    const condition = conditionOf(loop);
    if (!condition) continue;
    const say = (what: string) => found('solidity/unbounded-loop', loop, 'medium', `The loop ${what}.`);
    const bounds = nodesOf(condition, 'NumberLiteral').map(({ number }) => Number(number));
    const byCaller = nodesOf(condition, 'Identifier').find(({ name }) =>
      scope.callable.parameters.some(
        (each) => each.name === name && /^u?int/.test(typeNameOf(each.typeName)),
      ),
    );
    const list = openList(scope, condition, isOpen);
    if (grows(scope, loop.body) && bounds.some((each) => each >= MANY_ROUNDS))
      yield say('makes storage longer in each of many rounds');
    else if (byCaller && grows(scope, loop.body) && isEntry(scope.callable) && !isGuarded(scope))
      yield say(
        `runs \`${byCaller.name}\` times, which a caller chooses, and makes storage longer each time`,
      );
    else if (list && stores(scope, loop.body))
      yield say(`runs over all of \`${list}\`, which anybody makes longer, and writes storage each time`);
  }
}

/** What can stop a contract for everybody: receivers who refuse, loops that outgrow a block. */
export function* detectDenialOfService(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    const isOpen = remember((name: string) => isOpenList(scope, name));
    yield* payments(scope, body);
    yield* loops(scope, body, isOpen);
    if (isEntry(scope.callable)) yield* emptied(scope, body, isOpen);
  }
}
