import type { Callable, Contract } from './contract-model.ts';
import {
  calledHere,
  calledInLibrary,
  contractOf,
  findAnywhere,
  type Scope,
  typeNameOf,
  typeOf,
} from './scope.ts';
import { bare, calledName, type Expression, type FunctionCall, nodesOf } from './tree.ts';

/** How a call leaves the contract. */
export type ExternalKind =
  | 'call'
  | 'delegatecall'
  | 'callcode'
  | 'staticcall'
  | 'send'
  | 'transfer'
  | 'function';

export interface ExternalCall {
  readonly kind: ExternalKind;
  readonly receiver: Expression;
  /** Ether that goes with it. */
  readonly value: Expression | undefined;
  readonly gas: Expression | undefined;
  readonly arguments: readonly Expression[];
  /** Of another contract's function: what it is, where the source holds it. */
  readonly callee: Callable | undefined;
  readonly member: string;
}

const LOW_LEVEL = new Set(['call', 'delegatecall', 'callcode', 'staticcall']);

/** Members that are no function of another contract, whatever they stand behind. */
const OWN_MEMBERS = new Set([
  'push',
  'pop',
  'concat',
  'selector',
  'wrap',
  'unwrap',
  'min',
  'max',
  'value',
  'gas',
  'salt',
]);
const OWN_OBJECTS = new Set(['abi', 'super', 'block', 'msg', 'tx', 'type', 'bytes', 'string', 'this']);

/** Reads how a call leaves the contract; undefined where it does not. */
export function readExternal(scope: Scope, node: FunctionCall): ExternalCall | undefined {
  let value: Expression | undefined;
  let gas: Expression | undefined;
  let called = bare(node.expression);
  for (;;) {
    if (called.type === 'NameValueExpression') {
      const { names, arguments: values } = called.arguments;
      value = values[names.indexOf('value')] ?? value;
      gas = values[names.indexOf('gas')] ?? gas;
      called = bare(called.expression);
    } else if (called.type === 'FunctionCall' && called.expression.type === 'MemberAccess') {
      const { memberName, expression } = called.expression;
      if (memberName === 'value') value = called.arguments[0];
      else if (memberName === 'gas') gas = called.arguments[0];
      else return undefined;
      called = bare(expression);
    } else break;
  }
  if (called.type !== 'MemberAccess') return undefined;
  const { memberName: member, expression: receiver } = called;
  const contract = contractOf(scope, receiver);
  const callee = contract && findAnywhere(contract, member);
  const common = { receiver, value, gas, arguments: node.arguments, member, callee };
  if (!callee && LOW_LEVEL.has(member)) return { ...common, kind: member as ExternalKind };
  if (!callee && (member === 'send' || member === 'transfer') && node.arguments.length === 1)
    return { ...common, kind: member, value: node.arguments[0] };
  if (OWN_MEMBERS.has(member) && !callee) return undefined;
  if (receiver.type === 'Identifier' && OWN_OBJECTS.has(receiver.name)) return undefined;
  if (calledHere(scope, node) || calledInLibrary(scope, node)) return undefined;
  if (contract) return { ...common, kind: 'function' };
  const type = typeOf(scope, receiver);
  // A type of another file: a contract, unless functions of a library are called on it.
  const isForeign =
    type?.type === 'UserDefinedTypeName' &&
    !scope.model.structs.has(typeNameOf(type)) &&
    !scope.model.enums.has(typeNameOf(type)) &&
    !scope.leaf.lineage.some((each) => each.extended);
  return isForeign ? { ...common, kind: 'function' } : undefined;
}

/** Most calls of one function that are looked at. */
const MAX_CALLS = 20;

type Calls = ReadonlyMap<Callable, readonly (readonly [Callable, FunctionCall])[]>;

const CALLS = new WeakMap<Contract, Calls>();

/** Where functions of the contract that is deployed call one of its functions, each with who calls: the first of them. */
export function callsOf(scope: Scope): readonly (readonly [Scope, FunctionCall])[] {
  const { leaf, callable } = scope;
  const calls = CALLS.get(leaf) ?? findCalls(scope);
  CALLS.set(leaf, calls);
  return (calls.get(callable) ?? []).map(([caller, call]) => [{ ...scope, callable: caller }, call]);
}

function findCalls(scope: Scope): Calls {
  const calls = new Map<Callable, (readonly [Callable, FunctionCall])[]>();
  for (const caller of scope.leaf.lineage.flatMap(({ callables }) => callables)) {
    for (const call of nodesOf(caller.node.body, 'FunctionCall')) {
      const called = calledHere({ ...scope, callable: caller }, call);
      if (!called) continue;
      const found = calls.get(called) ?? [];
      if (found.length < MAX_CALLS) found.push([caller, call]);
      calls.set(called, found);
    }
  }
  return calls;
}

/** Whether a call only names its ether or gas and is never made: `to.call.value(1 ether)`. */
export function isNeverMade(node: FunctionCall): boolean {
  const called = bare(node.expression);
  if (called.type !== 'MemberAccess' || !['value', 'gas'].includes(called.memberName)) return false;
  let inner = bare(called.expression);
  while (inner.type === 'FunctionCall' && inner.expression.type === 'MemberAccess')
    inner = bare(inner.expression.expression);
  return inner.type === 'MemberAccess' && LOW_LEVEL.has(inner.memberName);
}

/** Whether a call is `selfdestruct` or `suicide`. */
export function isSelfDestruct(node: FunctionCall): boolean {
  const name = calledName(node);
  return name === 'selfdestruct' || name === 'suicide';
}
