import { assignmentsOf } from './assignments.ts';
import type { Callable } from './contract-model.ts';
import { Known } from './known.ts';
import { calledHere, calledInLibrary, isState, type Scope } from './scope.ts';
import {
  type BaseASTNode,
  bare,
  type Expression,
  type FunctionCall,
  nodesOf,
  rootOf,
  textOf,
  walk,
} from './tree.ts';

/**
 * Where a value comes from: `parameter:x`, `state:x`, `time`, `block`, `blockhash`, `sender`, `value`, `data`, `balance`. A caller
 * chooses parameters, value and data.
 */
export type Origin =
  | `parameter:${string}`
  | `state:${string}`
  | 'time'
  | 'block'
  | 'blockhash'
  | 'sender'
  | 'origin'
  | 'value'
  | 'data'
  | 'balance';

const BUILT_IN: ReadonlyMap<string, Origin> = new Map(
  Object.entries<Origin>({
    now: 'time',
    'block.timestamp': 'time',
    'block.number': 'block',
    'block.difficulty': 'block',
    'block.prevrandao': 'block',
    'block.coinbase': 'block',
    'block.gaslimit': 'block',
    'msg.sender': 'sender',
    'tx.origin': 'origin',
    'msg.value': 'value',
    'msg.data': 'data',
    '_msgSender()': 'sender',
    '_msgData()': 'data',
  }),
);

/** Most rounds in which what locals depend on is collected: a chain of more assignments than that backwards is not followed. */
const MAX_ROUNDS = 10;

type Locals = ReadonlyMap<string, ReadonlySet<Origin>>;

/** What locals may come from, by whether the index of a look-up has a share in what is looked up. */
const KNOWN = { with: new Known<Locals>(), without: new Known<Locals>() };
type Indexes = keyof typeof KNOWN;
/** By which of several answers; undefined for all of them. */
const RETURNED = new Known<Map<number | undefined, ReadonlySet<Origin>>>();

function collect(
  scope: Scope,
  node: BaseASTNode | null | undefined,
  locals: Locals,
  into: Set<Origin>,
  indexes: Indexes,
  component?: number,
): void {
  const top = node && bare(node as Expression);
  const answer = (each: FunctionCall) => {
    const called = calledHere(scope, each) ?? calledInLibrary(scope, each);
    const origins = called && returnedBy(scope, called, each === top ? component : undefined);
    for (const origin of origins ?? []) into.add(origin);
  };
  walk(node, (each) => {
    if (indexes === 'without') {
      if (each.type === 'IndexAccess') {
        collect(scope, each.base, locals, into, indexes);
        return false;
      }
      // How long a list is is no number that its elements are; nor is what a function makes of what it is given.
      if (each.type === 'MemberAccess' && each.memberName === 'length') return false;
      if (each.type === 'FunctionCall' && !isConversion(each)) {
        answer(each);
        return BUILT_IN.get(textOf(each)) !== undefined;
      }
    }
    const text =
      each.type === 'MemberAccess' || each.type === 'FunctionCall' || each.type === 'Identifier'
        ? textOf(each)
        : '';
    const builtIn = scope.callable.locals.has(text) ? undefined : BUILT_IN.get(text);
    if (builtIn) {
      into.add(builtIn);
      return false;
    }
    if (each.type === 'MemberAccess' && each.memberName === 'balance') into.add('balance');
    if (each.type === 'FunctionCall') {
      const name = textOf(each.expression);
      if (name === 'blockhash' || name === 'block.blockhash') into.add('blockhash');
      answer(each);
    }
    if (each.type === 'Identifier') {
      const local = locals.get(each.name);
      if (local) for (const origin of local) into.add(origin);
      else if (isState(scope, each.name)) into.add(`state:${each.name}`);
    }
    return true;
  });
}

/** Whether a call only makes another type of a number: `uint(x)`. */
function isConversion(call: FunctionCall): boolean {
  return bare(call.expression).type === 'ElementaryTypeName' || textOf(call.expression) === 'payable';
}

/** What a function answers, or one of its answers, apart from what it is given. */
function returnedBy(scope: Scope, callable: Callable, component?: number): ReadonlySet<Origin> {
  const inner: Scope = { ...scope, callable };
  const ofAnswers = RETURNED.get(inner) ?? RETURNED.set(inner, new Map());
  const known = ofAnswers.get(component);
  if (known) return known;
  ofAnswers.set(component, new Set());
  const into = new Set<Origin>();
  const locals = localOrigins(inner, 'with');
  for (const { expression } of nodesOf(callable.node, 'ReturnStatement')) {
    const each = expression && bare(expression);
    const isTuple = each?.type === 'TupleExpression' && !each.isArray && component !== undefined;
    if (isTuple) collect(inner, each.components[component], locals, into, 'with');
    else collect(inner, each, locals, into, 'with', component);
  }
  const named = component === undefined ? callable.returns : callable.returns.slice(component, component + 1);
  for (const { name } of named) for (const origin of locals.get(name ?? '') ?? []) into.add(origin);
  const own = new Set([...into].filter((origin) => !origin.startsWith('parameter:')));
  ofAnswers.set(component, own);
  return own;
}

/** What each local variable of a function may come from, whatever way was taken. */
function localOrigins(scope: Scope, indexes: Indexes): Locals {
  const { callable } = scope;
  const known = KNOWN[indexes].get(scope);
  if (known) return known;
  const locals = new Map<string, Set<Origin>>();
  for (const name of callable.locals.keys()) locals.set(name, new Set());
  for (const { name } of callable.parameters)
    if (name) locals.set(name, new Set<Origin>([`parameter:${name}`]));
  KNOWN[indexes].set(scope, locals);
  const assignments = assignmentsOf(callable).filter(({ target }) =>
    locals.has((indexes === 'with' || target.type === 'Identifier' ? rootOf(target) : '') ?? ''),
  );
  for (let round = 0, grew = true; grew && round < MAX_ROUNDS; round++) {
    grew = false;
    for (const { target, value, component } of assignments) {
      const into = locals.get(rootOf(target)!)!;
      const before = into.size;
      collect(scope, value, locals, into, indexes, component);
      grew ||= into.size > before;
    }
  }
  return locals;
}

/** What an expression may come from. */
export function originsOf(
  scope: Scope,
  node: Expression | BaseASTNode | null | undefined,
): ReadonlySet<Origin> {
  const into = new Set<Origin>();
  collect(scope, node, localOrigins(scope, 'with'), into, 'with');
  return into;
}

/** What an expression may come from, apart from where in a mapping or list it stands: of `m[i] + x` it is `m` and `x`. */
export function valueOriginsOf(
  scope: Scope,
  node: Expression | BaseASTNode | null | undefined,
): ReadonlySet<Origin> {
  const into = new Set<Origin>();
  collect(scope, node, localOrigins(scope, 'without'), into, 'without');
  return into;
}

/** Whether the caller of a function chooses a value, or has a share in it. */
export function isChosen(origins: ReadonlySet<Origin>): boolean {
  for (const origin of origins)
    if (origin.startsWith('parameter:') || origin === 'data' || origin === 'value') return true;
  return false;
}
