import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { ALERTS_KEPT_MS, type Alert, type Maintenance } from '../../core/alerts/alert.ts';
import type { AlertStore } from '../../core/alerts/alert-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, putRevision, queryPrefix, type Table } from './table.ts';

const PK = 'ALERTS';
const severity = z.enum(['low', 'high', 'critical']);
const handAct = { at: z.number(), reason: z.string() };
const alertRow = rowKindOf<Alert>()(
  'alert',
  z.object({
    alertId: z.string(),
    key: z.string(),
    scope: z.string(),
    source: z.enum(['session', 'circuit', 'signal', 'sweep']),
    severity,
    what: z.string(),
    count: z.exactOptional(z.number()),
    state: z.enum(['open', 'acknowledged', 'resolved']),
    raisedAt: z.number(),
    times: z.number(),
    escalatedAt: z.exactOptional(z.number()),
    seenAt: z.number(),
    goneAt: z.exactOptional(z.number()),
    acknowledged: z.exactOptional(z.object({ ...handAct, by: z.string() })),
    resolved: z.exactOptional(z.object({ ...handAct, by: z.exactOptional(z.string()) })),
    told: z.boolean(),
    untold: z.exactOptional(
      z.array(
        z.object({
          type: z.enum(['alert.raised', 'alert.escalated', 'alert.resolved']),
          eventId: z.string(),
          at: z.number(),
          sessionId: z.exactOptional(z.string()),
          alertId: z.string(),
          severity: z.string(),
          what: z.string(),
          reason: z.string(),
        }),
      ),
    ),
    revision: z.number(),
  }),
);
const maintenanceRow = rowKindOf<Maintenance>()(
  'maintenance',
  z.object({
    maintenanceId: z.string(),
    from: z.number(),
    until: z.number(),
    by: z.string(),
    reason: z.string(),
    sessionId: z.exactOptional(z.string()),
  }),
);

const alertKey = (alertId: string): Key => ({ pk: PK, sk: `ALERT#${alertId}` });
const maintenanceKey = (id: string): Key => ({ pk: PK, sk: `MAINTENANCE#${id}` });
const keptUntil = (at: number) => Math.ceil((at + ALERTS_KEPT_MS) / 1000);

/** Alerts and maintenances in one partition of the sessions table: there are few, or nobody could see to them. */
export class DynamoAlertStore implements AlertStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(): ReturnType<AlertStore['list']> {
    const rows = await queryPrefix(this.#table, PK, '');
    const of = (prefix: string) => rows.filter(({ sk }) => String(sk).startsWith(prefix));
    return {
      alerts: alertRow.readAll(this.#table, of('ALERT#')),
      maintenances: maintenanceRow.readAll(this.#table, of('MAINTENANCE#')),
    };
  }

  async get(alertId: string): Promise<Alert | undefined> {
    return alertRow.readIf(this.#table, await getItem(this.#table, alertKey(alertId)));
  }

  async put(alert: Alert): Promise<boolean> {
    const { revision, resolved } = alert;
    // What is not resolved stays, however long.
    const ends = resolved === undefined ? {} : { expiresAt: keptUntil(resolved.at) };
    const item = {
      ...alertKey(alert.alertId),
      ...alertRow.write({ ...alert, revision: revision + 1 }),
      ...ends,
    };
    return await putRevision(this.#table, item, revision);
  }

  async getMaintenance(maintenanceId: string): Promise<Maintenance | undefined> {
    return maintenanceRow.readIf(this.#table, await getItem(this.#table, maintenanceKey(maintenanceId)));
  }

  async putMaintenance(maintenance: Maintenance): Promise<void> {
    await this.#table.client.send(
      new PutCommand({
        TableName: this.#table.name,
        Item: {
          ...maintenanceKey(maintenance.maintenanceId),
          ...maintenanceRow.write(maintenance),
          expiresAt: keptUntil(maintenance.until),
        },
      }),
    );
  }
}
