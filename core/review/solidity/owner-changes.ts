import { assignmentsOf } from './assignments.ts';
import { entries, MAX_HEIRS } from './bodies.ts';
import { conditionsOf } from './conditions.ts';
import { type Callable, type Contract, type Model, stateVariable } from './contract-model.ts';
import { asksWho, checksOf, isGuarded } from './guards.ts';
import { Known } from './known.ts';
import { isChosen, originsOf } from './origins.ts';
import { calledHere, isState, type Scope, storageBehind } from './scope.ts';
import { bare, contains, type Expression, nodesOf, readsSender, rootOf, textOf, walk } from './tree.ts';

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

/**
 * Whether a function goes on only if something of the state was not so before: a beginning that happens once.
 * @param open variables that anybody can change first, so that asking for them holds nobody off
 */
function happensOnce(scope: Scope, name: string, open: ReadonlySet<string>): boolean {
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
        !open.has(each.name) &&
        isState(scope, each.name),
    ),
  );
}

/** That anybody who calls a function writes what says who may. */
export interface OwnerChange {
  readonly leaf: Contract;
  readonly entry: Callable;
  /** The variable of storage that says it. */
  readonly role: string;
  readonly likeConstructor: boolean;
  /** The variable that it asks for, where anybody can change that one first: `pendingOwner`. */
  readonly behind: string | undefined;
}

/** Most steps in which somebody becomes an owner: named by one function, taken by the next. */
const MAX_STEPS = 3;

const CHANGES = new WeakMap<Model, readonly OwnerChange[]>();

/** Functions that anybody can call to become an owner, or to choose one, the first such write of each. */
export function ownerChanges(model: Model): readonly OwnerChange[] {
  const known = CHANGES.get(model);
  if (known) return known;
  const roles = new Map<Contract, ReadonlySet<string>>();
  const changes: OwnerChange[] = [];
  const open = new Map<Contract, Set<string>>();
  let left = [...entries(model)];
  for (let step = 0, grew = true; grew && step < MAX_STEPS; step++) {
    const fresh: OwnerChange[] = [];
    const waiting: typeof left = [];
    for (const each of left) {
      const { leaf, entry } = each;
      if (!roles.has(leaf)) roles.set(leaf, rolesOf(model, leaf));
      const scope: Scope = { model, leaf, callable: entry };
      const ofLeaf = open.get(leaf) ?? new Set();
      const behind = isGuarded(scope) ? askedOpen(scope, ofLeaf) : undefined;
      const change =
        isGuarded(scope) && behind === undefined
          ? undefined
          : changeOf(scope, roles.get(leaf)!, ofLeaf, behind);
      if (change) fresh.push(change);
      else waiting.push(each);
    }
    for (const { leaf, role } of fresh) open.set(leaf, (open.get(leaf) ?? new Set()).add(role));
    changes.push(...fresh);
    // Only where something was opened can more be.
    left = waiting.filter(({ leaf }) => open.has(leaf));
    grew = fresh.length > 0;
  }
  CHANGES.set(model, changes);
  return changes;
}

/** One of the open variables that each check of who calls goes by; undefined where one of the checks holds. */
function askedOpen(scope: Scope, open: ReadonlySet<string>): string | undefined {
  if (open.size === 0) return undefined;
  const asked = checksOf(scope).map((origins) => openIn(origins, open));
  return asked.includes(undefined) ? undefined : asked[0];
}

/** The first variable that anybody can change of what a value comes from. */
function openIn(origins: ReadonlySet<string>, open: ReadonlySet<string>): string | undefined {
  for (const origin of origins)
    if (origin.startsWith('state:') && open.has(origin.slice(6))) return origin.slice(6);
  return undefined;
}

/** The first write of a function, and of those that it calls, by which a caller chooses who may. */
function changeOf(
  scope: Scope,
  roles: ReadonlySet<string>,
  open: ReadonlySet<string>,
  behind: string | undefined,
): OwnerChange | undefined {
  const { leaf, callable: entry } = scope;
  for (const { callable, assignment } of writesOf(scope)) {
    const inner: Scope = { ...scope, callable };
    const name = rootOf(assignment.target);
    const role = name && storageBehind(inner, name);
    if (!role || !roles.has(role)) continue;
    const origins = originsOf(inner, assignment.value);
    const target = bare(assignment.target);
    if (target.type === 'IndexAccess' && isOwnRow(target)) continue;
    const key = target.type === 'IndexAccess' ? originsOf(inner, target.index) : undefined;
    const isTheirs =
      isChosen(origins) ||
      origins.has('sender') ||
      (key && isChosen(key)) ||
      openIn(origins, open) !== undefined;
    if (!isTheirs || happensOnce(scope, role, open) || happensOnce(inner, role, open)) continue;
    const likeConstructor = isMeantAsConstructor(entry, origins.has('sender'));
    return { leaf, entry, role, likeConstructor, behind };
  }
  return undefined;
}

/** Whether it is in what belongs to the caller: `operators[msg.sender][x]` is whom they let do something for themselves. */
function isOwnRow({ base }: Extract<Expression, { type: 'IndexAccess' }>): boolean {
  const outer = bare(base);
  return outer.type === 'IndexAccess' && (readsSender(outer.index) || isOwnRow(outer));
}

/** What anybody can change of a contract that is deployed. */
type OpenRoles = ReadonlyMap<Contract, ReadonlySet<string>>;
/** Of each contract, where it is deployed with something that anybody can change: by a few of its heirs. */
const OPEN = new WeakMap<Model, ReadonlyMap<Contract, OpenRoles>>();
const BEHIND = new Known<{ readonly role: string | undefined }>();

function openRolesOf(model: Model): ReadonlyMap<Contract, OpenRoles> {
  const known = OPEN.get(model);
  if (known) return known;
  const of = new Map<Contract, Map<Contract, Set<string>>>();
  for (const { leaf, role } of ownerChanges(model)) {
    for (const contract of leaf.lineage) {
      const heirs = of.get(contract) ?? new Map<Contract, Set<string>>();
      of.set(contract, heirs);
      if (heirs.size >= MAX_HEIRS && !heirs.has(leaf)) continue;
      heirs.set(leaf, (heirs.get(leaf) ?? new Set<string>()).add(role));
    }
  }
  OPEN.set(model, of);
  return of;
}

/**
 * A variable of storage that a function asks for who calls, and that anybody can change beforehand in a contract that is deployed with it;
 * undefined where one of its checks holds in each.
 */
export function openRoleBehind(scope: Scope): string | undefined {
  for (const [leaf, open] of openRolesOf(scope.model).get(scope.callable.contract) ?? []) {
    const role = roleBehind({ ...scope, leaf }, open);
    if (role !== undefined) return role;
  }
  return undefined;
}

function roleBehind(scope: Scope, open: ReadonlySet<string>): string | undefined {
  const known = BEHIND.get(scope);
  if (known) return known.role;
  return BEHIND.set(scope, { role: askedOpen(scope, open) }).role;
}

/** Whether anybody can put another address into a variable that says who may, in a contract that is deployed. */
export function isOpenRole({ model, leaf }: Scope, name: string): boolean {
  return openRolesOf(model).get(leaf)?.get(leaf)?.has(name) ?? false;
}

/** Assignments of a function and of the functions of the same contract that it calls. */
function writesOf(
  scope: Scope,
): { callable: Callable; assignment: ReturnType<typeof assignmentsOf>[number] }[] {
  const own = assignmentsOf(scope.callable).map((assignment) => ({ callable: scope.callable, assignment }));
  const called = nodesOf(scope.callable.node.body, 'FunctionCall').flatMap((call) => {
    const callee = calledHere(scope, call);
    return callee && callee !== scope.callable
      ? assignmentsOf(callee).map((assignment) => ({ callable: callee, assignment }))
      : [];
  });
  return [...own, ...called];
}

/** Whether a function does what only constructors do: makes who calls it the owner, and has a name that is no verb of that. */
function isMeantAsConstructor(entry: Callable, fromSender: boolean): boolean {
  const name = entry.name.toLowerCase();
  const contract = entry.contract.name.toLowerCase();
  const isLike =
    name === contract ||
    name === 'constructor' ||
    (name.length > 3 && (contract.includes(name) || name.includes(contract)));
  return fromSender && (isLike || /^[A-Z]/.test(entry.name));
}
