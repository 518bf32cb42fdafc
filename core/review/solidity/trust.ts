import { assignmentsOf } from './assignments.ts';
import type { Callable, Contract } from './contract-model.ts';
import { isEntry, stateVariable } from './contract-model.ts';
import { isGuarded } from './guards.ts';
import { originsOf } from './origins.ts';
import type { Scope } from './scope.ts';
import { bare, type Expression, rootOf } from './tree.ts';

const CHANGED = new WeakMap<Contract, Map<string, boolean>>();

/** Functions that anybody can call, which write a variable of storage without asking who calls. */
export function openWriters(scope: Scope, name: string): readonly Callable[] {
  return scope.leaf.lineage.flatMap((contract) =>
    contract.callables.filter(
      (callable) =>
        isEntry(callable) &&
        !callable.locals.has(name) &&
        assignmentsOf(callable).some(({ target }) => rootOf(target) === name) &&
        !isGuarded({ ...scope, callable }),
    ),
  );
}

function isOpen(scope: Scope, name: string): boolean {
  const known = CHANGED.get(scope.leaf) ?? new Map<string, boolean>();
  CHANGED.set(scope.leaf, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  known.set(name, false);
  const open = openWriters(scope, name).length > 0;
  known.set(name, open);
  return open;
}

/** Whether an address is one that only who deployed the contract, or may administer it, has chosen. */
export function isTrusted(scope: Scope, receiver: Expression): boolean {
  const each = bare(receiver);
  const root = rootOf(each);
  if (root && !scope.callable.locals.has(root) && stateVariable(scope.leaf, root)?.fixed) return true;
  const origins = [...originsOf(scope, each)];
  if (origins.length === 0) return each.type !== 'MemberAccess' && root !== 'msg';
  return origins.every(
    (origin) =>
      origin.startsWith('state:') && isPlain(scope, origin.slice(6)) && !isOpen(scope, origin.slice(6)),
  );
}

/** A variable by itself: what stands in a mapping or a list was put there by callers. */
function isPlain(scope: Scope, name: string): boolean {
  const type = stateVariable(scope.leaf, name)?.typeName?.type;
  return type === 'ElementaryTypeName' || type === 'UserDefinedTypeName';
}
