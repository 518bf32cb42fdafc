import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import { callsOf, isSelfDestruct, readExternal } from '../calls.ts';
import { conditionsOf } from '../conditions.ts';
import { findCallable, isEntry, type Model } from '../contract-model.ts';
import { asksWho, isGuarded } from '../guards.ts';
import { Known } from '../known.ts';
import { isChosen, originsOf } from '../origins.ts';
import { isOpenRole, openRoleBehind, ownerChanges } from '../owner-changes.ts';
import { found } from '../report.ts';
import { calledHere, type Scope, storageBehind, typeOf } from '../scope.ts';
import {
  type BaseASTNode,
  bare,
  contains,
  type Expression,
  type FunctionCall,
  nodesOf,
  quoted,
  rootOf,
  textOf,
} from '../tree.ts';

function* ownershipForAll(model: Model): Iterable<Finding> {
  for (const { entry, role, likeConstructor, behind } of ownerChanges(model)) {
    // What made that possible is told where it is.
    if (behind !== undefined) continue;
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

/** The ether of a contract, or a fixed sum, for whoever asks, themselves or through a function of the contract. */
function* withdrawals(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    for (const node of nodesOf(body, 'FunctionCall')) {
      const call = readExternal(scope, node);
      if (!call?.value || call.kind === 'function' || isNothing(call.value)) continue;
      const payment = { receiver: call.receiver, value: call.value };
      const why = isEntry(scope.callable)
        ? leak(scope, payment)
        : paymentsFor(scope, payment).flatMap(([caller, asked]) => leak(caller, asked, scope) ?? [])[0];
      if (why) yield found('solidity/unprotected-withdrawal', node, 'medium', why);
    }
  }
}

interface Payment {
  readonly receiver: Expression;
  readonly value: Expression;
}

/** Why anybody who calls a function has ether that is not theirs; undefined where they have not. */
function leak(scope: Scope, { receiver, value }: Payment, inner = scope): string | undefined {
  const name = scope.callable.name || 'the fallback';
  if (isGuarded(scope)) {
    const role = goesByBooks(scope) ? undefined : openRoleBehind(scope);
    return role && `\`${name}\` asks \`${role}\`, which anybody can change, before ${quoted(value)} is sent.`;
  }
  if (isGuarded(inner)) return undefined;
  const to = [...originsOf(scope, receiver)];
  const of = originsOf(scope, value);
  const role = to.find((origin) => origin.startsWith('state:') && isOpenRole(scope, origin.slice(6)));
  if (role && !of.has('value'))
    return `\`${name}\` sends ${quoted(value)} to \`${role.slice(6)}\`, which anybody can change.`;
  const isTheirs = to.includes('sender');
  if (!isTheirs && !to.some((origin) => origin.startsWith('parameter:'))) return undefined;
  // Of what is kept for all a caller has no share who only names somebody else.
  const isKept = [...of].some((origin) => origin.startsWith('state:'));
  const isOwn = isKept && (isTheirs || of.has('sender') || looksUp(scope, value));
  if (of.has('value') || isOwn || [scope, inner].some((each) => readsState(each, isTheirs))) return undefined;
  if (checkersOf(scope).some((each) => readsState(each, false, true))) return undefined;
  return `Whoever calls \`${name}\` has ${quoted(value)} sent to ${quoted(receiver)}.`;
}

/** Calls of functions that anybody may call which have a function of the contract pay, with what they say of whom and how much. */
function paymentsFor(scope: Scope, { receiver, value }: Payment): readonly [Scope, Payment][] {
  const { parameters } = scope.callable;
  const givenTo = (node: Expression, call: FunctionCall) => {
    const at = parameters.findIndex(({ name }) => originsOf(scope, node).has(`parameter:${name}`));
    return call.arguments[at];
  };
  return callsOf(scope).flatMap(([caller, call]) => {
    const to = givenTo(receiver, call);
    return to && isEntry(caller.callable)
      ? [[caller, { receiver: to, value: givenTo(value, call) ?? value }]]
      : [];
  });
}

/** Most functions that may ask for one that pays. */
const MAX_CHECKERS = 20;

const CHECKERS = new Known<readonly Scope[]>();

/** Modifiers of a function, functions of the contract that it calls, and those that they call: they may ask the books for it. */
function checkersOf(scope: Scope): readonly Scope[] {
  const known = CHECKERS.get(scope);
  if (known) return known;
  const near = calledBy(scope).slice(0, MAX_CHECKERS);
  return CHECKERS.set(scope, [...near, ...near.flatMap(calledBy)].slice(0, MAX_CHECKERS));
}

function calledBy(scope: Scope): readonly Scope[] {
  const { callable, leaf } = scope;
  const modifiers = callable.node.type === 'FunctionDefinition' ? (callable.node.modifiers ?? []) : [];
  return [
    ...modifiers.map(({ name }) => findCallable(leaf, name, 0, 'modifier')),
    ...nodesOf(callable.node.body, 'FunctionCall').map((call) => calledHere(scope, call)),
  ].flatMap((each) => (each ? { ...scope, callable: each } : []));
}

/** Whether a value is looked up for somebody: `owed[to]`. */
function looksUp(scope: Scope, value: Expression): boolean {
  const each = bare(value);
  if (each.type === 'Identifier' && scope.callable.locals.has(each.name))
    return assignmentsOf(scope.callable).some(
      ({ target, value: given }) => rootOf(target) === each.name && contains(given, isLookUp),
    );
  return contains(each, isLookUp);
}

const isLookUp = (node: BaseASTNode) => node.type === 'IndexAccess';

/** Whether a function that asks who calls asks also what the books hold: it pays what is somebody's, not what is there. */
function goesByBooks(scope: Scope): boolean {
  return conditionsOf(scope.callable).some(
    (condition) =>
      !asksWho(scope, condition) &&
      !originsOf(scope, condition).has('balance') &&
      [...originsOf(scope, condition)].some((origin) => origin.startsWith('state:')),
  );
}

/** Whether it is written that no ether is sent. */
function isNothing(value: Expression): boolean {
  const each = bare(value);
  return each.type === 'NumberLiteral' && each.number === '0';
}

/**
 * Whether a function goes on by what the books say, or for who pays. How much the whole contract has is nobody's books.
 * @param ofAll whether what is kept for all counts, too: who calls is paid by it
 * @param isChecker whether it asks for another function, of which is known that it lets in anybody
 */
function readsState(scope: Scope, ofAll: boolean, isChecker = false): boolean {
  return conditionsOf(scope.callable).some((condition) => {
    if (isChecker && asksWho(scope, condition)) return false;
    const origins = [...originsOf(scope, condition)];
    if (origins.includes('value')) return true;
    if (!origins.some((origin) => origin.startsWith('state:'))) return false;
    if (origins.includes('balance')) return origins.includes('sender');
    return ofAll || origins.some((origin) => origin === 'sender' || origin.startsWith('parameter:'));
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
