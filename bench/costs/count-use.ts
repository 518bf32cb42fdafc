import type { AwsCall, AwsResponse, AwsService } from '../../cloud/aws/http-types.ts';
import type { LocalSystem } from '../../local/system.ts';

type Attribute = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, Attribute>>;

/** What one caller asked of the services, in the units that AWS bills. */
export interface CountedUse {
  /** Write units of DynamoDB, those of indexes included. */
  writes: number;
  /** Read units of DynamoDB: 1 for 4 KB strongly consistent, half of it eventually. */
  reads: number;
  publishes: number;
  queueRequests: number;
  puts: number;
  gets: number;
}

interface Index {
  readonly key: readonly string[];
  /** Undefined: everything. */
  readonly projected: readonly string[] | undefined;
}

interface TableShape {
  readonly key: readonly string[];
  readonly indexes: readonly Index[];
}

const none = (): CountedUse => ({ writes: 0, reads: 0, publishes: 0, queueRequests: 0, puts: 0, gets: 0 });

/**
 * Counts what the functions of a local system ask of its services, by the name of the role that asks. Rows are read before and
 * after each write, since the units of a write follow the larger of both, and those of an index what it sees of the change.
 */
export function countUse(system: LocalSystem): ReadonlyMap<string, CountedUse> {
  const counted = new Map<string, CountedUse>();
  const of = (call: AwsCall): CountedUse => {
    const { name } = call.principal;
    const use = counted.get(name) ?? none();
    counted.set(name, use);
    return use;
  };
  const services = system.endpoint.services.byScope as Record<string, AwsService>;
  services['dynamodb'] = countTables(services['dynamodb']!, of);
  services['sns'] = countCalls(services['sns']!, (call) => {
    if (call.operation.startsWith('Publish')) of(call).publishes += 1;
  });
  services['sqs'] = countCalls(services['sqs']!, (call) => {
    of(call).queueRequests += 1;
  });
  services['s3'] = countCalls(services['s3']!, (call) => {
    if (call.operation === 'PutObject') of(call).puts += 1;
    if (call.operation === 'GetObject') of(call).gets += 1;
  });
  return counted;
}

function countCalls(service: AwsService, count: (call: AwsCall) => void): AwsService {
  const handle = async (call: AwsCall) => {
    count(call);
    return await service.handle(call);
  };
  return { ...service, handle };
}

function countTables(service: AwsService, of: (call: AwsCall) => CountedUse): AwsService {
  const shapes = new Map<string, Promise<TableShape>>();
  const ask = async (call: AwsCall, operation: string, input: object) => {
    const answer = await service.handle({
      ...call,
      operation,
      input: input as AwsCall['input'],
      body: Buffer.from(JSON.stringify(input)),
    });
    return JSON.parse(String(answer.body)) as Record<string, unknown>;
  };
  const shapeOf = (call: AwsCall, table: string): Promise<TableShape> => {
    const known = shapes.get(table) ?? ask(call, 'DescribeTable', { TableName: table }).then(readShape);
    shapes.set(table, known);
    return known;
  };
  const read = async (call: AwsCall, table: string, key: Item) =>
    (await ask(call, 'GetItem', { TableName: table, Key: key, ConsistentRead: true }))['Item'] as
      | Item
      | undefined;

  const write = async (call: AwsCall): Promise<AwsResponse> => {
    const table = String(call.input['TableName']);
    const shape = await shapeOf(call, table);
    const given = (call.input['Key'] ?? call.input['Item']) as Item;
    const key = Object.fromEntries(shape.key.map((name) => [name, given[name]!]));
    const before = await read(call, table, key);
    const answer = await service.handle(call);
    const after = answer.status === 200 ? await read(call, table, key) : before;
    of(call).writes += unitsOfWrite(shape, before, after);
    return answer;
  };

  const writeMany = async (call: AwsCall): Promise<AwsResponse> => {
    const requests = call.input['RequestItems'] as Record<
      string,
      readonly {
        readonly PutRequest?: { readonly Item: Item };
        readonly DeleteRequest?: { readonly Key: Item };
      }[]
    >;
    for (const [table, writes] of Object.entries(requests)) {
      const shape = await shapeOf(call, table);
      for (const { PutRequest, DeleteRequest } of writes)
        of(call).writes += unitsOfWrite(shape, DeleteRequest?.Key, PutRequest?.Item);
    }
    return await service.handle(call);
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(call.operation)) return await write(call);
    if (call.operation === 'BatchWriteItem') return await writeMany(call);
    const answer = await service.handle(call);
    if (answer.status === 200) of(call).reads += unitsOfRead(call, JSON.parse(String(answer.body)));
    return answer;
  };
  return { ...service, handle };
}

function readShape({ Table }: Record<string, unknown>): TableShape {
  const table = Table as {
    readonly KeySchema: readonly { readonly AttributeName: string }[];
    readonly GlobalSecondaryIndexes?: readonly IndexText[];
    readonly LocalSecondaryIndexes?: readonly IndexText[];
  };
  const names = (schema: readonly { readonly AttributeName: string }[]) =>
    schema.map(({ AttributeName }) => AttributeName);
  const key = names(table.KeySchema);
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].map(
    ({ KeySchema, Projection }): Index => ({
      key: names(KeySchema),
      projected:
        Projection.ProjectionType === 'ALL'
          ? undefined
          : [...key, ...names(KeySchema), ...(Projection.NonKeyAttributes ?? [])],
    }),
  );
  return { key, indexes };
}

interface IndexText {
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

/** Units of one write: of the table for the larger of both items, of an index for what it sees of them. */
function unitsOfWrite({ indexes }: TableShape, before: Item | undefined, after: Item | undefined): number {
  const units = (item: Item | undefined) => (item === undefined ? 0 : Math.ceil(sizeOf(item) / 1024));
  let total = Math.max(1, units(before), units(after));
  for (const index of indexes) {
    const seen = (item: Item | undefined) => {
      if (item === undefined || index.key.some((name) => item[name] === undefined)) return undefined;
      const { projected } = index;
      return projected === undefined
        ? item
        : Object.fromEntries(Object.entries(item).filter(([name]) => projected.includes(name)));
    };
    const [was, is] = [seen(before), seen(after)];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const moved =
      was !== undefined &&
      is !== undefined &&
      index.key.some((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
    total += moved ? units(was) + units(is) : Math.max(units(was), units(is));
  }
  return total;
}

function unitsOfRead({ operation, input }: AwsCall, answer: Record<string, unknown>): number {
  const isConsistent = (one: unknown) =>
    (one as { ConsistentRead?: boolean } | undefined)?.ConsistentRead === true;
  const units = (items: readonly Item[], consistent: boolean) =>
    Math.max(1, Math.ceil(items.reduce((sum, item) => sum + sizeOf(item), 0) / 4096)) *
    (consistent ? 1 : 0.5);
  switch (operation) {
    case 'GetItem':
      return units(answer['Item'] === undefined ? [] : [answer['Item'] as Item], isConsistent(input));
    case 'Query':
    case 'Scan':
      return units(answer['Items'] as readonly Item[], isConsistent(input));
    case 'BatchGetItem': {
      const requests = input['RequestItems'] as Record<string, unknown>;
      return Object.entries(answer['Responses'] as Record<string, readonly Item[]>).reduce(
        (sum, [table, items]) =>
          sum + items.reduce((all, item) => all + units([item], isConsistent(requests[table])), 0),
        0,
      );
    }
    case 'BatchExecuteStatement':
      return (answer['Responses'] as readonly { readonly Item?: Item }[]).reduce(
        (sum, { Item }) => sum + units(Item === undefined ? [] : [Item], true),
        0,
      );
    default:
      return 0;
  }
}

/** Bytes of an item as DynamoDB counts them: names and values, numbers by their digits. */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue(attribute: Attribute): number {
  const [[type, value] = ['NULL', true]] = Object.entries(attribute);
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(value));
    case 'N':
      return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1;
    case 'B':
      return Buffer.from(String(value), 'base64').length;
    case 'L':
      return 3 + (value as readonly Attribute[]).reduce((sum, one) => sum + 1 + sizeOfValue(one), 0);
    case 'M':
      return 3 + Object.keys(value as object).length + sizeOf(value as Item);
    case 'SS':
    case 'NS':
      return (value as readonly string[]).reduce((sum, one) => sum + Buffer.byteLength(one), 0);
    default:
      return 1;
  }
}
