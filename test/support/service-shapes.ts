/** A shape of a service model, as botocore's `service-2.json` writes it: what requests are made of. */
export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly union?: boolean;
}

export interface ShapeReference {
  readonly shape: string;
  /** The SDK fills it in where the caller gives none. */
  readonly idempotencyToken?: boolean;
}

export type Rule =
  | 'enum'
  | 'length'
  | 'missing'
  | 'model'
  | 'operation'
  | 'pattern'
  | 'range'
  | 'size'
  | 'type'
  | 'union'
  | 'unknown';

/** One thing in a request that its model does not allow. */
export interface Finding {
  /** Where: `RunInstances.TagSpecifications[0].ResourceType`. */
  readonly path: string;
  /** The shape that says so. */
  readonly shape: string;
  readonly rule: Rule;
  /** What was found there: the value, or the member's name. */
  readonly found: string;
}

/** Whole-string match, as services match; Java's syntax where Unicode mode of JavaScript does not know an escape. */
function matchesWhole(pattern: string, value: string): boolean {
  const whole = `^(?:${pattern})$`;
  try {
    return new RegExp(whole, 'u').test(value);
  } catch {
    return new RegExp(whole).test(value);
  }
}

function isOutside({ min, max }: Shape, measure: number): boolean {
  return (min !== undefined && measure < min) || (max !== undefined && measure > max);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const integers = new Set(['integer', 'long']);
const fractions = new Set(['float', 'double']);

/** Holds a value that the SDK was given against a shape, and everything inside it. */
export function checkShape(
  shapes: Readonly<Record<string, Shape>>,
  name: string,
  value: unknown,
  path: string,
): Finding[] {
  const shape = shapes[name];
  if (!shape) return [{ path, shape: name, rule: 'model', found: name }];
  const find = (rule: Rule, found: unknown): Finding[] => [{ path, shape: name, rule, found: String(found) }];
  const wrongType = () => find('type', `${typeof value} instead of ${shape.type}`);
  const inside = (reference: ShapeReference | undefined, item: unknown, at: string) =>
    checkShape(shapes, reference?.shape ?? '', item, `${path}${at}`);

  if (shape.type === 'structure') {
    if (!isObject(value)) return wrongType();
    const members = shape.members ?? {};
    const given = Object.entries(value).filter(([, item]) => item !== undefined);
    const missing = (shape.required ?? []).filter(
      (member) => value[member] === undefined && !members[member]?.idempotencyToken,
    );
    return [
      ...missing.flatMap((member) => find('missing', member)),
      ...(shape.union && given.length !== 1 ? find('union', given.length) : []),
      ...given.flatMap(([member, item]) =>
        Object.hasOwn(members, member)
          ? inside(members[member], item, `.${member}`)
          : find('unknown', member),
      ),
    ];
  }
  if (shape.type === 'list') {
    if (!Array.isArray(value)) return wrongType();
    return [
      ...(isOutside(shape, value.length) ? find('size', value.length) : []),
      ...value.flatMap((item, at) => inside(shape.member, item, `[${at}]`)),
    ];
  }
  if (shape.type === 'map') {
    if (!isObject(value)) return wrongType();
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return [
      ...(isOutside(shape, entries.length) ? find('size', entries.length) : []),
      ...entries.flatMap(([key, item]) => [
        ...inside(shape.key, key, `{${key}}`),
        ...inside(shape.value, item, `.${key}`),
      ]),
    ];
  }
  if (shape.type === 'string') {
    if (typeof value !== 'string') return wrongType();
    return [
      ...(shape.enum && !shape.enum.includes(value) ? find('enum', value) : []),
      ...(isOutside(shape, [...value].length) ? find('length', value) : []),
      ...(shape.pattern !== undefined && !matchesWhole(shape.pattern, value) ? find('pattern', value) : []),
    ];
  }
  if (integers.has(shape.type) || fractions.has(shape.type)) {
    if (typeof value !== 'number' || Number.isNaN(value)) return wrongType();
    if (integers.has(shape.type) && !Number.isInteger(value)) return find('type', value);
    return isOutside(shape, value) ? find('range', value) : [];
  }
  if (shape.type === 'boolean') return typeof value === 'boolean' ? [] : wrongType();
  if (shape.type === 'timestamp') {
    return value instanceof Date && !Number.isNaN(value.getTime()) ? [] : wrongType();
  }
  if (shape.type === 'blob') {
    const bytes = typeof value === 'string' ? Buffer.byteLength(value) : undefined;
    const length = value instanceof Uint8Array ? value.byteLength : bytes;
    if (length !== undefined) return isOutside(shape, length) ? find('length', length) : [];
    return isObject(value) && 'pipe' in value ? [] : wrongType();
  }
  return find('model', shape.type);
}
