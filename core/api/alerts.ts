import * as z from 'zod';
import { actReason } from './circuits.ts';
import { actor, instant, ulid } from './common.ts';

const handAct = z.object({ at: instant, by: actor, reason: z.string() });

/** A time in which nobody is told of alerts. */
export const maintenance = z
  .object({
    maintenanceId: ulid,
    from: instant,
    until: instant,
    by: actor,
    reason: z.string(),
    sessionId: ulid.optional().describe('Only of this session; absent: of the whole stage'),
    active: z.boolean(),
  })
  .meta({ id: 'Maintenance' });
export type MaintenanceView = z.infer<typeof maintenance>;

/** Something that needs a person. */
export const alert = z
  .object({
    alertId: z.string().describe('The same whenever the same is wrong'),
    key: z.string(),
    source: z.enum(['session', 'circuit', 'signal', 'sweep']),
    sessionId: ulid.optional().describe('Absent where it is about the stage'),
    state: z.enum(['open', 'acknowledged', 'resolved']),
    severity: z.enum(['critical', 'high', 'low']),
    what: z.string(),
    count: z.int().optional(),
    raisedAt: instant.describe('The last time'),
    times: z.int().describe('How often in all'),
    escalatedAt: instant.optional(),
    acknowledged: handAct.optional(),
    resolved: handAct
      .extend({ by: actor.optional() })
      .optional()
      .describe('`by` is absent where its cause was gone'),
    quiet: maintenance.pick({ maintenanceId: true, until: true, by: true, reason: true }).optional(),
  })
  .meta({ id: 'Alert' });
export type AlertView = z.infer<typeof alert>;

/** All that there are, and what keeps some quiet. */
export const alertList = z.object({
  at: instant,
  items: z.array(alert).describe('The weightiest first, resolved ones last, `limit` at most'),
  total: z.int().describe('As many as there are, listed or not'),
  maintenances: z.array(maintenance).describe('Those that are not over'),
});
export type AlertList = z.infer<typeof alertList>;

/** Which alerts are wanted. */
export const alertQuery = z.strictObject({
  state: z
    .enum(['active', 'open', 'acknowledged', 'resolved', 'all'])
    .default('active')
    .describe('`active`: open and acknowledged ones'),
  sessionId: ulid.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** When to be quiet. */
export const maintenanceBody = z.strictObject({
  reason: actReason.shape.reason,
  from: instant.optional().describe('Now where it is absent'),
  until: instant.describe('At most 24 h later'),
  sessionId: ulid.optional().describe('Only of this session'),
});
