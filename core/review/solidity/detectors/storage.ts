import type { Finding } from '../../finding.ts';
import { assignmentsOf } from '../assignments.ts';
import { bodies } from '../bodies.ts';
import { type Contract, isEntry, type Model, stateVariable } from '../contract-model.ts';
import { originsOf } from '../origins.ts';
import { found } from '../report.ts';
import { isState, typeNameOf } from '../scope.ts';
import { bare, contains, nodesOf, rootOf, textOf } from '../tree.ts';

/** Local structs and lists of before 0.5 that point at the beginning of storage. */
function* pointers(model: Model): Iterable<Finding> {
  if (model.versions.from >= 5) return;
  for (const { scope, body } of bodies(model)) {
    for (const { variables, initialValue } of nodesOf(body, 'VariableDeclarationStatement')) {
      if (initialValue) continue;
      for (const variable of variables) {
        if (variable?.type !== 'VariableDeclaration') continue;
        const { name, typeName, storageLocation } = variable as (typeof scope.callable.parameters)[number];
        const isReference =
          (typeName?.type === 'UserDefinedTypeName' && scope.model.structs.has(typeNameOf(typeName))) ||
          typeName?.type === 'ArrayTypeName';
        if (!name || !isReference || ['memory', 'calldata'].includes(storageLocation ?? '')) continue;
        // Given something whole before anything of it is used, it is a pointer as others are.
        if (
          assignmentsOf(scope.callable).some(
            ({ target }) => target.type === 'Identifier' && target.name === name,
          )
        )
          continue;
        yield found(
          'solidity/uninitialized-storage',
          variable,
          'high',
          `\`${name}\` points at the first slot of storage: what is written to it replaces state.`,
        );
      }
    }
  }
}

const NAMED = new WeakMap<Contract, ReadonlySet<string>>();

/** Names by which the code of a contract, without its bases, reads or writes what is declared outside of its functions. */
function namedIn(contract: Contract): ReadonlySet<string> {
  const known = NAMED.get(contract);
  if (known) return known;
  const names = new Set<string>();
  for (const { initial } of contract.variables)
    for (const { name } of nodesOf(initial, 'Identifier')) names.add(name);
  for (const { node, locals } of contract.callables)
    for (const { name } of nodesOf(node, 'Identifier')) if (!locals.has(name)) names.add(name);
  NAMED.set(contract, names);
  return names;
}

/**
 * Whether a variable of a base is only there to be asked for, which the heir answers with its own: it is public, and no code that knows
 * only the base reads or writes it. One that is not public is there for heirs to use.
 */
function isPromise(contract: Contract, base: Contract, name: string): boolean {
  if (base.variablesOf.get(name)?.node.visibility !== 'public') return false;
  return !contract.lineage
    .slice(1)
    .some((each) => namedIn(each).has(name) && stateVariable(each, name)?.contract === base);
}

/** Variables of storage that a base has by the same name. */
function* shadows(model: Model): Iterable<Finding> {
  for (const contract of model.contracts) {
    for (const { name, node } of contract.variables) {
      const base = contract.lineage
        .slice(1)
        .find(({ variables }) =>
          variables.some((each) => each.name === name && each.node.visibility !== 'private'),
        );
      if (base && !isPromise(contract, base, name))
        yield found(
          'solidity/shadowed-state',
          node,
          'high',
          `\`${contract.name}\` and \`${base.name}\` each have a variable \`${name}\`.`,
        );
    }
  }
}

/** Coins of before 0.5 that move as many as the input says, behind an address that may be cut short. */
function* shortAddresses(model: Model): Iterable<Finding> {
  if (model.versions.from >= 5) return;
  for (const { scope, body } of bodies(model)) {
    const { callable } = scope;
    if (!isEntry(callable)) continue;
    const at = callable.parameters.findIndex(({ typeName }) => typeNameOf(typeName) === 'address');
    const amount = callable.parameters
      .slice(at + 1)
      .find(({ typeName }) => /^uint(256)?$/.test(typeNameOf(typeName)))?.name;
    const to = callable.parameters[at]?.name;
    if (at < 0 || !amount || !to || contains(body, (node) => textOf(node) === 'msg.data.length')) continue;
    const moves = (index: string) =>
      assignmentsOf(callable).some(({ target, value }) => {
        const each = bare(target);
        return (
          each.type === 'IndexAccess' &&
          textOf(each.index) === index &&
          isState(scope, rootOf(each) ?? '') &&
          originsOf(scope, value).has(`parameter:${amount}`)
        );
      });
    const isGuardedByModifier =
      callable.node.type === 'FunctionDefinition' && (callable.node.modifiers ?? []).length > 0;
    if (moves('msg.sender') && moves(to) && !isGuardedByModifier)
      yield found(
        'solidity/short-address',
        callable.node,
        'low',
        `\`${callable.name}\` moves 256 times \`${amount}\` for each byte that \`${to}\` lacks at its end.`,
      );
  }
}

/** What stands where in storage, and what the input is taken for. */
export function* detectStorage(model: Model): Iterable<Finding> {
  yield* pointers(model);
  yield* shadows(model);
  yield* shortAddresses(model);
}
