import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import { StateFile } from '../state-file.ts';

interface Parameter {
  readonly Name: string;
  readonly Type: 'String' | 'StringList' | 'SecureString';
  readonly Value: string;
  readonly Version: number;
  /** Seconds since 1970. */
  readonly LastModifiedDate: number;
  readonly Description?: string;
  readonly Tags?: readonly { Key: string; Value: string }[];
}

interface State {
  parameters: Record<string, Parameter>;
}

const TYPES = ['String', 'StringList', 'SecureString'];
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
    const {
      Name: name,
      Value: value,
      Type: type,
      Overwrite: overwrite,
      Description: description,
      Tags: tags,
    } = input;
    if (typeof name !== 'string' || typeof value !== 'string' || value === '')
      throw new AwsError('ValidationException', 'Name and Value are required and must not be empty.');
    if (name.startsWith('/aws'))
      throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
    const before = parameters[name];
    if (before !== undefined && overwrite !== true)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    const kind = String(type ?? before?.Type ?? '');
    if (!TYPES.includes(kind))
      throw new AwsError('ValidationException', `Type must be one of ${TYPES.join(', ')}.`);
    if (Buffer.byteLength(value) > 4096)
      throw new AwsError(
        'ValidationException',
        'Standard tier parameters support a maximum parameter value of 4096 characters.',
      );
    parameters[name] = {
      Name: name,
      Type: kind as Parameter['Type'],
      Value: value,
      Version: (before?.Version ?? 0) + 1,
      LastModifiedDate: now() / 1000,
      ...(typeof description === 'string' ? { Description: description } : {}),
      ...(Array.isArray(tags) ? { Tags: tags as { Key: string; Value: string }[] } : {}),
    };
    file.save();
    return { Version: parameters[name].Version, Tier: 'Standard' };
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
