import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import { type Asked, askedBy, partsOfAsked } from '../conditions.ts';
import { type Contract, isEntry, type Model, stateVariable } from '../contract-model.ts';
import { isGuarded } from '../guards.ts';
import { valueOriginsOf } from '../origins.ts';
import { found } from '../report.ts';
import { isState, type Scope, typeNameOf, typeOf } from '../scope.ts';
import {
  type BaseASTNode,
  type BinaryOperation,
  bare,
  contains,
  type Expression,
  nodesOf,
  quoted,
  rootOf,
  targetsOf,
  textOf,
  walk,
} from '../tree.ts';

type Sign = '+' | '-' | '*';

/** An addition, subtraction or multiplication, assigning or not. */
interface Operation {
  readonly sign: Sign;
  readonly left: Expression;
  readonly right: Expression;
  /** Texts by which its result is known: its own, and the variable that it is given to. */
  readonly results: readonly string[];
}

const SIGNS: Readonly<Record<string, Sign>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '+=': '+',
  '-=': '-',
  '*=': '*',
};

/** A comparison that a function goes on by: `less` is at most `more`. */
interface Order {
  readonly less: Expression;
  readonly more: Expression;
}

const TURNED: Readonly<Record<string, boolean>> = { '<': false, '<=': false, '>': true, '>=': true };

/** What holds of numbers where a function goes on, by its conditions and by answers that it keeps in a variable first. */
function ordersOf(scope: Scope, asked: readonly Asked[], depth = 0): readonly Order[] {
  return asked.flatMap((each) =>
    [...partsOfAsked(each)].flatMap(({ condition, holds }): readonly Order[] => {
      const kept =
        condition.type === 'Identifier' && depth === 0 ? answerIn(scope, condition.name) : undefined;
      if (kept) return ordersOf(scope, [{ condition: kept, holds }], depth + 1);
      return nodesOf(condition, 'BinaryOperation').flatMap(({ operator, left, right }): Order[] => {
        const isTurned = TURNED[operator];
        if (isTurned === undefined) return [];
        const [less, more] = isTurned ? [right, left] : [left, right];
        const [as, turned] = [
          { less, more },
          { less: more, more: less },
        ];
        return holds === undefined ? [as, turned] : [holds ? as : turned];
      });
    }),
  );
}

/** The comparison whose answer a local variable is, where it is given one once. */
function answerIn(scope: Scope, name: string): Expression | undefined {
  if (!scope.callable.locals.has(name)) return undefined;
  const given = assignmentsOf(scope.callable).filter(({ target }) => rootOf(target) === name);
  const value = given.length === 1 ? given[0]!.value : undefined;
  return value &&
    contains(value, (each) => each.type === 'BinaryOperation') &&
    !contains(value, isNamed(name))
    ? value
    : undefined;
}

const isNamed = (name: string) => (node: BaseASTNode) => textOf(node) === name;

const has = (node: Expression, text: string) => contains(node, (each) => textOf(each) === text);

/** Whether a condition says that a number is at most something: one that somebody has, or that is small. */
function isBounded(node: Expression, orders: readonly Order[]): boolean {
  const text = textOf(bare(node));
  return orders.some(({ less, more }) => textOf(bare(less)) === text && !has(more, text));
}

/** Whether a number was required to be at most what the source says. */
function isFew(scope: Scope, node: Expression, orders: readonly Order[]): boolean {
  const text = textOf(bare(node));
  return orders.some(({ less, more }) => textOf(bare(less)) === text && isConstant(scope, more));
}

const SETTABLE = new WeakMap<Contract, ReadonlySet<string>>();

/** Numbers of storage that a function sets to whatever its caller says, if only the owner may call it. */
function settableOf({ model, leaf }: Scope): ReadonlySet<string> {
  const known = SETTABLE.get(leaf);
  if (known) return known;
  const settable = new Set<string>();
  for (const callable of leaf.lineage.flatMap(({ callables }) => callables)) {
    if (callable.role === 'constructor') continue;
    const scope: Scope = { model, leaf, callable };
    for (const { target, value, compound } of assignmentsOf(callable))
      if (!compound && target.type === 'Identifier' && isState(scope, target.name))
        if (isChosenNumber(scope, value)) settable.add(target.name);
  }
  SETTABLE.set(leaf, settable);
  return settable;
}

function isSettable(scope: Scope, node: Expression): boolean {
  const each = bare(node);
  return each.type === 'Identifier' && isState(scope, each.name) && settableOf(scope).has(each.name);
}

/** Whether a subtraction was asked to have enough. */
function isCovered({ left, right, results }: Operation, orders: readonly Order[]): boolean {
  const [from, amount] = [textOf(bare(left)), textOf(bare(right))];
  const own = results[0]!;
  return orders.some(({ less, more }) => {
    const apart = (a: Expression, b: Expression) =>
      has(a, from) && has(b, amount) && !has(a, own) && !has(b, own);
    // Or its result with what it was taken from: it has not grown.
    const after = results.some(
      (result) => textOf(bare(less)) === result && textOf(bare(more)) === from && result !== from,
    );
    // The wrong way round it is told as that.
    const isInverted = textOf(bare(less)) === from && textOf(bare(more)) === amount;
    return apart(more, less) || isInverted || after;
  });
}

/** Whether a sum is compared with what it was made of: it has not shrunk. */
function isSumChecked({ left, right, results }: Operation, orders: readonly Order[]): boolean {
  const parts = [textOf(bare(left)), textOf(bare(right))];
  return orders.some(
    ({ less, more }) => results.some((result) => has(more, result)) && parts.includes(textOf(bare(less))),
  );
}

/** Whether a product is divided again, and compared with what it was made of. */
function isProductChecked({ results }: Operation, asked: readonly Asked[]): boolean {
  return asked.some(({ condition }) =>
    nodesOf(condition, 'BinaryOperation').some(
      (each) => each.operator === '/' && results.some((result) => has(each.left, result)),
    ),
  );
}

/** Bits of an integer type, 256 where it is not told. */
function bitsOf(scope: Scope, node: Expression): number {
  const name = typeNameOf(typeOf(scope, node));
  return Number(/^u?int(\d+)$/.exec(name)?.[1] ?? 256);
}

/** The number that is written, or that a variable was given at its declaration and keeps until this one operation. */
function numberOf(scope: Scope, node: Expression): number | undefined {
  const each = bare(node);
  if (each.type === 'NumberLiteral') return each.subdenomination ? undefined : Number(each.number);
  if (each.type !== 'Identifier' || !scope.callable.locals.has(each.name)) return undefined;
  const { name } = each;
  let changes = 0;
  walk(scope.callable.node.body, (part) => {
    changes += targetsOf(part).filter((target) => rootOf(target) === name).length;
  });
  const [given] = assignmentsOf(scope.callable).filter(({ target }) => rootOf(target) === name);
  const value = changes <= 1 && given && bare(given.value);
  return value && value.type === 'NumberLiteral' && !value.subdenomination ? Number(value.number) : undefined;
}

/** Whether known numbers do not fit the type of the result. */
function isKnownToWrap(scope: Scope, { sign, left, right }: Operation): boolean {
  if (bare(left).type === 'NumberLiteral') return false;
  const [a, b] = [numberOf(scope, left), numberOf(scope, right)];
  if (a === undefined || b === undefined || !/^uint/.test(typeNameOf(typeOf(scope, left)))) return false;
  const result = sign === '-' ? a - b : sign === '+' ? a + b : a * b;
  return result < 0 || result >= 2 ** bitsOf(scope, left);
}

/** Whether whoever calls chooses a number: a parameter, not where something stands; ether that is sent is no large number. */
function isChosenNumber(scope: Scope, node: Expression): boolean {
  return [...valueOriginsOf(scope, node)].some((origin) => {
    if (!origin.startsWith('parameter:')) return false;
    const type = typeNameOf(scope.callable.locals.get(origin.slice(10))?.typeName);
    return type === '' || /^u?int/.test(type) || type === 'var';
  });
}

/** A number of a few digits: nobody stores one so large that it matters. */
function isSmall(node: Expression): boolean {
  const each = bare(node);
  return each.type === 'NumberLiteral' && !each.subdenomination && Number(each.number) < 2 ** 32;
}

function isConstant(scope: Scope, node: Expression): boolean {
  return !contains(node, (each) => {
    if (each.type === 'Identifier')
      return scope.callable.locals.has(each.name) || stateVariable(scope.leaf, each.name)?.fixed !== true;
    return each.type === 'FunctionCall';
  });
}

function isInteger(scope: Scope, node: Expression): boolean {
  const type = typeOf(scope, node);
  return type === undefined || (type.type === 'ElementaryTypeName' && /^(uint|var)/.test(type.name));
}

function judge(
  scope: Scope,
  operation: Operation,
  node: BaseASTNode,
  asked: readonly Asked[],
  orders: readonly Order[],
): Finding | undefined {
  const { sign, left, right } = operation;
  const id = sign === '-' ? 'solidity/underflow' : 'solidity/overflow';
  if (isKnownToWrap(scope, operation))
    return found(id, node, 'high', `${quoted(node)} does not fit its type, whatever happens.`);
  const chosen = [left, right].filter((side) => isChosenNumber(scope, side));
  if (chosen.length === 0 || !isInteger(scope, left) || !isInteger(scope, right)) return undefined;
  const open = chosen.filter((side) => !isBounded(side, orders));
  const say = (what: string) =>
    found(
      id,
      node,
      'medium',
      `${quoted(node)} ${what}; a caller chooses ${chosen.map(quoted).join(' and ')}.`,
    );
  if (sign !== '*' && [left, right].some(isSmall)) return undefined;
  // What is at most somebody's balance is at most the sum of all, and says nothing of what somebody else has or may spend.
  if (sign === '-')
    return isCovered(operation, orders) || (bare(left).type !== 'IndexAccess' && isBounded(right, orders))
      ? undefined
      : say('can be less than zero');
  // Of what somebody has there may be much, and what it is multiplied by is as large as it was set.
  const grows =
    sign === '*' &&
    chosen.length === 1 &&
    !isFew(scope, chosen[0]!, orders) &&
    [left, right].some((side) => isSettable(scope, side) && !isFew(scope, side, orders));
  if (open.length === 0 && !grows) return undefined;
  if (sign === '+') {
    // What is added to a balance was required to be somebody's; a constant is small.
    return isSumChecked(operation, orders) ? undefined : say('can be more than its type holds');
  }
  return isProductChecked(operation, asked) ? undefined : say('can be more than its type holds');
}

/** Whether a sum is put into the books: what somebody else has, which who may add to it can so make less. */
function isOfBooks(sign: Sign, node: BinaryOperation, given: ReadonlyMap<BaseASTNode, string>): boolean {
  if (sign !== '+') return false;
  if (node.operator === '+=') return bare(node.left).type === 'IndexAccess';
  return [node.left, node.right].some(
    (side) => bare(side).type === 'IndexAccess' && textOf(bare(side)) === given.get(node),
  );
}

/** Sums that a limit is held against: one that wraps is below every limit, those for the owner, too. */
function limitedOf(scope: Scope, asked: readonly Asked[]): ReadonlySet<BaseASTNode> {
  const limited = new Set<BaseASTNode>();
  for (const each of asked)
    for (const { condition } of partsOfAsked(each)) {
      if (condition.type !== 'BinaryOperation' || !(condition.operator in TURNED)) continue;
      if (isLimit(scope, condition.right)) limited.add(bare(condition.left));
      if (isLimit(scope, condition.left)) limited.add(bare(condition.right));
    }
  return limited;
}

/** Whether it is a number of the contract, constant or not. */
function isLimit(scope: Scope, node: Expression): boolean {
  const each = bare(node);
  return (
    each.type === 'Identifier' &&
    !scope.callable.locals.has(each.name) &&
    stateVariable(scope.leaf, each.name) !== undefined
  );
}

function* look(scope: Scope, within: BaseASTNode): Iterable<Finding> {
  const body = scope.callable.node.body;
  const asked: readonly Asked[] = [
    ...askedBy(scope.callable),
    ...nodesOf(body, 'ForStatement').flatMap(({ conditionExpression }) =>
      conditionExpression ? { condition: conditionExpression, holds: true } : [],
    ),
    ...nodesOf(body, 'Conditional').map(({ condition }) => ({ condition, holds: undefined })),
  ];
  const orders = ordersOf(scope, asked);
  const limited = limitedOf(scope, asked);
  const guarded = isGuarded(scope);
  const told = new Set<string>();
  const given = new Map<BaseASTNode, string>();
  for (const each of nodesOf(body, 'BinaryOperation'))
    if (each.operator === '=') given.set(bare(each.right), textOf(each.left));
  for (const { variables, initialValue } of nodesOf(body, 'VariableDeclarationStatement')) {
    const [variable] = variables as ({ name?: string | null } | null)[];
    if (initialValue && variable?.name) given.set(bare(initialValue), variable.name);
  }
  for (const node of nodesOf(within, 'BinaryOperation') as BinaryOperation[]) {
    const sign = SIGNS[node.operator];
    if (!sign || (isConstant(scope, node.left) && isConstant(scope, node.right))) continue;
    const own = `${textOf(node.left)} ${sign} ${textOf(node.right)}`;
    const to = node.operator.endsWith('=') ? textOf(node.left) : given.get(node);
    const finding = judge(
      scope,
      { sign, left: node.left, right: node.right, results: to ? [own, to] : [own] },
      node,
      asked,
      orders,
    );
    // A parameter without bounds is one fault of a function, however often it is reckoned with in one way.
    const roots = [node.left, node.right]
      .map((side) => rootOf(side) ?? '')
      .filter((root) => scope.callable.locals.has(root));
    const key = `${sign} ${[...new Set(roots)].join(' ')}`;
    const limits = sign === '+' && limited.has(node);
    if (finding && guarded && !isOfBooks(sign, node, given) && !limits) continue;
    if (!finding || (roots.length > 0 && told.has(key))) continue;
    // Who bounds the sum in a check has not bounded what is booked.
    if (!limits) told.add(key);
    yield guarded ? { ...finding, confidence: 'low', severity: 'low' } : finding;
  }
}

/** Numbers that wrap, where a call that can change something comes by them: everywhere before 0.8, in `unchecked` since then. */
export function* detectArithmetic(model: Model): Iterable<Finding> {
  for (const { scope, body } of bodies(model)) {
    if (!isEntry(scope.callable) || scope.callable.reads) continue;
    if (model.versions.from < 8) yield* look(scope, body);
    else for (const block of nodesOf(body, 'UncheckedStatement')) yield* look(scope, block);
  }
}
