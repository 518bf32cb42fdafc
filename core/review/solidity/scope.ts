import { assignmentsOf } from './assignments.ts';
import { type Callable, type Contract, findCallable, type Model, stateVariable } from './contract-model.ts';
import { bare, contains, type Expression, type FunctionCall, rootOf, type TypeName } from './tree.ts';

/** Where an expression stands: the contract as it is deployed, and the function that it is written in. */
export interface Scope {
  readonly model: Model;
  readonly leaf: Contract;
  readonly callable: Callable;
}

/** Whether a name is a variable in storage here, not hidden by a local one; constants are none. */
export function isState(scope: Scope, name: string): boolean {
  if (scope.callable.locals.has(name)) return false;
  const variable = stateVariable(scope.leaf, name);
  return variable !== undefined && !variable.fixed;
}

/** The function of the same contract that a call by name, or through `super` or the name of a base, reaches. */
export function calledHere(scope: Scope, call: FunctionCall): Callable | undefined {
  const called = bare(call.expression);
  const arity = call.arguments.length;
  if (called.type === 'Identifier') {
    return (
      findCallable(scope.leaf, called.name, arity) ??
      scope.callable.contract.callablesOf
        ?.get(called.name)
        ?.find((each) => each.role === 'function' && each.parameters.length === arity) ??
      scope.model.free.get(called.name)?.find((each) => each.parameters.length === arity)
    );
  }
  if (called.type !== 'MemberAccess' || called.expression.type !== 'Identifier') return undefined;
  const owner = called.expression.name;
  if (owner === 'super')
    return findCallable(scope.leaf, called.memberName, arity, 'function', scope.callable.contract);
  const base = scope.leaf.lineage.find((each) => each.name === owner);
  return base && findCallable(base, called.memberName, arity);
}

/** The function of a library that a call reaches by the library's name, or by a dot behind its first value. */
export function calledInLibrary(scope: Scope, call: FunctionCall): Callable | undefined {
  const called = bare(call.expression);
  if (called.type !== 'MemberAccess') return undefined;
  const named =
    called.expression.type === 'Identifier' ? scope.model.byName.get(called.expression.name) : undefined;
  if (named?.kind === 'library') return findCallable(named, called.memberName, call.arguments.length);
  if (!scope.leaf.lineage.some((each) => each.extended)) return undefined;
  return scope.model.ofLibraries
    .get(called.memberName)
    ?.find(({ parameters }) => parameters.length === call.arguments.length + 1);
}

const elementary = (name: string) =>
  ({ type: 'ElementaryTypeName', name, stateMutability: null }) as TypeName;
const ADDRESS = elementary('address');
const UINT = elementary('uint256');
const BOOL = elementary('bool');

/** Types of what the language itself offers. */
const BUILT_IN: ReadonlyMap<string, TypeName> = new Map(
  Object.entries({
    'msg.sender': ADDRESS,
    'tx.origin': ADDRESS,
    'block.coinbase': ADDRESS,
    'msg.value': UINT,
    'block.timestamp': UINT,
    'block.number': UINT,
    now: UINT,
  }),
);

/** Name of a type without what stands before its last dot. */
export function typeNameOf(type: TypeName | null | undefined): string {
  if (type?.type === 'ElementaryTypeName') return type.name;
  if (type?.type === 'UserDefinedTypeName') return type.namePath.slice(type.namePath.lastIndexOf('.') + 1);
  return '';
}

/** What type an expression has; undefined where that is not known. */
export function typeOf(scope: Scope, node: Expression): TypeName | undefined {
  const each = bare(node);
  switch (each.type) {
    case 'ElementaryTypeName':
    case 'UserDefinedTypeName':
    case 'ArrayTypeName':
      return each;
    case 'BooleanLiteral':
      return BOOL;
    case 'Identifier':
      return (
        (isVar(scope, each.name)
          ? typeOfVar(scope, each.name)
          : scope.callable.locals.get(each.name)?.typeName) ??
        stateVariable(scope.leaf, each.name)?.typeName ??
        BUILT_IN.get(each.name)
      );
    case 'IndexAccess': {
      const base = typeOf(scope, each.base);
      if (base?.type === 'Mapping') return base.valueType;
      return base?.type === 'ArrayTypeName' ? base.baseTypeName : undefined;
    }
    case 'MemberAccess':
      return typeOfMember(scope, each.expression, each.memberName);
    case 'FunctionCall':
      return typeOfCall(scope, each);
    case 'BinaryOperation':
      if (['==', '!=', '<', '>', '<=', '>=', '&&', '||'].includes(each.operator)) return BOOL;
      return typeOf(scope, each.left) ?? typeOf(scope, each.right);
    case 'UnaryOperation':
      return each.operator === '!' ? BOOL : typeOf(scope, each.subExpression);
    case 'Conditional':
      return typeOf(scope, each.trueExpression);
    case 'NewExpression':
      return each.typeName;
    case 'NameValueExpression':
      return typeOf(scope, each.expression);
    default:
      return undefined;
  }
}

/** Whether a local variable takes its type from what it is given: `var` of before 0.5. */
function isVar(scope: Scope, name: string): boolean {
  const type = scope.callable.locals.get(name)?.typeName;
  return type?.type === 'ElementaryTypeName' && type.name === 'var';
}

function typeOfVar(scope: Scope, name: string): TypeName | undefined {
  const given = assignmentsOf(scope.callable).find(
    ({ target }) => target.type === 'Identifier' && target.name === name,
  );
  // What is given by itself has no type: `var a = a + 1`.
  if (!given || contains(given.value, (each) => each.type === 'Identifier' && isVar(scope, each.name)))
    return undefined;
  return typeOf(scope, given.value);
}

function typeOfMember(scope: Scope, owner: Expression, member: string): TypeName | undefined {
  if (owner.type === 'Identifier') {
    const known = BUILT_IN.get(`${owner.name}.${member}`);
    if (known) return known;
  }
  const type = typeOf(scope, owner);
  if (member === 'balance' || member === 'length') return UINT;
  if (type?.type !== 'UserDefinedTypeName') return undefined;
  const struct = scope.model.structs.get(typeNameOf(type));
  return struct?.members.find(({ name }) => name === member)?.typeName ?? undefined;
}

function typeOfCall(scope: Scope, call: FunctionCall): TypeName | undefined {
  const called = bare(call.expression);
  if (called.type === 'Identifier' && scope.model.byName.has(called.name))
    return { type: 'UserDefinedTypeName', namePath: called.name };
  if (called.type === 'Identifier' && called.name === 'payable') return ADDRESS;
  if (called.type === 'ElementaryTypeName' || called.type === 'NewExpression') return typeOf(scope, called);
  const here = calledHere(scope, call) ?? calledInLibrary(scope, call);
  if (here) return here.returns[0]?.typeName ?? undefined;
  if (called.type !== 'MemberAccess') return undefined;
  const contract = contractOf(scope, called.expression);
  return (contract && findAnywhere(contract, called.memberName)?.returns[0]?.typeName) || undefined;
}

/** A function of a contract by its name, with a body or without. */
export function findAnywhere(contract: Contract, name: string): Callable | undefined {
  for (const each of contract.lineage) {
    const found = each.callablesOf.get(name)?.find(({ role }) => role === 'function');
    if (found) return found;
  }
  return undefined;
}

/** The contract that an expression stands for, if it is one that the source holds. */
export function contractOf(scope: Scope, node: Expression): Contract | undefined {
  const name = typeNameOf(typeOf(scope, node));
  const contract = scope.model.byName.get(name);
  return contract?.kind === 'library' ? undefined : contract;
}

/** What a local variable of `storage` stands for: the variable that it points into. */
export function storageBehind(scope: Scope, name: string, depth = 0): string | undefined {
  if (!scope.callable.locals.has(name)) return isState(scope, name) ? name : undefined;
  return depth > 4
    ? undefined
    : pointersOf(scope.callable)
        .get(name)
        ?.reduce<string | undefined>(
          (found, root) => found ?? storageBehind(scope, root, depth + 1),
          undefined,
        );
}

const POINTERS = new WeakMap<Callable, ReadonlyMap<string, readonly string[]>>();

/** Local variables that are not copies, by the names that they were given. */
function pointersOf(callable: Callable): ReadonlyMap<string, readonly string[]> {
  const known = POINTERS.get(callable);
  if (known) return known;
  const pointers = new Map<string, string[]>();
  for (const { target, value } of assignmentsOf(callable)) {
    const declared = target.type === 'Identifier' ? callable.locals.get(target.name) : undefined;
    if (target.type !== 'Identifier' || !declared) continue;
    const copies =
      (declared.typeName?.type === 'ElementaryTypeName' && declared.typeName.name !== 'var') ||
      ['memory', 'calldata'].includes(declared.storageLocation ?? '');
    const root = copies ? undefined : rootOf(value);
    if (root && root !== target.name) pointers.set(target.name, [...(pointers.get(target.name) ?? []), root]);
  }
  POINTERS.set(callable, pointers);
  return pointers;
}
