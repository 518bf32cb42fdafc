import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import { readExternal } from '../calls.ts';
import { conditionsOf } from '../conditions.ts';
import { type Contract, isEntry, type Model, stateVariable } from '../contract-model.ts';
import { isGuarded } from '../guards.ts';
import { isChosen, originsOf } from '../origins.ts';
import { found } from '../report.ts';
import { isState, type Scope, storageBehind, typeNameOf } from '../scope.ts';
import {
  type BaseASTNode,
  bare,
  calledName,
  contains,
  type Expression,
  isSender,
  nodesOf,
  quoted,
  rootOf,
} from '../tree.ts';

/** A plain number of storage that a call replaces by what its caller sends: a price, a reward. */
function offersOf(scope: Scope): ReadonlySet<string> {
  const offers = new Set<string>();
  for (const { callables } of scope.leaf.lineage) {
    for (const callable of callables) {
      if (!isEntry(callable)) continue;
      const inner: Scope = { ...scope, callable };
      for (const { target, value, compound } of assignmentsOf(callable)) {
        if (compound || target.type !== 'Identifier' || !isState(inner, target.name)) continue;
        const isNumber = /^u?int/.test(typeNameOf(stateVariable(scope.leaf, target.name)?.typeName));
        const given = bare(value);
        const isGiven = given.type === 'MemberAccess' || given.type === 'Identifier';
        const origins = originsOf(inner, given);
        if (isNumber && isGiven && (origins.has('value') || (isChosen(origins) && !isGuarded(inner))))
          offers.add(target.name);
      }
    }
  }
  return offers;
}

/** Payments of an amount that another transaction of the same block can replace. */
function* payments(scope: Scope, body: BaseASTNode): Iterable<Finding> {
  let offers: ReadonlySet<string> | undefined;
  for (const node of nodesOf(body, 'FunctionCall')) {
    const call = readExternal(scope, node);
    const value = call?.value && bare(call.value);
    if (value?.type !== 'Identifier' || !isState(scope, value.name)) continue;
    offers ??= offersOf(scope);
    if (offers.has(value.name) && isClaimed(scope, value.name))
      yield found(
        'solidity/order-decides',
        node,
        'medium',
        `How much \`${value.name}\` is depends on which transaction of a block comes first.`,
      );
  }
}

/** Whether whoever calls is paid an amount in a function that does not set it. */
function isClaimed(scope: Scope, name: string): boolean {
  return scope.leaf.lineage.some(({ callables }) =>
    callables.some((callable) => {
      const inner: Scope = { ...scope, callable };
      if (!isEntry(callable) || assignmentsOf(callable).some(({ target }) => rootOf(target) === name))
        return false;
      return nodesOf(callable.node.body, 'FunctionCall').some((node) => {
        const call = readExternal(inner, node);
        return call?.value && rootOf(call.value) === name && originsOf(inner, call.receiver).has('sender');
      });
    }),
  );
}

const HASHES = new Set(['keccak256', 'sha3', 'sha256', 'ripemd160']);

/** Whether a hash of what a caller sends, and of nothing of their own, must be what is known already. */
function asksForAnswer(scope: Scope, condition: Expression): boolean {
  return contains(condition, (node) => {
    if (node.type !== 'BinaryOperation' || node.operator !== '==') return false;
    const sides = [node.left, node.right].map(bare);
    return sides.some((side, at) => {
      const other = sides[1 - at]!;
      if (side.type !== 'FunctionCall' || !HASHES.has(calledName(side) ?? '')) return false;
      const origins = originsOf(scope, side);
      const known = [...originsOf(scope, other)];
      return (
        isChosen(origins) && !origins.has('sender') && known.every((origin) => origin.startsWith('state:'))
      );
    });
  });
}

/** Whether a function pays who calls it, or notes that they have won. */
function rewards(scope: Scope): BaseASTNode | undefined {
  for (const node of nodesOf(scope.callable.node.body, 'FunctionCall')) {
    const call = readExternal(scope, node);
    if (call?.value && originsOf(scope, call.receiver).has('sender')) return node;
  }
  return assignmentsOf(scope.callable).find(
    ({ target, value }) =>
      isSender(bare(value)) && target.type === 'Identifier' && isState(scope, target.name),
  )?.target;
}

function* answers(scope: Scope): Iterable<Finding> {
  if (!isEntry(scope.callable) || isGuarded(scope)) return;
  const condition = conditionsOf(scope.callable).find((each) => asksForAnswer(scope, each));
  const reward = condition && rewards(scope);
  if (condition && reward)
    yield found(
      'solidity/answer-in-the-clear',
      condition,
      'medium',
      `Whoever sees the transaction that makes ${quoted(condition)} true can send it first.`,
    );
}

/** Bets that are kept as they were sent, where what all of them say decides who is paid. */
function* bets(scope: Scope): Iterable<Finding> {
  if (!isEntry(scope.callable) || !scope.callable.payable) return;
  for (const { target, value } of assignmentsOf(scope.callable)) {
    const name = rootOf(target);
    const kept = name && storageBehind(scope, name);
    const given = bare(value);
    if (!kept || given.type !== 'FunctionCall' || !given.arguments.some((each) => isSender(bare(each))))
      continue;
    const guess = given.arguments.find((each) => isPlainNumber(scope, bare(each)));
    if (guess && decidesByRest(scope, kept))
      yield found(
        'solidity/answer-in-the-clear',
        target,
        'medium',
        `${quoted(guess)} is kept as it was sent, so that who bets last knows what all others bet.`,
      );
  }
}

function isPlainNumber(scope: Scope, node: Expression): boolean {
  if (node.type !== 'Identifier') return false;
  return scope.callable.parameters.some(
    ({ name, typeName }) => name === node.name && /^u?int/.test(typeNameOf(typeName)),
  );
}

/** Whether some function reckons with what is kept: takes the rest of a division of it. */
function decidesByRest(scope: Scope, kept: string): boolean {
  return scope.leaf.lineage.some(({ callables }) =>
    callables.some((callable) =>
      nodesOf(callable.node.body, 'BinaryOperation').some(
        (node) => node.operator === '%' && originsOf({ ...scope, callable }, node.left).has(`state:${kept}`),
      ),
    ),
  );
}

/** What a coin offers to those who change an allowance step by step. */
const BY_STEPS = /^(increase|decrease)_?(allowance|approval)$/i;
const STEPS = new WeakMap<Contract, boolean>();

function hasSteps(leaf: Contract): boolean {
  const known = STEPS.get(leaf);
  if (known !== undefined) return known;
  const has = leaf.lineage.some(({ callables }) => callables.some(({ name }) => BY_STEPS.test(name)));
  STEPS.set(leaf, has);
  return has;
}

/** `allowed[msg.sender][spender] = value` in `approve`, whatever is allowed already, where there is no other way. */
function* approvals(scope: Scope): Iterable<Finding> {
  const { callable } = scope;
  if (!isEntry(callable) || callable.name !== 'approve' || callable.parameters.length !== 2) return;
  if (hasSteps(scope.leaf)) return;
  const asked = conditionsOf(callable);
  for (const { target, value, compound } of assignmentsOf(callable)) {
    if (compound || target.type !== 'IndexAccess' || bare(target.base).type !== 'IndexAccess') continue;
    const root = rootOf(target);
    const isAsked = asked.some((condition) =>
      contains(condition, (each) => each.type === 'Identifier' && each.name === root),
    );
    if (root && isState(scope, root) && isChosen(originsOf(scope, value)) && !isAsked)
      yield found(
        'solidity/approve-race',
        target,
        'medium',
        `${quoted(target)} is replaced, whatever was spent of it in the same block.`,
      );
  }
}

/** What depends on who is first in a block. */
export function* detectFrontRunning(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    if (isEntry(scope.callable)) yield* payments(scope, body);
    yield* answers(scope);
    yield* bets(scope);
    yield* approvals(scope);
  }
}
