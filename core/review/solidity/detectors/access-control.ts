import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies, entries } from '../bodies.ts';
import { isSelfDestruct, readExternal } from '../calls.ts';
import { type Callable, type Contract, isEntry, type Model, stateVariable } from '../contract-model.ts';
import { asksWho, conditionsOf, isGuarded } from '../guards.ts';
import { isChosen, originsOf } from '../origins.ts';
import { found } from '../report.ts';
import { calledHere, isState, type Scope, storageBehind, typeOf } from '../scope.ts';
import {
  type BaseASTNode,
  bare,
  contains,
  type Expression,
  nodesOf,
  quoted,
  readsSender,
  rootOf,
  textOf,
  walk,
} from '../tree.ts';

/** State that says who may: compared with the caller somewhere, or looked up by the caller as a yes or no. */
function rolesOf(model: Model, leaf: Contract): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const contract of leaf.lineage) {
    for (const callable of contract.callables) {
      const scope: Scope = { model, leaf, callable };
      const addBase = (base: Expression) => {
        const name = rootOf(base);
        if (name && isState(scope, name) && isRoleMap(leaf, name)) roles.add(name);
      };
      for (const condition of [
        ...conditionsOf(callable),
        ...nodesOf(callable.node.body, 'ReturnStatement').flatMap(({ expression }) => expression ?? []),
      ]) {
        if (!asksWho(scope, condition)) continue;
        walk(condition, (each) => {
          if (each.type === 'BinaryOperation' && (each.operator === '==' || each.operator === '!=')) {
            const sides = [bare(each.left), bare(each.right)];
            if (!sides.some((side) => readsSender(side) || textOf(side) === 'tx.origin')) return true;
            for (const side of sides) {
              const name = side.type === 'Identifier' && isState(scope, side.name) ? side.name : undefined;
              if (name && isAddress(leaf, name)) roles.add(name);
              else if (side.type === 'IndexAccess' && readsSender(side.index)) addBase(side.base);
            }
          } else if (each.type === 'IndexAccess' && readsSender(each.index)) addBase(each.base);
          else if (each.type === 'FunctionCall' && each.arguments.some(readsSender)) {
            const asked = calledHere(scope, each);
            for (const access of nodesOf(asked?.node.body, 'IndexAccess')) addBase(access.base);
          }
          return true;
        });
      }
    }
  }
  return roles;
}

function isAddress(leaf: Contract, name: string): boolean {
  const type = stateVariable(leaf, name)?.typeName;
  return type?.type === 'ElementaryTypeName' && type.name.startsWith('address');
}

const ROLE = /owner|admin|auth|operator|minter|signer|govern|guardian/i;

/** A list of who may: by its name, for a yes by address is as often who has been paid. */
function isRoleMap(leaf: Contract, name: string): boolean {
  return stateVariable(leaf, name)?.typeName?.type === 'Mapping' && ROLE.test(name);
}

/** Whether a function goes on only if something of the state was not so before: a beginning that happens once. */
function happensOnce(scope: Scope, name: string): boolean {
  const written = new Set(assignmentsOf(scope.callable).map(({ target }) => rootOf(target)));
  const modifiers =
    scope.callable.node.type === 'FunctionDefinition' ? (scope.callable.node.modifiers ?? []) : [];
  if (modifiers.some((each) => /init|once/i.test(each.name))) return true;
  return conditionsOf(scope.callable).some((condition) =>
    contains(
      condition,
      (each) =>
        each.type === 'Identifier' &&
        (each.name === name || written.has(each.name)) &&
        isState(scope, each.name),
    ),
  );
}

function* ownerChanges(model: Model): Iterable<Finding> {
  const roles = new Map<Contract, ReadonlySet<string>>();
  for (const { leaf, entry } of entries(model)) {
    if (!roles.has(leaf)) roles.set(leaf, rolesOf(model, leaf));
    const scope: Scope = { model, leaf, callable: entry };
    if (isGuarded(scope)) continue;
    for (const { callable, assignment } of writesOf(scope)) {
      const inner: Scope = { ...scope, callable };
      const name = rootOf(assignment.target);
      const root = name && storageBehind(inner, name);
      if (!root || !roles.get(leaf)!.has(root)) continue;
      const origins = originsOf(inner, assignment.value);
      const target = bare(assignment.target);
      const key = target.type === 'IndexAccess' ? originsOf(inner, target.index) : undefined;
      if (!isChosen(origins) && !origins.has('sender') && !(key && isChosen(key))) continue;
      if (happensOnce(scope, root) || happensOnce(inner, root)) continue;
      const looksLikeConstructor = isMeantAsConstructor(entry, root, origins.has('sender'));
      yield looksLikeConstructor
        ? found(
            'solidity/wrong-constructor-name',
            entry.node,
            'high',
            `\`${entry.name}\` makes its caller the \`${root}\` as a constructor does, and anybody can call it.`,
          )
        : found(
            'solidity/unprotected-owner-change',
            entry.node,
            'high',
            `\`${entry.name}\` writes \`${root}\`, which says who may, for anybody who calls it.`,
          );
      break;
    }
  }
}

/** Assignments of a function and of the functions of the same contract that it calls. */
function writesOf(
  scope: Scope,
): { callable: Callable; assignment: ReturnType<typeof assignmentsOf>[number] }[] {
  const own = assignmentsOf(scope.callable).map((assignment) => ({ callable: scope.callable, assignment }));
  const called = nodesOf(scope.callable.node.body, 'FunctionCall').flatMap((call) => {
    const name = call.expression.type === 'Identifier' ? call.expression.name : undefined;
    const callee = name
      ? scope.leaf.lineage
          .flatMap(({ callables }) => callables)
          .find((each) => each.name === name && each.role === 'function')
      : undefined;
    return callee && callee !== scope.callable
      ? assignmentsOf(callee).map((assignment) => ({ callable: callee, assignment }))
      : [];
  });
  return [...own, ...called];
}

/** Whether a function does what only constructors do: makes who calls it the owner, and has a name that is no verb of that. */
function isMeantAsConstructor(entry: Callable, _root: string, fromSender: boolean): boolean {
  const name = entry.name.toLowerCase();
  const contract = entry.contract.name.toLowerCase();
  const isLike =
    name === contract ||
    name === 'constructor' ||
    (name.length > 3 && (contract.includes(name) || name.includes(contract)));
  return fromSender && (isLike || /^[A-Z]/.test(entry.name));
}

function* selfDestructs(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    if (!isEntry(scope.callable) || isGuarded(scope)) continue;
    for (const call of nodesOf(body, 'FunctionCall'))
      if (isSelfDestruct(call))
        yield found(
          'solidity/unprotected-selfdestruct',
          call,
          'high',
          `Anybody who calls \`${scope.callable.name || 'the fallback'}\` destroys \`${scope.callable.contract.name}\`.`,
        );
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
    if (!isEntry(scope.callable) || isGuarded(scope)) continue;
    for (const node of nodesOf(body, 'FunctionCall')) {
      const call = readExternal(scope, node);
      if (!call?.value || call.kind === 'function') continue;
      const to = originsOf(scope, call.receiver);
      if (!to.has('sender') && ![...to].some((origin) => origin.startsWith('parameter:'))) continue;
      const of = [...originsOf(scope, call.value)];
      const isOwn = of.includes('value') || of.some((origin) => origin.startsWith('state:'));
      if (
        isOwn ||
        readsState(scope) ||
        (bare(call.value).type === 'NumberLiteral' && (bare(call.value) as { number: string }).number === '0')
      )
        continue;
      yield found(
        'solidity/unprotected-withdrawal',
        node,
        'medium',
        `Whoever calls \`${scope.callable.name || 'the fallback'}\` has ${quoted(call.value)} sent to ${quoted(call.receiver)}.`,
      );
    }
  }
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
  yield* ownerChanges(model);
  yield* selfDestructs(model);
  yield* delegateCalls(model);
  yield* txOrigins(model);
  yield* arrayLengths(model);
  yield* withdrawals(model);
  yield* invertedChecks(model);
}
