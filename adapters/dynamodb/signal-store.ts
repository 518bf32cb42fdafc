import { QueryCommand, type QueryCommandOutput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Severity } from '../../core/resilience/failure.ts';
import {
  isRaised,
  type SecuritySignal,
  SIGNAL_KEPT_MS,
  SIGNAL_KINDS,
  SIGNAL_SEVERITIES,
  type Sign,
  type SignalKind,
  type SignalPolicy,
  severityOf,
  signalWindowAt,
} from '../../core/security/security-signal.ts';
import { MAX_LISTED, type SignalStore } from '../../core/security/signal-store.ts';
import { rowKindOf } from './row-kind.ts';
import { type Item, type Key, type Table, updateIf } from './table.ts';

/** Rows of one severity that are read for those that are raised: whoever makes more hides what is as light, and nothing else. */
const MAX_READ = 5_000;
/** Rows of a page: about as many as DynamoDB reads at a time. */
const PAGE = 1_000;

const pkOf = (severity: Severity) => `SIGNALS#${severity}`;

/** Sorts by window: times of this form are as long as each other. */
const keyOf = (of: Pick<Sign, 'kind' | 'subject' | 'sessionId'>, windowAt: number): Key => ({
  pk: pkOf(severityOf(of)),
  sk: `${new Date(windowAt).toISOString()}#${of.kind}#${of.sessionId ?? '-'}#${of.subject}`,
});

const signalRow = rowKindOf<SecuritySignal>()(
  'security signal',
  z.object({
    kind: z.enum(Object.keys(SIGNAL_KINDS) as [SignalKind, ...SignalKind[]]),
    subject: z.string(),
    sessionId: z.exactOptional(z.string()),
    windowAt: z.number(),
    firstAt: z.number(),
    lastAt: z.number(),
    count: z.number(),
    evidence: z.string(),
    latest: z.string(),
    toldAt: z.exactOptional(z.number()),
  }),
);

/** Security signals in the sessions table, one partition a severity: there are few, or it is an attack, of which the latest are read. */
export class DynamoSignalStore implements SignalStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** One write that whoever may change rows may make: the first begins the row, each adds to it. */
  async raise(sign: Sign): Promise<void> {
    const { kind, subject, sessionId, at, evidence, count } = sign;
    const windowAt = signalWindowAt(at);
    const set = {
      ...signalRow.stamp,
      kind,
      subject,
      ...(sessionId === undefined ? {} : { sessionId }),
      windowAt,
      lastAt: at,
      latest: evidence,
      expiresAt: Math.ceil((at + SIGNAL_KEPT_MS) / 1000),
    };
    const first = { firstAt: at, evidence };
    const names = [...Object.keys(set), ...Object.keys(first)];
    const values = [...Object.entries(set), ...Object.entries(first)];
    await this.#table.client.send(
      new UpdateCommand({
        TableName: this.#table.name,
        Key: keyOf(sign, windowAt),
        UpdateExpression: `SET ${[
          ...Object.keys(set).map((name) => `#${name} = :${name}`),
          ...Object.keys(first).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
        ].join(', ')} ADD #count :count`,
        ExpressionAttributeNames: Object.fromEntries([...names, 'count'].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          [...values, ['count', count] as const].map(([name, value]) => [`:${name}`, value]),
        ),
      }),
    );
  }

  async listSince(windowAt: number, policy: SignalPolicy): Promise<readonly SecuritySignal[]> {
    const found = await Promise.all(
      SIGNAL_SEVERITIES.map((severity) => this.#latestOf(severity, windowAt, policy)),
    );
    return found.flat();
  }

  async #latestOf(severity: Severity, windowAt: number, policy: SignalPolicy): Promise<SecuritySignal[]> {
    const raised: SecuritySignal[] = [];
    let from: Item | undefined;
    let read = 0;
    do {
      const page: QueryCommandOutput = await this.#table.client.send(
        new QueryCommand({
          TableName: this.#table.name,
          KeyConditionExpression: 'pk = :pk AND sk >= :from',
          ExpressionAttributeValues: { ':pk': pkOf(severity), ':from': new Date(windowAt).toISOString() },
          ScanIndexForward: false,
          Limit: PAGE,
          ConsistentRead: true,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      const rows = page.Items ?? [];
      raised.push(...signalRow.readAll(this.#table, rows).filter((signal) => isRaised(signal, policy)));
      read += rows.length;
      from = page.LastEvaluatedKey;
    } while (from !== undefined && raised.length < MAX_LISTED && read < MAX_READ);
    return raised.slice(0, MAX_LISTED);
  }

  async noteTold(signal: SecuritySignal, at: number): Promise<void> {
    await updateIf(this.#table, keyOf(signal, signal.windowAt), {
      set: { toldAt: at },
      condition: 'attribute_exists(pk)',
    });
  }
}
