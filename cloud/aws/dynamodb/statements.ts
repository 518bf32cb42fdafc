import { AwsError, type AwsResponse, UnservedOperation } from '../http-types.ts';

/** Statements of a batch, by DynamoDB's limit. */
const MOST = 25;

/** A statement of PartiQL that local mode knows: it puts a new item, or changes one by its key and conditions. */
export type Statement =
  | { readonly kind: 'insert'; readonly table: string; readonly names: readonly string[] }
  | {
      readonly kind: 'update';
      readonly table: string;
      /** Attributes that are set, then those that must be equal, as the parameters come. */
      readonly sets: readonly string[];
      readonly equal: readonly string[];
      readonly missing: readonly string[];
    };

const INSERT = /^INSERT INTO "([\w.-]+)" VALUE \{((?:'\w+': \?(?:, )?)+)\}$/;
const UPDATE = /^UPDATE "([\w.-]+)" ((?:SET "\w+" = \? )+)WHERE ((?:"\w+" (?:= \?|IS MISSING)(?: AND )?)+)$/;

/** @throws UnservedOperation for anything but the two forms above, with parameters for all values */
export function parseStatement(text: string): Statement {
  const insert = INSERT.exec(text);
  if (insert !== null) {
    const [, table = '', members = ''] = insert;
    return { kind: 'insert', table, names: [...members.matchAll(/'(\w+)'/g)].map(([, name = '']) => name) };
  }
  const update = UPDATE.exec(text);
  if (update === null) throw new UnservedOperation('dynamodb', 'BatchExecuteStatement', text);
  const [, table = '', sets = '', conditions = ''] = update;
  const namesIn = (part: string, form: RegExp) => [...part.matchAll(form)].map(([, name = '']) => name);
  return {
    kind: 'update',
    table,
    sets: namesIn(sets, /"(\w+)" = \?/g),
    equal: namesIn(conditions, /"(\w+)" = \?/g),
    missing: namesIn(conditions, /"(\w+)" IS MISSING/g),
  };
}

/** The statements of a batch, as they came. */
export function statementsOf(
  input: Readonly<Record<string, unknown>>,
): readonly { readonly Statement: string; readonly Parameters?: readonly unknown[] }[] {
  return (input['Statements'] ?? []) as ReturnType<typeof statementsOf>;
}

/** What a batch of statements asks of. */
interface Engine {
  call(operation: string, body: string): Promise<AwsResponse>;
}

/** BatchExecuteStatement: each statement as the conditional write of one item that it is, answered for itself. */
export async function executeStatements(
  engine: Engine,
  input: Readonly<Record<string, unknown>>,
): Promise<AwsResponse> {
  const statements = statementsOf(input);
  if (statements.length === 0 || statements.length > MOST)
    throw new AwsError('ValidationException', `a batch has 1 to ${MOST} statements`);
  const responses = await Promise.all(
    statements.map(async ({ Statement: text, Parameters: parameters = [] }) => {
      const statement = parseStatement(text);
      const keys = await keysOf(engine, statement.table);
      const { operation, body } =
        statement.kind === 'insert'
          ? toPut(statement, parameters, keys)
          : toUpdate(statement, parameters, keys);
      const answer = await engine.call(operation, JSON.stringify({ TableName: statement.table, ...body }));
      if (answer.status === 200) return { TableName: statement.table };
      return { TableName: statement.table, Error: errorOf(statement, String(answer.body)) };
    }),
  );
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ Responses: responses }),
  };
}

async function keysOf(engine: Engine, table: string): Promise<readonly string[]> {
  const { body } = await engine.call('DescribeTable', JSON.stringify({ TableName: table }));
  const { Table } = JSON.parse(String(body)) as { Table?: { KeySchema: { AttributeName: string }[] } };
  return Table?.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
}

function toPut(
  { names }: Statement & { kind: 'insert' },
  parameters: readonly unknown[],
  [hash = 'pk']: readonly string[],
) {
  return {
    operation: 'PutItem',
    body: {
      Item: Object.fromEntries(names.map((name, at) => [name, parameters[at]])),
      ConditionExpression: 'attribute_not_exists(#hash)',
      ExpressionAttributeNames: { '#hash': hash },
    },
  };
}

function toUpdate(
  { sets, equal, missing }: Statement & { kind: 'update' },
  parameters: readonly unknown[],
  keys: readonly string[],
) {
  const values = new Map(
    [...sets.map((name) => `set ${name}`), ...equal].map((name, at) => [name, parameters[at]]),
  );
  const rest = equal.filter((name) => !keys.includes(name));
  const all = [...new Set([...sets, ...rest, ...missing, ...keys])];
  const conditions = [
    ...keys.map((name) => `attribute_exists(#${name})`),
    ...rest.map((name) => `#${name} = :is_${name}`),
    ...missing.map((name) => `attribute_not_exists(#${name})`),
  ];
  return {
    operation: 'UpdateItem',
    body: {
      Key: Object.fromEntries(keys.map((name) => [name, values.get(name)])),
      UpdateExpression: `SET ${sets.map((name) => `#${name} = :set_${name}`).join(', ')}`,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(all.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries([
        ...sets.map((name) => [`:set_${name}`, values.get(`set ${name}`)]),
        ...rest.map((name) => [`:is_${name}`, values.get(name)]),
      ]),
    },
  };
}

/** A refusal of one write in the words of a batch. */
function errorOf({ kind }: Statement, body: string): { readonly Code: string; readonly Message: string } {
  const { __type: type = '', message = '' } = JSON.parse(body) as { __type?: string; message?: string };
  const name = type.slice(type.indexOf('#') + 1);
  switch (name) {
    case 'ConditionalCheckFailedException':
      return kind === 'insert'
        ? { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' }
        : { Code: 'ConditionalCheckFailed', Message: message };
    case 'ValidationException':
      return { Code: 'ValidationError', Message: message };
    case 'ResourceNotFoundException':
      return { Code: 'ResourceNotFound', Message: message };
    default:
      return { Code: 'InternalServerError', Message: message };
  }
}
