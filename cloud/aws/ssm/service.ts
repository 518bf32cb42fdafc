import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import { StateFile } from '../state-file.ts';

const TYPES = ['String', 'StringList', 'SecureString'] as const;
const needed = 'Name and Value are required and must not be empty.';

/** Input of PutParameter. Limit: standard tier of Parameter Store. */
const putSchema = z.object({
  Name: z.string(needed).min(1, needed),
  Value: z
    .string(needed)
    .min(1, needed)
    .refine(
      (value) => Buffer.byteLength(value) <= 4096,
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    ),
  Type: z.enum(TYPES, `Type must be one of ${TYPES.join(', ')}.`).optional(),
  Overwrite: z.boolean().default(false),
  Description: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
});

interface Parameter extends Omit<z.infer<typeof putSchema>, 'Overwrite'> {
  readonly Type: (typeof TYPES)[number];
  readonly Version: number;
  /** Seconds since 1970. */
  readonly LastModifiedDate: number;
}

interface State {
  parameters: Record<string, Parameter>;
}

const MAX_RESULTS = 50;

/** Public parameters that templates read; the ids are of this machine, stable, and name no real image. */
const PUBLIC = /^\/aws\/service\/(canonical\/ubuntu|ami-amazon-linux-latest|debian)\//;

/** SSM Parameter Store. SecureString is kept as it is: this is one person's machine. */
export function startSsm({ dataDir, region, accountId, now }: SsmOptions): SsmService {
  const file = new StateFile<State>(join(dataDir, 'ssm.json'), { parameters: {} });
  const parameters = file.value.parameters;

  const find = (reference: string): object | undefined => {
    const name = nameOf(reference);
    const stored = parameters[name] ?? publicParameter(name);
    if (stored === undefined) return undefined;
    const { Tags: _tags, Description: _description, ...shown } = stored;
    return { ...shown, ARN: parameterArn(region, accountId, name), DataType: 'text' };
  };

  const put = (input: AwsCall['input']): object => {
    const parsed = putSchema.safeParse(input);
    if (!parsed.success)
      throw new AwsError('ValidationException', parsed.error.issues.map(({ message }) => message).join(' '));
    const { Name, Value, Overwrite, ...told } = parsed.data;
    if (Name.startsWith('/aws'))
      throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${Name}.`);
    const before = parameters[Name];
    if (before !== undefined && !Overwrite)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    const Type = told.Type ?? before?.Type;
    if (Type === undefined)
      throw new AwsError('ValidationException', `Type must be one of ${TYPES.join(', ')}.`);
    const Version = (before?.Version ?? 0) + 1;
    parameters[Name] = { ...told, Name, Type, Value, Version, LastModifiedDate: now() / 1000 };
    file.save();
    return { Version, Tier: 'Standard' };
  };

  const operations: Readonly<Record<string, (input: AwsCall['input']) => object>> = {
    PutParameter: put,
    GetParameter: (input) => {
      const found = find(String(input['Name']));
      if (found === undefined) throw new AwsError('ParameterNotFound', '');
      return { Parameter: found };
    },
    GetParameters: (input) => {
      const names = strings(input['Names']);
      const found = names.map((name) => [name, find(name)] as const);
      return {
        Parameters: found.flatMap(([, parameter]) => (parameter === undefined ? [] : [parameter])),
        InvalidParameters: found.flatMap(([name, parameter]) => (parameter === undefined ? [name] : [])),
      };
    },
    DescribeParameters: (input) => {
      const filters = (input['ParameterFilters'] ?? []) as {
        Key: string;
        Option?: string;
        Values: string[];
      }[];
      const matching = Object.values(parameters).filter((parameter) =>
        filters.every((filter) => matches(parameter, filter)),
      );
      const { page, next } = paginate(matching, input);
      return {
        Parameters: page.map(({ Value: _value, Tags: _tags, ...shown }) => ({ ...shown, Tier: 'Standard' })),
        ...next,
      };
    },
    DeleteParameter: (input) => {
      const name = String(input['Name']);
      if (!(name in parameters)) throw new AwsError('ParameterNotFound', '');
      delete parameters[name];
      file.save();
      return {};
    },
    ListTagsForResource: (input) => ({ TagList: parameters[String(input['ResourceId'])]?.Tags ?? [] }),
  };

  return {
    read: (name) => (parameters[name] ?? publicParameter(name))?.Value,
    handle: async (call): Promise<AwsResponse> => {
      const operation = operations[call.operation];
      if (operation === undefined) throw new UnservedOperation('ssm', call.operation);
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify(operation(call.input)),
      };
    },
  };
}

/** SSM, and its values for services that read parameters themselves. */
export interface SsmService extends AwsService {
  readonly read: (name: string) => string | undefined;
}

export interface SsmOptions {
  readonly dataDir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => number;
}

/** ARN of a parameter; a leading slash of the name is not doubled. Those that AWS publishes are of no account. */
export function parameterArn(region: string, accountId: string, reference: string): string {
  const name = nameOf(reference);
  const account = name.startsWith('/aws/service/') ? '' : accountId;
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/** A reference without version or label selector, or out of an ARN. */
function nameOf(reference: string): string {
  const arn = /^arn:aws:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(reference)?.[1];
  return (arn ?? reference).replace(/:[^:/]+$/, '');
}

function publicParameter(name: string): Parameter | undefined {
  if (!PUBLIC.test(name)) return undefined;
  const id = createHash('sha256').update(name).digest('hex').slice(0, 17);
  return { Name: name, Type: 'String', Value: `ami-${id}`, Version: 1, LastModifiedDate: 0 };
}

function matches(parameter: Parameter, filter: { Key: string; Option?: string; Values: string[] }): boolean {
  const { Key, Option = 'Equals', Values } = filter;
  if (Key !== 'Name' || Option !== 'BeginsWith')
    throw new UnservedOperation('ssm', 'DescribeParameters', `filter ${Key} ${Option}`);
  return Values.some((value) => parameter.Name.startsWith(value));
}

function paginate<T>(
  items: readonly T[],
  input: AwsCall['input'],
): { page: readonly T[]; next: { NextToken?: string } } {
  const start = Number(input['NextToken'] ?? 0);
  const end = start + Math.min(Number(input['MaxResults'] ?? MAX_RESULTS), MAX_RESULTS);
  return { page: items.slice(start, end), next: end < items.length ? { NextToken: String(end) } : {} };
}

function strings(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new AwsError('ValidationException', 'Names must be a list of strings.');
  return value;
}
