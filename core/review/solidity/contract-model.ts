import type {
  ContractDefinition,
  Expression,
  FunctionDefinition,
  ModifierDefinition,
  SourceUnit,
  StructDefinition,
  TypeName,
  VariableDeclaration,
} from './tree.ts';
import { nodesOf } from './tree.ts';
import { readVersions, type Versions } from './versions.ts';

/** A variable that lives in storage, or a constant beside it. */
export interface StateVariable {
  readonly name: string;
  readonly typeName: TypeName | null;
  readonly initial: Expression | null;
  /** `constant` or `immutable`: no transaction changes it. */
  readonly fixed: boolean;
  readonly node: VariableDeclaration;
  readonly contract: Contract;
}

/** A function with a body or without; a modifier is one, too, whose body holds `_`. */
export interface Callable {
  readonly name: string;
  readonly role: 'function' | 'constructor' | 'fallback' | 'modifier';
  /** `public` where nothing is written and the compiler took that for it. */
  readonly visibility: 'external' | 'public' | 'internal' | 'private';
  readonly parameters: readonly VariableDeclaration[];
  readonly returns: readonly VariableDeclaration[];
  readonly payable: boolean;
  /** `view` or `pure`. */
  readonly reads: boolean;
  readonly node: FunctionDefinition | ModifierDefinition;
  readonly contract: Contract;
  /** Every variable that is declared within it, by name: parameters, returned and local ones. */
  readonly locals: ReadonlyMap<string, VariableDeclaration>;
}

export interface Contract {
  readonly name: string;
  readonly kind: 'contract' | 'abstract' | 'interface' | 'library';
  readonly node: ContractDefinition;
  /** What it declares itself. */
  readonly variables: readonly StateVariable[];
  readonly callables: readonly Callable[];
  /** The same by name, in order. */
  readonly variablesOf: ReadonlyMap<string, StateVariable>;
  readonly callablesOf: ReadonlyMap<string, readonly Callable[]>;
  readonly structs: ReadonlyMap<string, StructDefinition>;
  /** It and its bases, the most derived first, as functions are looked up. */
  readonly lineage: readonly Contract[];
  /** Whether a base stands in another file, so that not all of it is known. */
  readonly partial: boolean;
  /** Types that functions of libraries are called on with a dot. */
  readonly extended: boolean;
}

/** A source as its detectors read it. */
export interface Model {
  readonly unit: SourceUnit;
  readonly versions: Versions;
  readonly contracts: readonly Contract[];
  readonly byName: ReadonlyMap<string, Contract>;
  /** Contracts that no other one here inherits: what is deployed, each with all that it inherits. */
  readonly leaves: readonly Contract[];
  readonly structs: ReadonlyMap<string, StructDefinition>;
  readonly enums: ReadonlySet<string>;
  /** Functions beside contracts, by name. */
  readonly free: ReadonlyMap<string, readonly Callable[]>;
  /** Those of libraries, by name. */
  readonly ofLibraries: ReadonlyMap<string, readonly Callable[]>;
}

function readLocals(node: FunctionDefinition | ModifierDefinition): ReadonlyMap<string, VariableDeclaration> {
  const locals = new Map<string, VariableDeclaration>();
  for (const each of nodesOf(node, 'VariableDeclaration'))
    if (each.name && !locals.has(each.name)) locals.set(each.name, each);
  return locals;
}

function readFunction(node: FunctionDefinition, contract: Contract, versions: Versions): Callable {
  const name = node.name ?? '';
  const isOldConstructor = name === contract.name && versions.from < 5 && contract.kind !== 'library';
  const isFallback = node.isFallback || node.isReceiveEther || (!node.isConstructor && name === '');
  return {
    name,
    role: node.isConstructor || isOldConstructor ? 'constructor' : isFallback ? 'fallback' : 'function',
    visibility: node.visibility === 'default' ? 'public' : node.visibility,
    parameters: node.parameters ?? [],
    returns: node.returnParameters ?? [],
    payable: node.stateMutability === 'payable',
    reads: ['view', 'pure', 'constant'].includes(node.stateMutability ?? ''),
    node,
    contract,
    locals: readLocals(node),
  };
}

function readModifier(node: ModifierDefinition, contract: Contract): Callable {
  return {
    name: node.name,
    role: 'modifier',
    visibility: 'internal',
    parameters: node.parameters ?? [],
    returns: [],
    payable: false,
    reads: false,
    node,
    contract,
    locals: readLocals(node),
  };
}

/** Most contracts that one inherits; of more it is partial. */
const MAX_LINEAGE = 200;

/** A base's name without what stands before its last dot. */
const lastOf = (path: string) => path.slice(path.lastIndexOf('.') + 1);

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function readContract(node: ContractDefinition, versions: Versions): Writable<Contract> {
  const variables: StateVariable[] = [];
  const callables: Callable[] = [];
  const variablesOf = new Map<string, StateVariable>();
  const callablesOf = new Map<string, Callable[]>();
  const structs = new Map<string, StructDefinition>();
  const contract: Writable<Contract> = {
    name: node.name,
    kind: ['abstract', 'interface', 'library'].includes(node.kind) ? (node.kind as 'abstract') : 'contract',
    node,
    variables,
    callables,
    variablesOf,
    callablesOf,
    structs,
    lineage: [],
    partial: false,
    extended: false,
  };
  for (const part of (node.subNodes ?? []) as SourceUnit['children']) {
    if (part?.type === 'StateVariableDeclaration') {
      for (const variable of part.variables) {
        if (!variable?.name) continue;
        variables.push({
          name: variable.name,
          typeName: variable.typeName,
          initial: part.initialValue ?? variable.expression ?? null,
          fixed: Boolean(variable.isDeclaredConst || variable.isImmutable),
          node: variable,
          contract,
        });
      }
    } else if (part?.type === 'FunctionDefinition') callables.push(readFunction(part, contract, versions));
    else if (part?.type === 'ModifierDefinition') callables.push(readModifier(part, contract));
    else if (part?.type === 'StructDefinition') structs.set(part.name, part);
    else if (part?.type === 'UsingForDeclaration') contract.extended = true;
  }
  for (const variable of variables.toReversed()) variablesOf.set(variable.name, variable);
  for (const [name, ofName] of Map.groupBy(callables, (each) => each.name)) callablesOf.set(name, ofName);
  return contract;
}

/**
 * It and its bases in the order in which a name is looked up: the most derived first, bases from right to left, one that several
 * share behind all of them. A circle, which no compiler takes, ends where it began.
 */
function readLineage(contract: Contract, byName: ReadonlyMap<string, Contract>): readonly Contract[] {
  const order: Contract[] = [];
  const seen = new Set<Contract>();
  const add = (each: Contract) => {
    if (seen.has(each) || seen.size >= MAX_LINEAGE) return;
    seen.add(each);
    for (const base of each.node.baseContracts ?? []) {
      const known = byName.get(lastOf(base?.baseName?.namePath ?? ''));
      if (known) add(known);
    }
    order.push(each);
  };
  add(contract);
  return order.reverse();
}

/** Reads what contracts a source holds. */
export function readModel(unit: SourceUnit): Model {
  const versions = readVersions(unit);
  const contracts = unit.children
    .filter((each) => each?.type === 'ContractDefinition')
    .map((node) => readContract(node, versions));
  const byName = new Map<string, Contract>(contracts.map((contract) => [contract.name, contract]));
  const inherited = new Set<Contract>();
  for (const contract of contracts) {
    contract.lineage = readLineage(contract, byName);
    contract.partial =
      contract.lineage.length >= MAX_LINEAGE ||
      contract.lineage.some((each) =>
        (each.node.baseContracts ?? []).some((base) => !byName.has(lastOf(base?.baseName?.namePath ?? ''))),
      );
    for (const base of contract.lineage) if (base !== contract) inherited.add(base);
  }
  const structs = new Map(contracts.flatMap((contract) => [...contract.structs]));
  for (const each of unit.children) if (each?.type === 'StructDefinition') structs.set(each.name, each);
  const nowhere = { name: '', kind: 'library', lineage: [] } as unknown as Contract;
  return {
    unit,
    versions,
    contracts,
    byName,
    leaves: contracts.filter((contract) => contract.kind !== 'interface' && !inherited.has(contract)),
    structs,
    enums: new Set(nodesOf(unit, 'EnumDefinition').map(({ name }) => name)),
    free: Map.groupBy(
      unit.children
        .filter((each) => each?.type === 'FunctionDefinition')
        .map((node) => readFunction(node, nowhere, versions)),
      ({ name }) => name,
    ),
    ofLibraries: Map.groupBy(
      contracts
        .filter(({ kind }) => kind === 'library')
        .flatMap(({ callables }) => callables)
        .filter(({ role, node }) => role === 'function' && node.body !== null),
      ({ name }) => name,
    ),
  };
}

/** Whether anybody can call it in a transaction of their own. */
export function isEntry(callable: Callable): boolean {
  return (
    (callable.role === 'function' || callable.role === 'fallback') &&
    (callable.visibility === 'public' || callable.visibility === 'external') &&
    callable.node.body !== null &&
    callable.contract.kind !== 'library' &&
    callable.contract.kind !== 'interface'
  );
}

/** A variable in storage as a contract and its bases know it. */
export function stateVariable(contract: Contract, name: string): StateVariable | undefined {
  for (const each of contract.lineage) {
    const found = each.variablesOf.get(name);
    if (found) return found;
  }
  return undefined;
}

/** The function that a call by name reaches, by how many values it is given; of `super` that of the bases of `above`. */
export function findCallable(
  leaf: Contract,
  name: string,
  arity: number,
  role: 'function' | 'modifier' = 'function',
  above?: Contract,
): Callable | undefined {
  const from = above ? leaf.lineage.indexOf(above) + 1 : 0;
  for (const contract of leaf.lineage.slice(from)) {
    const found = contract.callablesOf
      .get(name)
      ?.find(
        (each) =>
          each.role === role &&
          (role === 'modifier' || each.parameters.length === arity) &&
          each.node.body !== null,
      );
    if (found) return found;
  }
  return undefined;
}
