import * as z from 'zod';
import { actor, instant } from './common.ts';

/** What was done, by hand or for a host that failed, as operators read it. */
export const auditEntry = z
  .object({
    at: instant,
    actor,
    act: z.string().describe('What was done, a stable id: `circuit.reset`'),
    target: z.string().describe('What it was done to: `circuit:launch`, `session:<id>`'),
    reason: z.string().describe("In the actor's words"),
    detail: z.string().optional().describe('What came of it'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;

/** Of what time; both ends may be left out. */
export const auditQuery = z.strictObject({
  from: instant
    .optional()
    .describe(
      '7 days before `until` where it is absent; at most 92 days, 400 of what was done by hand alone (`of`)',
    ),
  until: instant.optional().describe('Now where it is absent'),
  of: z
    .enum(['all', 'hand', 'recoveries'])
    .default('all')
    .describe('What was done by hand, how hosts that failed were made good, or both'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
