import { assignmentsOf } from './assignments.ts';
import { type Asked, askedBy, conditionsOf, partsOfAsked } from './conditions.ts';
import { type Callable, findCallable, stateVariable } from './contract-model.ts';
import { Known } from './known.ts';
import { originsOf } from './origins.ts';
import { calledHere, calledInLibrary, type Scope, typeOf } from './scope.ts';
import {
  bare,
  type Expression,
  isSender,
  nodesOf,
  partsOf,
  readsSender,
  requiredBy,
  reverts,
  type Statement,
} from './tree.ts';

/** How deep functions that a check calls are followed. */
const MAX_DEPTH = 5;

/** Names of functions and modifiers of other files that check who calls, by the habit of all libraries. */
const CHECKS = /^_?(only|auth|check|require|ensure|enforce|when|initializer|reinitializer|has|is|can)/i;

/** Whether a condition depends on who calls: compared with something, or looked up as a yes or no. */
export function asksWho(scope: Scope, condition: Expression): boolean {
  return picksWho(scope, { condition, holds: undefined }, 0);
}

/**
 * Whether a condition, as it is where a function goes on, picks who may call. One that shuts somebody out, as `msg.sender != owner` and
 * `!frozen[msg.sender]` do, picks nobody: all others go on.
 */
function picksWho(scope: Scope, asked: Asked, depth: number): boolean {
  for (const { condition, holds } of partsOfAsked(asked))
    if (picks(scope, condition, holds, depth)) return true;
  return false;
}

function picks(scope: Scope, each: Expression, holds: boolean | undefined, depth: number): boolean {
  const within = () => partsOf(each).some((part) => picks(scope, bare(part as Expression), undefined, depth));
  switch (each.type) {
    case 'BinaryOperation': {
      const [left, right] = [bare(each.left), bare(each.right)];
      if (each.operator === '==' || each.operator === '!=') {
        const alike = holds === undefined ? undefined : holds === (each.operator === '==');
        if (isWho(scope, left) || isWho(scope, right)) {
          const other = isWho(scope, left) ? right : left;
          return alike !== false && !isWho(scope, other) && !isZero(other);
        }
        // An index or a role that is not zero: `ownerIndex[msg.sender] != 0`.
        if (looksUpRole(scope, left)) return alike !== isZero(right);
        if (looksUpRole(scope, right)) return alike !== isZero(left);
      }
      if (each.operator === '>' && looksUpRole(scope, left) && isZero(right)) return holds !== false;
      if (each.operator === '<' && looksUpRole(scope, right) && isZero(left)) return holds !== false;
      return within();
    }
    case 'IndexAccess':
      if (!readsSender(each.index) || !isYesOrNo(scope, each) || isSpent(scope, each)) return within();
      return holds !== false;
    case 'MemberAccess':
      if (bare(each.expression).type !== 'IndexAccess') return within();
      if (!readsSender(each.expression) || !isYesOrNo(scope, each)) return within();
      return holds !== false;
    case 'FunctionCall': {
      if (depth >= MAX_DEPTH) return within();
      const called = calledHere(scope, each) ?? calledInLibrary(scope, each);
      const given = each.arguments.some((part) => readsSender(part) || isWho(scope, bare(part)));
      const asks = called
        ? given
          ? called.returns.length > 0
          : answersWho({ ...scope, callable: called }, depth + 1)
        : each.arguments.some((part) => isSender(part)) && !requiredBy(each);
      return asks ? holds !== false : within();
    }
    default:
      return within();
  }
}

function isYesOrNo(scope: Scope, node: Expression): boolean {
  const type = typeOf(scope, node);
  return type?.type === 'ElementaryTypeName' && type.name === 'bool';
}

/** Finds out once for a function and a depth: functions that all call each other have more ways than anybody can go. */
function once(find: (scope: Scope, depth: number) => boolean): (scope: Scope, depth: number) => boolean {
  const known = new Known<(boolean | undefined)[]>();
  return (scope, depth) => {
    const ofDepths = known.get(scope) ?? known.set(scope, []);
    ofDepths[depth] ??= find(scope, depth);
    return ofDepths[depth];
  };
}

/** Whether what a function returns depends on who calls, or it goes on for some only. */
const answersWho = once(
  (scope, depth) =>
    nodesOf(scope.callable.node.body, 'ReturnStatement').some(
      ({ expression }) =>
        expression !== null && picksWho(scope, { condition: expression, holds: undefined }, depth),
    ) ||
    conditionsOf(scope.callable).some((condition) =>
      picksWho(scope, { condition, holds: undefined }, depth),
    ) ||
    guards(scope, depth),
);

/** Whether an expression is who calls: `msg.sender`, `tx.origin`, or a variable that holds it. */
function isWho(scope: Scope, node: Expression): boolean {
  if (isSender(node)) return true;
  if (node.type === 'MemberAccess' && node.memberName === 'origin') return true;
  if (node.type !== 'Identifier' || !scope.callable.locals.has(node.name)) return false;
  const origins = originsOf(scope, node);
  return origins.size === 1 && (origins.has('sender') || origins.has('origin'));
}

function isZero(node: Expression): boolean {
  if (node.type === 'NumberLiteral') return Number(node.number) === 0;
  return (
    node.type === 'FunctionCall' && node.arguments.length === 1 && node.arguments[0]!.type === 'NumberLiteral'
  );
}

const ROLES =
  /owner|admin|auth|operator|minter|role|whitelist|member|signer|governor|manager|validator|guardian/i;

const ROLE_HOLDERS = new Known<ReadonlySet<string>>();

/** Local variables that were given a role of the sender's. */
function roleHolders(scope: Scope): ReadonlySet<string> {
  const known = ROLE_HOLDERS.get(scope);
  if (known) return known;
  const names = assignmentsOf(scope.callable).flatMap(({ target, value }) =>
    target.type === 'Identifier' && isRoleOfSender(scope, bare(value)) ? target.name : [],
  );
  return ROLE_HOLDERS.set(scope, new Set(names));
}

/** Whether what the sender has in a mapping is a role by its name: `ownerIndex[msg.sender]`. */
function looksUpRole(scope: Scope, node: Expression): boolean {
  if (node.type === 'Identifier' && scope.callable.locals.has(node.name))
    return roleHolders(scope).has(node.name);
  return isRoleOfSender(scope, node);
}

function isRoleOfSender(scope: Scope, node: Expression): boolean {
  return (
    node.type === 'IndexAccess' &&
    readsSender(node.index) &&
    node.base.type === 'Identifier' &&
    stateVariable(scope.leaf, node.base.name) !== undefined &&
    ROLES.test(node.base.name)
  );
}

const SPENT = new Known<ReadonlySet<string>>();

/** Mappings in which a function marks the sender. */
function marksSenderIn(scope: Scope): ReadonlySet<string> {
  const known = SPENT.get(scope);
  if (known) return known;
  const names = nodesOf(scope.callable.node.body, 'BinaryOperation').flatMap(({ operator, left }) =>
    operator === '=' &&
    left.type === 'IndexAccess' &&
    readsSender(left.index) &&
    left.base.type === 'Identifier'
      ? left.base.name
      : [],
  );
  return SPENT.set(scope, new Set(names));
}

/** Whether the function itself marks the sender there: `claimed[msg.sender]` says that they were here, not that they may be. */
function isSpent(scope: Scope, node: Expression): boolean {
  return (
    node.type === 'IndexAccess' &&
    node.base.type === 'Identifier' &&
    !ROLES.test(node.base.name) &&
    marksSenderIn(scope).has(node.base.name)
  );
}

/** Whether a function or modifier, with those that it calls as statements, asks who calls. */
const guards = once((scope, depth) => {
  if (depth > MAX_DEPTH) return false;
  if (askedBy(scope.callable).some((asked) => picksWho(scope, asked, depth))) return true;
  for (const { expression } of nodesOf(scope.callable.node.body, 'ExpressionStatement')) {
    const call = expression && bare(expression);
    if (call?.type !== 'FunctionCall') continue;
    const called = calledHere(scope, call);
    if (called && called !== scope.callable && guards({ ...scope, callable: called }, depth + 1)) return true;
    if (
      !called &&
      call.expression.type === 'Identifier' &&
      scope.leaf.partial &&
      CHECKS.test(call.expression.name) &&
      !requiredBy(call)
    )
      return true;
  }
  return false;
});

/** Checks of a function itself, and what it calls as statements. */
interface Own {
  readonly checks: readonly ReadonlySet<string>[];
  readonly calls: readonly Callable[];
}
const OWN = new Known<Own>();

function ownOf(scope: Scope): Own {
  const { callable } = scope;
  const known = OWN.get(scope);
  if (known) return known;
  return OWN.set(scope, {
    checks: askedBy(callable)
      .filter((asked) => picksWho(scope, asked, 0))
      .map(({ condition }) => originsOf(scope, condition)),
    calls: nodesOf(callable.node.body, 'ExpressionStatement').flatMap(({ expression }) => {
      const call = expression && bare(expression);
      return (call?.type === 'FunctionCall' && calledHere(scope, call)) || [];
    }),
  });
}

/**
 * What each check of who calls goes by: those of a function, of its modifiers and of functions that they call as statements. One of another file
 * goes by nothing that is known here.
 */
export function checksOf(scope: Scope): readonly ReadonlySet<string>[] {
  const { callable, leaf } = scope;
  const modifiers = callable.node.type === 'FunctionDefinition' ? (callable.node.modifiers ?? []) : [];
  const found = modifiers.map(({ name }) => findCallable(leaf, name, 0, 'modifier'));
  const checks: ReadonlySet<string>[] = found.includes(undefined) ? [new Set()] : [];
  const seen = new Set<Callable>();
  let level = [callable, ...found.filter((each) => each !== undefined)];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const fresh = new Set(level.filter((each) => !seen.has(each)));
    const owns = [...fresh].map((each) => ownOf({ ...scope, callable: each }));
    for (const each of fresh) seen.add(each);
    for (const own of owns) checks.push(...own.checks);
    level = owns.flatMap(({ calls }) => calls);
  }
  return checks;
}

const KNOWN = new Known<boolean>();

/** Whether a function runs for some callers only: it, its modifiers or what they call ask who calls. */
export function isGuarded(scope: Scope): boolean {
  const { callable, leaf } = scope;
  const known = KNOWN.get(scope);
  if (known !== undefined) return known;
  // While it is being found out: a circle guards nothing.
  KNOWN.set(scope, false);
  const modifiers = callable.node.type === 'FunctionDefinition' ? (callable.node.modifiers ?? []) : [];
  const guarded =
    modifiers.some(({ name }) => {
      const modifier = findCallable(leaf, name, 0, 'modifier');
      if (modifier) return guards({ ...scope, callable: modifier }, 0);
      // A modifier of another file; a base's constructor has no place at a function.
      return leaf.partial || !leaf.lineage.some((each) => each.name === name);
    }) || guards(scope, 0);
  return KNOWN.set(scope, guarded);
}

/** Whether nothing comes behind a statement in the same function. */
export function ends(node: Statement | null | undefined): boolean {
  return reverts(node) || nodesOf(node, 'ReturnStatement').length > 0;
}
