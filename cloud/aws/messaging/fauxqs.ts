import { mkdirSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { buildApp } from 'fauxqs';

/**
 * The stores of fauxqs 2.4.1, as far as we touch them. Its package exports only `startFauxqs`, which listens on every
 * interface of the machine, and `buildApp`, which has no persistence; so the stores are loaded by file, from the
 * version that package.json pins, and nothing listens at all.
 */
export interface FauxqsStores {
  readonly sqs: SqsStore;
  readonly sns: SnsStore;
  readonly s3: S3Store;
  readonly database: { close(): void };
}

export interface SqsStore {
  persistence?: unknown;
  region: string;
  getQueue(url: string): SqsQueue | undefined;
  getQueueByArn(arn: string): SqsQueue | undefined;
  getQueueByName(name: string): SqsQueue | undefined;
  allQueues(): Iterable<SqsQueue>;
  shutdown(): void;
}

export interface SqsQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly attributes: Record<string, string | undefined>;
  readonly messages: {
    readonly messageId: string;
    readonly body: string;
    readonly messageAttributes: Readonly<Record<string, unknown>>;
    readonly sentTimestamp: number;
    readonly approximateReceiveCount: number;
    messageGroupId?: string;
  }[];
  /** What somebody has received and not deleted. */
  readonly inflightMessages: ReadonlyMap<string, { readonly message: SqsQueue['messages'][number] }>;
  persistence?: { deleteMessage(messageId: string): void };
  isFifo(): boolean;
  /** Resolves when a message may have become visible, or after `seconds`. */
  waitForMessages(seconds: number): Promise<void>;
  enqueue(message: unknown): void;
  /** Shows again what was hidden for long enough. */
  processTimers(): void;
}

export interface SnsStore {
  persistence?: unknown;
  region: string;
  getSubscription(arn: string): { topicArn: string; endpoint: string } | undefined;
  getTopic(arn: string): { attributes: Record<string, string> } | undefined;
}

/** What fauxqs tells of an object written or removed; the seam for bucket notifications. */
export interface S3Event {
  readonly service: 's3';
  readonly bucket: string;
  readonly key: string;
  readonly status: 'uploaded' | 'downloaded' | 'deleted' | 'copied' | 'renamed';
}

export interface S3Store {
  persistence?: unknown;
  spy?: { addMessage(event: S3Event): void };
  hasBucket(bucket: string): boolean;
  headObject(bucket: string, key: string): { contentLength: number; etag: string };
}

/** The application that `buildApp` makes, without the marks that are for fauxqs's own linter. */
export type FauxqsApp = Pick<ReturnType<typeof buildApp>, 'inject' | 'close'>;

/** Opens the stores on an SQLite file under `directory`; every change is written through at once. */
export async function openFauxqsStores(directory: string, region: string): Promise<FauxqsStores> {
  mkdirSync(directory, { recursive: true });
  const { SqsStore } = await load<{ SqsStore: new () => SqsStore }>('sqs/sqsStore.js');
  const { SnsStore } = await load<{ SnsStore: new () => SnsStore }>('sns/snsStore.js');
  const { S3Store } = await load<{ S3Store: new () => S3Store }>('s3/s3Store.js');
  const { PersistenceManager } = await load<{ PersistenceManager: new (directory: string) => Persistence }>(
    'persistence.js',
  );
  const database = new PersistenceManager(directory);
  repair(database);
  // The write-ahead log without a flush at each commit: enough for a process that dies, not for a machine.
  database.db.exec('PRAGMA synchronous = NORMAL');
  const [sqs, sns, s3] = [new SqsStore(), new SnsStore(), new S3Store()];
  sqs.region = region;
  sns.region = region;
  // As fauxqs does itself: loading with persistence attached would write each row again.
  database.load(sqs, sns, s3);
  sqs.persistence = database;
  sns.persistence = database;
  s3.persistence = database;
  for (const queue of sqs.allQueues()) queue.persistence = database;
  return { sqs, sns, s3, database };
}

/** An in-process application for SQS (JSON) and SNS (query) on those stores. It never listens. */
export async function makeFauxqsApp(stores: FauxqsStores, region: string): Promise<FauxqsApp> {
  type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
  const app = buildApp({
    logger: false,
    defaultRegion: region,
    stores: { sqsStore: stores.sqs, snsStore: stores.sns, s3Store: stores.s3 } as unknown as Stores,
  });
  await app.ready();
  return app;
}

/** Loads one module of the pinned fauxqs by its file. */
export async function load<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as T;
}

interface Persistence {
  readonly db: DatabaseSync;
  deleteMessage(messageId: string): void;
  updateMessageReady(messageId: string): void;
  load(sqs: SqsStore, sns: SnsStore, s3: S3Store): void;
  close(): void;
}

/**
 * fauxqs 2.4.1 writes NULL into a NOT NULL column when a message becomes visible again, so with persistence on a
 * changed visibility of 0 fails and the message is lost until a restart; it also forgets the receive count then.
 */
function repair(persistence: Persistence): void {
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => {
    ready.run(messageId);
  };
}
