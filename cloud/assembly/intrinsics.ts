/** CloudFormation's intrinsic functions over values as templates hold them. */

/** What the functions ask of the stack that they stand in. */
export interface ResolverScope {
  /** Value of `Ref`: a parameter's, a pseudo parameter's or a resource's physical id. */
  readonly ref: (name: string) => Promise<unknown>;
  readonly getAtt: (logicalId: string, attribute: string) => Promise<unknown>;
  readonly availabilityZones: readonly string[];
}

/** `AWS::NoValue`: the property is as if it were not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Resolve = (value: unknown, scope: ResolverScope) => Promise<unknown>;

const FUNCTIONS: Readonly<Record<string, Resolve>> = {
  Ref: async (argument, scope) => (argument === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(argument))),
  'Fn::GetAtt': async (argument, scope) => {
    const [logicalId, ...attribute] =
      typeof argument === 'string' ? argument.split('.') : (argument as string[]);
    return scope.getAtt(logicalId!, String(await resolveValue(attribute.join('.'), scope)));
  },
  'Fn::Join': async (argument, scope) => {
    const [separator, parts] = (await resolveValue(argument, scope)) as [string, unknown[]];
    return parts.map((part) => text('Fn::Join', part)).join(separator);
  },
  'Fn::Sub': substitute,
  'Fn::Select': async (argument, scope) => {
    const [index, list] = (await resolveValue(argument, scope)) as [number | string, unknown[] | string];
    const entries = typeof list === 'string' ? list.split(',') : list;
    const chosen = entries[Number(index)];
    if (chosen === undefined)
      throw new Error(`Fn::Select: there is no entry ${index} in [${entries.join(', ')}]`);
    return chosen;
  },
  'Fn::Split': async (argument, scope) => {
    const [separator, value] = (await resolveValue(argument, scope)) as [string, unknown];
    return text('Fn::Split', value).split(separator);
  },
  'Fn::GetAZs': async (_argument, scope) => [...scope.availabilityZones],
  'Fn::Base64': async (argument, scope) =>
    Buffer.from(text('Fn::Base64', await resolveValue(argument, scope))).toString('base64'),
};

/**
 * Resolves a value with all functions in it. Properties without a value are left out.
 *
 * @throws Error naming a function that is not served
 */
export async function resolveValue(value: unknown, scope: ResolverScope): Promise<unknown> {
  if (Array.isArray(value)) {
    const entries: unknown[] = [];
    for (const entry of value) {
      const resolved = await resolveValue(entry, scope);
      if (resolved !== NO_VALUE) entries.push(resolved);
    }
    return entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0]! : undefined;
  if (only === 'Ref' || only?.startsWith('Fn::')) {
    const resolve = FUNCTIONS[only];
    if (resolve === undefined) throw new Error(`${only} is not served by local mode`);
    return resolve((value as Record<string, unknown>)[only], scope);
  }
  const resolved: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    const result = await resolveValue(entry, scope);
    if (result !== NO_VALUE) resolved[name] = result;
  }
  return resolved;
}

async function substitute(argument: unknown, scope: ResolverScope): Promise<string> {
  const [pattern, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
    string,
    Record<string, unknown>,
  ];
  let result = '';
  let position = 0;
  for (const match of pattern.matchAll(/\$\{(!?)([^}]+)\}/g)) {
    const [whole, literal, name] = match as unknown as [string, string, string];
    result += pattern.slice(position, match.index);
    position = match.index + whole.length;
    if (literal === '!') result += `\${${name}}`;
    else if (Object.hasOwn(variables, name))
      result += text('Fn::Sub', await resolveValue(variables[name], scope));
    else if (name.includes('.')) {
      const dot = name.indexOf('.');
      result += text('Fn::Sub', await scope.getAtt(name.slice(0, dot), name.slice(dot + 1)));
    } else result += text('Fn::Sub', await scope.ref(name));
  }
  return result + pattern.slice(position);
}

function text(where: string, value: unknown): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new Error(`${where} needs a string where it has ${JSON.stringify(value)}`);
}
