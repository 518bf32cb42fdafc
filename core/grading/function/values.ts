import { isNear, readFloat, type Tolerance } from '../floats.ts';
import { describeType, type Field, type Type } from './signature.ts';

/**
 * Values of a signature's types. In test data they are JSON (arguments as an array, the answer as one value); between
 * service and driver they are a stream of bytes that a driver reads without a parser worth the name:
 *
 *   integers and floats   decimal text and a space
 *   booleans              `0 ` or `1 `
 *   strings               the length in UTF-8 bytes, `:`, the bytes, a space
 *   lists                 the count and a space, then the elements; records: their fields in order
 */
export type Value =
  | bigint
  | number
  | boolean
  | string
  | readonly Value[]
  | { readonly [field: string]: Value };

/** JSON or bytes that are not a value of the type; the message says where. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true });
const BOUNDS = { int32: 2n ** 31n, int64: 2n ** 63n };

/** Reads JSON text as a value of the type; integers keep all their digits. Throws ValueError. */
export function readJson(type: Type, json: string): Value {
  let raw: unknown;
  try {
    // Integers beyond 2^53 would lose digits as numbers: take them from the source text.
    const keepIntegers = (_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && !Object.is(value, -0) && /^-?\d+$/.test(context?.source ?? '')
        ? BigInt(context?.source as string)
        : value;
    raw = JSON.parse(json, keepIntegers as (key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new ValueError(`not JSON: ${(cause as Error).message}`);
  }
  return readRaw(type, raw, 'value');
}

/** Reads an input: a JSON array with one value for each parameter. Throws ValueError. */
export function readArguments(parameters: readonly Field[], json: string): Value[] {
  const type: Type = { kind: 'record', name: 'arguments', fields: parameters };
  const values = readJson({ kind: 'record', name: 'arguments', fields: parameters }, json);
  return (type.fields as readonly Field[]).map(
    ({ name }) => (values as Record<string, Value>)[name] as Value,
  );
}

function readRaw(type: Type, raw: unknown, where: string): Value {
  const fail = (): never => {
    throw new ValueError(
      `${where}: wanted ${describeType(type)}, got ${String(JSON.stringify(raw, (_k, v) => (typeof v === 'bigint' ? String(v) : v))).slice(0, 60)}`,
    );
  };
  switch (type.kind) {
    case 'int32':
    case 'int64': {
      if (Object.is(raw, -0)) return 0n;
      if (typeof raw !== 'bigint' || raw >= BOUNDS[type.kind] || raw < -BOUNDS[type.kind]) return fail();
      return raw;
    }
    case 'float': {
      if (raw === 'NaN') return Number.NaN;
      if (raw === 'Infinity' || raw === '-Infinity') return raw === 'Infinity' ? Infinity : -Infinity;
      return typeof raw === 'number' ? raw : typeof raw === 'bigint' ? Number(raw) : fail();
    }
    case 'bool':
      return typeof raw === 'boolean' ? raw : fail();
    case 'string':
      return typeof raw === 'string' && raw.isWellFormed() ? raw : fail();
    case 'list':
      return Array.isArray(raw)
        ? raw.map((item, index) => readRaw(type.of, item, `${where}[${index}]`))
        : fail();
    case 'record': {
      if (typeof raw !== 'object' || raw === null) return fail();
      const inOrder = Array.isArray(raw)
        ? Object.fromEntries(type.fields.map(({ name }, i) => [name, raw[i]]))
        : (raw as Record<string, unknown>);
      if (
        Object.keys(inOrder).length !== type.fields.length ||
        (Array.isArray(raw) && raw.length !== type.fields.length)
      )
        return fail();
      return Object.fromEntries(
        type.fields.map((field) => [
          field.name,
          readRaw(field.type, inOrder[field.name], `${where}.${field.name}`),
        ]),
      );
    }
  }
}

/** A value as JSON text, integers with all their digits. */
export function writeJson(type: Type, value: Value): string {
  switch (type.kind) {
    case 'list':
      return `[${(value as Value[]).map((item) => writeJson(type.of, item)).join(', ')}]`;
    case 'record':
      return `{${type.fields.map(({ name, type: of }) => `${JSON.stringify(name)}: ${writeJson(of, (value as Record<string, Value>)[name] as Value)}`).join(', ')}}`;
    case 'string':
      return JSON.stringify(value);
    case 'float':
      return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(String(value));
    default:
      return String(value);
  }
}

/** A value as the bytes that drivers read and write. */
export function encodeValue(type: Type, value: Value): Uint8Array {
  const parts: (string | Uint8Array)[] = [];
  encodeInto(type, value, parts);
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? utf8.encode(part) : part)));
}

function encodeInto(type: Type, value: Value, parts: (string | Uint8Array)[]): void {
  switch (type.kind) {
    case 'bool':
      parts.push(value ? '1 ' : '0 ');
      return;
    case 'string': {
      const bytes = utf8.encode(value as string);
      parts.push(`${bytes.length}:`, bytes, ' ');
      return;
    }
    case 'list':
      parts.push(`${(value as Value[]).length} `);
      for (const item of value as Value[]) encodeInto(type.of, item, parts);
      return;
    case 'record':
      for (const { name, type: of } of type.fields)
        encodeInto(of, (value as Record<string, Value>)[name] as Value, parts);
      return;
    default:
      parts.push(`${Object.is(value, -0) ? '-0' : value} `);
  }
}

const latin1 = new TextDecoder('latin1');

/** Reads bytes that a driver wrote, all of them. Throws ValueError on anything else. */
export function decodeValue(type: Type, bytes: Uint8Array): Value {
  let at = 0;
  const word = (end: number): string => {
    const stop = bytes.indexOf(end, at);
    if (stop < 0 || stop - at > 400) throw new ValueError('the result ends too early');
    const found = latin1.decode(bytes.subarray(at, stop));
    at = stop + 1;
    return found;
  };
  const count = (end: number): number => {
    const digits = word(end);
    if (!/^\d{1,9}$/.test(digits)) throw new ValueError('a length is no number');
    return Number(digits);
  };
  const decode = (wanted: Type): Value => {
    switch (wanted.kind) {
      case 'int32':
      case 'int64': {
        const digits = word(32);
        if (!/^-?\d{1,20}$/.test(digits))
          throw new ValueError(`${JSON.stringify(digits)} is no ${wanted.kind}`);
        const value = BigInt(digits);
        if (value >= BOUNDS[wanted.kind] || value < -BOUNDS[wanted.kind])
          throw new ValueError(`${digits} is no ${wanted.kind}`);
        return value;
      }
      case 'float': {
        const digits = word(32);
        const value = readFloat(digits);
        if (value === undefined) throw new ValueError(`${JSON.stringify(digits)} is no float`);
        return value;
      }
      case 'bool': {
        const digit = word(32);
        if (digit !== '0' && digit !== '1') throw new ValueError(`${JSON.stringify(digit)} is no bool`);
        return digit === '1';
      }
      case 'string': {
        const length = count(58);
        const stop = at + length;
        if (bytes[stop] !== 32) throw new ValueError('a string ends too early');
        try {
          const value = text.decode(bytes.subarray(at, stop));
          at = stop + 1;
          return value;
        } catch {
          throw new ValueError('a string is not UTF-8');
        }
      }
      case 'list': {
        const length = count(32);
        if (length > bytes.length) throw new ValueError('a list ends too early');
        return Array.from({ length }, () => decode(wanted.of));
      }
      case 'record':
        return Object.fromEntries(wanted.fields.map((field) => [field.name, decode(field.type)]));
    }
  };
  const value = decode(type);
  if (at !== bytes.length) throw new ValueError('there is more after the result');
  return value;
}

/** Where two values of a type differ first, as a path like `[3].x`; undefined: nowhere. */
export function findDifference(
  type: Type,
  got: Value,
  wanted: Value,
  tolerance: Tolerance,
  path = '',
): string | undefined {
  switch (type.kind) {
    case 'float': {
      const near = Object.is(got, wanted) || isNear(got as number, wanted as number, tolerance);
      return near ? undefined : path;
    }
    case 'list': {
      const [a, b] = [got as Value[], wanted as Value[]];
      if (a.length !== b.length) return `${path}.length`;
      for (let i = 0; i < a.length; i++) {
        const inside = findDifference(type.of, a[i] as Value, b[i] as Value, tolerance, `${path}[${i}]`);
        if (inside !== undefined) return inside;
      }
      return undefined;
    }
    case 'record':
      for (const { name, type: of } of type.fields) {
        const inside = findDifference(
          of,
          (got as Record<string, Value>)[name] as Value,
          (wanted as Record<string, Value>)[name] as Value,
          tolerance,
          `${path}.${name}`,
        );
        if (inside !== undefined) return inside;
      }
      return undefined;
    default:
      return got === wanted ? undefined : path;
  }
}
