import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type AttributeValue,
  DeleteTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { replaceFile } from '../../aws/state-file.ts';

type Item = Record<string, AttributeValue>;

/**
 * Gives a table other indexes by making it anew with the same items, since the embedded DynamoDB cannot add or drop an
 * index. The items lie in a file of the data folder meanwhile, from which a start after a kill goes on.
 */
export class TableRebuild {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #file: string;

  constructor(client: DynamoDBClient, dataDir: string, table: string) {
    this.#client = client;
    this.#table = table;
    this.#file = join(dataDir, 'table-rebuilds', `${table}.json`);
  }

  /** Whether an earlier start was ended between take-down and restore. */
  get interrupted(): boolean {
    return existsSync(this.#file);
  }

  /** Saves all items, then deletes the table. An interrupted rebuild keeps the items that it saved. */
  async takeDown(): Promise<void> {
    if (!this.interrupted) {
      const items = await this.#scan();
      mkdirSync(dirname(this.#file), { recursive: true });
      replaceFile(this.#file, JSON.stringify(items, replaceBytes));
    }
    try {
      await this.#client.send(new DeleteTableCommand({ TableName: this.#table }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }

  /** Puts the saved items into the new table. */
  async restore(): Promise<void> {
    const items = JSON.parse(readFileSync(this.#file, 'utf8'), reviveBytes) as Item[];
    for (const Item of items) await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }));
    rmSync(this.#file);
  }

  async #scan(): Promise<Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({
          TableName: this.#table,
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }
}

const BYTES = 'base64:';

/** Binary attributes as text that JSON can hold; other text never stands where bytes stand, so nothing is confused. */
function replaceBytes(key: string, value: unknown): unknown {
  const encode = (bytes: unknown): unknown =>
    bytes instanceof Uint8Array ? BYTES + Buffer.from(bytes).toString('base64') : bytes;
  if (key === 'B') return encode(value);
  return key === 'BS' && Array.isArray(value) ? value.map(encode) : value;
}

function reviveBytes(key: string, value: unknown): unknown {
  const decode = (text: unknown): unknown =>
    typeof text === 'string' && text.startsWith(BYTES)
      ? Buffer.from(text.slice(BYTES.length), 'base64')
      : text;
  if (key === 'B') return decode(value);
  return key === 'BS' && Array.isArray(value) ? value.map(decode) : value;
}
