import { createHash } from 'node:crypto';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordedDecision } from '../../core/exam/decision.ts';
import type { LaunchOutcome, LaunchRound } from '../../core/fleet/cloud.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { HostStore } from '../../core/fleet/host-store.ts';
import {
  fromItem,
  getItem,
  type Key,
  putOnce,
  queryPrefix,
  sessionPk,
  type Table,
  updateIf,
} from './table.ts';

const hostKey = (host: Pick<Host, 'sessionId' | 'hostId'>): Key => ({
  pk: sessionPk(host.sessionId),
  sk: `HOST#${host.hostId}`,
});
/** Padded, so that rounds sort as numbers do. */
const roundKey = (round: Pick<LaunchRound, 'sessionId' | 'round'>): Key => ({
  pk: sessionPk(round.sessionId),
  sk: `ROUND#${String(round.round).padStart(4, '0')}`,
});

/** Hosts, launch rounds and decisions in the sessions table. */
export class DynamoHostStore implements HostStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async claimRound(round: LaunchRound): Promise<LaunchRound> {
    const key = roundKey(round);
    if (await putOnce(this.#table, { ...key, ...round })) return round;
    const stored = await getItem(this.#table, key);
    if (stored === undefined)
      throw new Error(`round ${round.round} of session ${round.sessionId} was claimed and then deleted`);
    return fromItem<LaunchRound>(stored);
  }

  async resolveRound(round: LaunchRound, outcome: LaunchOutcome, resolvedAt: number): Promise<void> {
    await updateIf(this.#table, roundKey(round), {
      set: { outcome, resolvedAt },
      condition: 'attribute_exists(pk)',
    });
  }

  async listRounds(sessionId: string): Promise<readonly LaunchRound[]> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'ROUND#');
    return items.map((item) => fromItem<LaunchRound>(item));
  }

  async recordHost(host: Host): Promise<void> {
    await putOnce(this.#table, { ...hostKey(host), ...host });
  }

  async listHosts(sessionId: string): Promise<readonly Host[]> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'HOST#');
    return items.map((item) => fromItem<Host>(item));
  }

  async updateHost(
    host: Host,
    change: Partial<Omit<Host, 'sessionId' | 'hostId' | 'revision'>>,
  ): Promise<Host | undefined> {
    const changed = await updateIf(this.#table, hostKey(host), {
      set: change,
      add: { revision: 1 },
      condition: '#revision = :revision',
      values: { revision: host.revision },
    });
    return changed === undefined ? undefined : fromItem<Host>(changed);
  }

  async recordDecision(sessionId: string, decision: RecordedDecision): Promise<void> {
    // The id is the content's own, so that recording twice what was decided once leaves one row.
    const id = createHash('sha256').update(JSON.stringify(decision)).digest('hex').slice(0, 12);
    await this.#table.client.send(
      new PutCommand({
        TableName: this.#table.name,
        Item: {
          pk: sessionPk(sessionId),
          sk: `DECISION#${new Date(decision.at).toISOString()}#${id}`,
          ...decision,
        },
      }),
    );
  }

  async listDecisions(sessionId: string, limit: number): Promise<readonly RecordedDecision[]> {
    const { Items: items = [] } = await this.#table.client.send(
      new QueryCommand({
        TableName: this.#table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': sessionPk(sessionId), ':prefix': 'DECISION#' },
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      }),
    );
    return items.map((item) => fromItem<RecordedDecision>(item));
  }
}
