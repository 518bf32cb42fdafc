/**
 * The typed signature of a function problem. Types are written as `int32`, `int64`, `float`, `bool`, `string`,
 * `list<T>` of any of these, or the name of a record that the signature declares.
 */
export type Type =
  | { readonly kind: 'int32' | 'int64' | 'float' | 'bool' | 'string' }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: Type;
}

export interface Signature {
  readonly parameters: readonly Field[];
  readonly returns: Type;
  /** Every record that parameters or result use, each after those that it uses itself. */
  readonly records: readonly Extract<Type, { kind: 'record' }>[];
}

/** A type as packages write it: `list<int32>`. */
export function describeType(type: Type): string {
  if (type.kind === 'list') return `list<${describeType(type.of)}>`;
  return type.kind === 'record' ? type.name : type.kind;
}

/** A signature for people: `solve(a: list<int32>, k: int32) -> int64`. */
export function describeSignature({ parameters, returns }: Signature): string {
  return `solve(${parameters.map(({ name, type }) => `${name}: ${describeType(type)}`).join(', ')}) -> ${describeType(returns)}`;
}
