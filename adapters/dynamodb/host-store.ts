import { createHash } from 'node:crypto';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RecordedDecision } from '../../core/exam/decision.ts';
import { examinationSchema } from '../../core/examination/finding-schema.ts';
import { type LaunchOutcome, type LaunchRound, unclearOnceMore } from '../../core/fleet/cloud.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { HostChange, HostStore } from '../../core/fleet/host-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, putOnce, queryPrefix, sessionPk, type Table, updateIf } from './table.ts';

const recoverySchema = z.object({
  startedAt: z.number(),
  reason: z.string(),
  steps: z.array(
    z.object({
      at: z.number(),
      act: z.enum(['suspect', 'drain', 'reboot', 'terminate', 'reject', 'record-gone', 'open']),
      actor: z.enum(['launcher', 'tick']),
      reason: z.string(),
    }),
  ),
  class: z.exactOptional(z.enum(['infrastructure', 'judge', 'network', 'application', 'user'])),
  askedBy: z.exactOptional(z.string()),
  endedAt: z.exactOptional(z.number()),
  end: z.exactOptional(z.enum(['repaired', 'replaced'])),
});
const hostRow = rowKindOf<Host>()(
  'host',
  z.object({
    sessionId: z.string(),
    hostId: z.string(),
    round: z.number(),
    instanceType: z.string(),
    state: z.enum([
      'requested',
      'booting',
      'examining',
      'ready',
      'suspect',
      'draining',
      'terminated',
      'rejected',
    ]),
    reason: z.string(),
    url: z.exactOptional(z.string()),
    token: z.string(),
    slots: z.number(),
    sealed: z.boolean(),
    sealedAt: z.exactOptional(z.number()),
    examination: z.exactOptional(examinationSchema),
    drift: z.exactOptional(z.object({ share: z.number(), at: z.number() })),
    failedProbes: z.number(),
    doubtedAt: z.exactOptional(z.number()),
    claimedUntil: z.exactOptional(z.number()),
    reboots: z.number(),
    recoveries: z.exactOptional(z.array(recoverySchema)),
    milestones: z.exactOptional(
      z.object({
        runningAt: z.exactOptional(z.number()),
        reachableAt: z.exactOptional(z.number()),
        examinedAt: z.exactOptional(z.number()),
        firstVerdictAt: z.exactOptional(z.number()),
      }),
    ),
    market: z.exactOptional(z.literal('spot')),
    zone: z.exactOptional(z.string()),
    leavesAt: z.exactOptional(z.number()),
    requestedAt: z.number(),
    stateAt: z.number(),
    launchedAt: z.exactOptional(z.number()),
    terminatedAt: z.exactOptional(z.number()),
    revision: z.number(),
  }),
);
const roundRow = rowKindOf<LaunchRound>()(
  'launch round',
  z.object({
    sessionId: z.string(),
    round: z.number(),
    hosts: z.number(),
    instanceTypes: z.array(z.string()),
    token: z.string(),
    deadlineAt: z.number(),
    claimedAt: z.number(),
    market: z.exactOptional(z.literal('spot')),
    spare: z.exactOptional(z.literal(true)),
    rehearsal: z.exactOptional(z.literal(true)),
    outcome: z.exactOptional(
      z.object({
        instanceIds: z.array(z.string()),
        errors: z.array(
          z.object({
            code: z.string(),
            message: z.string(),
            kind: z.enum(['capacity', 'quota', 'throttle', 'plan', 'permission', 'configuration']),
            instanceType: z.exactOptional(z.string()),
          }),
        ),
      }),
    ),
    resolvedAt: z.exactOptional(z.number()),
    unclear: z.exactOptional(z.object({ times: z.number(), at: z.number() })),
  }),
);
const decisionRow = rowKindOf<RecordedDecision>()(
  'decision',
  z.object({ at: z.number(), subject: z.string(), action: z.string(), reason: z.string() }),
);

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

  readonly #onChanged: ((before: Host, after: Host) => void) | undefined;

  /** @param onChanged told of each change of a host that took effect */
  constructor(table: Table, onChanged?: (before: Host, after: Host) => void) {
    this.#table = table;
    this.#onChanged = onChanged;
  }

  async claimRound(round: LaunchRound): Promise<LaunchRound> {
    const key = roundKey(round);
    if (await putOnce(this.#table, { ...key, ...roundRow.write(round) })) return round;
    const stored = await getItem(this.#table, key);
    if (stored === undefined)
      throw new Error(`round ${round.round} of session ${round.sessionId} was claimed and then deleted`);
    return roundRow.read(this.#table, stored);
  }

  async resolveRound(round: LaunchRound, outcome: LaunchOutcome, resolvedAt: number): Promise<void> {
    await updateIf(this.#table, roundKey(round), {
      set: { outcome, resolvedAt },
      condition: 'attribute_exists(pk)',
    });
  }

  async noteUnclear(round: LaunchRound, at: number): Promise<void> {
    await updateIf(this.#table, roundKey(round), {
      set: { unclear: unclearOnceMore(round, at) },
      condition: 'attribute_exists(pk)',
    });
  }

  async listRounds(sessionId: string): Promise<readonly LaunchRound[]> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'ROUND#');
    return roundRow.readAll(this.#table, items);
  }

  async recordHost(host: Host): Promise<void> {
    await putOnce(this.#table, { ...hostKey(host), ...hostRow.write(host) });
  }

  async listHosts(sessionId: string): Promise<readonly Host[]> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'HOST#');
    return hostRow.readAll(this.#table, items);
  }

  async updateHost(host: Host, change: HostChange): Promise<Host | undefined> {
    const changed = await updateIf(this.#table, hostKey(host), {
      set: change,
      add: { revision: 1 },
      condition: '#revision = :revision',
      values: { revision: host.revision },
    });
    const after = hostRow.readIf(this.#table, changed);
    if (after !== undefined) this.#onChanged?.(host, after);
    return after;
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
          ...decisionRow.write(decision),
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
    return decisionRow.readAll(this.#table, items);
  }
}
