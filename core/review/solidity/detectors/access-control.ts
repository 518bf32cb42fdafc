import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import { isSelfDestruct, readExternal } from '../calls.ts';
import { isEntry, type Model } from '../contract-model.ts';
import { asksWho, conditionsOf, isGuarded } from '../guards.ts';
import { isChosen, originsOf } from '../origins.ts';
import { openRoleBehind, ownerChanges } from '../owner-changes.ts';
import { found } from '../report.ts';
import { type Scope, storageBehind, typeOf } from '../scope.ts';
import {
  type BaseASTNode,
  bare,
  contains,
  type Expression,
  nodesOf,
  quoted,
  rootOf,
  textOf,
} from '../tree.ts';

function* ownershipForAll(model: Model): Iterable<Finding> {
  for (const { entry, role, likeConstructor } of ownerChanges(model))
    yield likeConstructor
      ? found(
          'solidity/wrong-constructor-name',
          entry.node,
          'high',
          `\`${entry.name}\` makes its caller the \`${role}\` as a constructor does, and anybody can call it.`,
        )
      : found(
          'solidity/unprotected-owner-change',
          entry.node,
          'high',
          `\`${entry.name}\` writes \`${role}\`, which says who may, for anybody who calls it.`,
        );
}

function* selfDestructs(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    if (!isEntry(scope.callable)) continue;
    for (const call of nodesOf(body, 'FunctionCall')) {
      if (!isSelfDestruct(call)) continue;
      const [name, contract] = [scope.callable.name || 'the fallback', scope.callable.contract.name];
      const role = isGuarded(scope) ? openRoleBehind(scope) : undefined;
      if (role)
        yield found(
          'solidity/unprotected-selfdestruct',
          call,
          'medium',
          `\`${name}\` asks \`${role}\`, which anybody can change, before it destroys \`${contract}\`.`,
        );
      else if (!isGuarded(scope))
        yield found(
          'solidity/unprotected-selfdestruct',
          call,
          'high',
          `Anybody who calls \`${name}\` destroys \`${contract}\`.`,
        );
    }
  }
}

function* delegateCalls(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    if (!isEntry(scope.callable) || scope.callable.reads) continue;
    for (const node of nodesOf(body, 'FunctionCall')) {
      const call = readExternal(scope, node);
      if (call?.kind !== 'delegatecall' && call?.kind !== 'callcode') continue;
      const receiver = originsOf(scope, call.receiver);
      const given = call.arguments.map((each) => originsOf(scope, each));
      if (isChosen(receiver) && !isGuarded(scope))
        yield found(
          'solidity/delegatecall-to-input',
          node,
          'high',
          `A caller chooses ${quoted(call.receiver)}, whose code runs on the storage of this contract.`,
        );
      else if (given.some((origins) => origins.has('data') || isChosen(origins)) && !isGuarded(scope))
        yield found(
          'solidity/delegatecall-of-input',
          node,
          'medium',
          `A caller chooses what ${quoted(call.receiver)} is asked to do on the storage of this contract.`,
        );
      else if ([...receiver].some((origin) => origin.startsWith('state:')))
        yield found(
          'solidity/delegatecall-of-input',
          node,
          'low',
          `${quoted(call.receiver)} works on the storage of this contract, whose layout must be the same as its own.`,
          'medium',
        );
    }
  }
}

function* txOrigins(model: Model): Iterable<Finding> {
  for (const { scope } of bodies(model)) {
    for (const condition of conditionsOf(scope.callable)) {
      const at = nodesOf(condition, 'MemberAccess').find((each) => textOf(each) === 'tx.origin');
      if (!at) continue;
      const withSender = contains(
        condition,
        (each) =>
          each.type === 'BinaryOperation' &&
          [each.left, each.right].some((side) => textOf(side) === 'tx.origin') &&
          [each.left, each.right].some((side) => textOf(side) === 'msg.sender'),
      );
      if (!withSender)
        yield found(
          'solidity/tx-origin',
          at,
          'high',
          `${quoted(condition)} holds for every contract that is called in the same transaction.`,
        );
    }
  }
}

function* arrayLengths(model: Model): Iterable<Finding> {
  // Since 0.6 nobody sets a length.
  if (model.versions.from >= 6) return;
  for (const { scope, body } of bodies(model)) {
    const report = (node: BaseASTNode, what: string) =>
      found('solidity/arbitrary-storage-write', node, 'medium', what);
    const isLength = (node: Expression) => {
      const each = bare(node);
      if (each.type !== 'MemberAccess' || each.memberName !== 'length') return undefined;
      const root = rootOf(each.expression);
      const isList = typeOf(scope, each.expression)?.type === 'ArrayTypeName';
      return isList && root && storageBehind(scope, root) ? textOf(each.expression) : undefined;
    };
    for (const node of nodesOf(body, 'UnaryOperation')) {
      const name = node.operator === '--' ? isLength(node.subExpression) : undefined;
      // An index is checked: there was one at least.
      const isRead = nodesOf(body, 'IndexAccess').some(({ base }) => textOf(base) === name);
      if (name && !isRead && !conditionsOf(scope.callable).some((each) => isAboveZero(each, name)))
        yield report(
          node,
          `\`${name}.length\` wraps to the largest number when the array is empty, and every index is within it then.`,
        );
    }
    for (const node of nodesOf(body, 'BinaryOperation')) {
      if (node.operator !== '=' && node.operator !== '-=') continue;
      const name = isLength(node.left);
      if (name && isChosen(originsOf(scope, node.right)) && !isGuarded(scope))
        yield report(node, `A caller chooses \`${name}.length\`, and so which of storage its index reaches.`);
    }
  }
}

/** Whether a condition requires that an array is not empty. */
function isAboveZero(condition: Expression, name: string): boolean {
  return contains(condition, (each) => {
    if (each.type !== 'BinaryOperation') return false;
    const [left, right] = [textOf(each.left), textOf(each.right)];
    const length = `${name}.length`;
    return (
      (left === length && ['>', '!='].includes(each.operator)) ||
      (right === length && (each.operator === '<' || each.operator === '!=')) ||
      (left === length && each.operator === '>=' && right !== '0') ||
      (left === length && each.operator === '==' && right === '0')
    );
  });
}

/** The ether of a contract, or a fixed sum, for whoever asks. */
function* withdrawals(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    if (!isEntry(scope.callable)) continue;
    for (const node of nodesOf(body, 'FunctionCall')) {
      const call = readExternal(scope, node);
      if (!call?.value || call.kind === 'function' || isNothing(call.value)) continue;
      if (isGuarded(scope)) {
        const role = goesByBooks(scope) ? undefined : openRoleBehind(scope);
        if (role)
          yield found(
            'solidity/unprotected-withdrawal',
            node,
            'medium',
            `\`${scope.callable.name || 'the fallback'}\` asks \`${role}\`, which anybody can change, before ${quoted(call.value)} is sent.`,
          );
        continue;
      }
      const to = originsOf(scope, call.receiver);
      if (!to.has('sender') && ![...to].some((origin) => origin.startsWith('parameter:'))) continue;
      const of = [...originsOf(scope, call.value)];
      const isOwn = of.includes('value') || of.some((origin) => origin.startsWith('state:'));
      if (isOwn || readsState(scope)) continue;
      yield found(
        'solidity/unprotected-withdrawal',
        node,
        'medium',
        `Whoever calls \`${scope.callable.name || 'the fallback'}\` has ${quoted(call.value)} sent to ${quoted(call.receiver)}.`,
      );
    }
  }
}

/** Whether a function that asks who calls asks also what the books hold: it pays what is somebody's, not what is there. */
function goesByBooks(scope: Scope): boolean {
  return conditionsOf(scope.callable).some(
    (condition) =>
      !asksWho(scope, condition) &&
      [...originsOf(scope, condition)].some((origin) => origin.startsWith('state:')),
  );
}

/** Whether it is written that no ether is sent. */
function isNothing(value: Expression): boolean {
  const each = bare(value);
  return each.type === 'NumberLiteral' && each.number === '0';
}

/** Whether a function goes on by what the books say, or for who pays. */
function readsState(scope: Scope): boolean {
  return conditionsOf(scope.callable).some((condition) => {
    const origins = originsOf(scope, condition);
    return origins.has('value') || [...origins].some((origin) => origin.startsWith('state:'));
  });
}

/** `amount >= balances[msg.sender]`, where the amount is taken from it. */
function* invertedChecks(model: Model): Iterable<Finding> {
  for (const { scope } of bodies(model)) {
    const taken = assignmentsOf(scope.callable).flatMap(({ target, value, compound }) => {
      const each = bare(value);
      if (compound) return [[textOf(target), textOf(value)]];
      return each.type === 'BinaryOperation' && each.operator === '-' && textOf(each.left) === textOf(target)
        ? [[textOf(target), textOf(each.right)]]
        : [];
    });
    for (const condition of conditionsOf(scope.callable)) {
      const each = bare(condition);
      if (each.type !== 'BinaryOperation') continue;
      const [less, more] = ['>', '>='].includes(each.operator)
        ? [each.right, each.left]
        : ['<', '<='].includes(each.operator)
          ? [each.left, each.right]
          : [];
      if (!less || !more || bare(less).type !== 'IndexAccess') continue;
      const isRequired = nodesOf(scope.callable.node.body, 'FunctionCall').some(
        (call) => call.arguments[0] === condition,
      );
      if (isRequired && taken.some(([from, amount]) => from === textOf(less) && amount === textOf(more)))
        yield found(
          'solidity/inverted-balance-check',
          each,
          'high',
          `${quoted(each)} holds where too little is there, and ${quoted(more)} is taken all the same.`,
        );
    }
  }
}

/** Who may do what, and what asks nobody. */
export function* detectAccessControl(model: Model): Iterable<Finding> {
  yield* ownershipForAll(model);
  yield* selfDestructs(model);
  yield* delegateCalls(model);
  yield* txOrigins(model);
  yield* arrayLengths(model);
  yield* withdrawals(model);
  yield* invertedChecks(model);
}
