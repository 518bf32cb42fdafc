import * as z from 'zod';
import { instant, readable, ulid } from './common.ts';

/** Why somebody does something by hand: it is kept with what they did. */
export const actReason = z.strictObject({
  reason: readable.trim().min(1).max(500).describe('Kept with what is done, in your words'),
});

/** What is done at one place, and whether it is tried there. */
export const circuit = z
  .object({
    operation: z
      .string()
      .describe('`launch`, `describe`, `publish`; of a host `<session>.<host>.answer` or `.judge`'),
    kind: z.enum(['cloud', 'host']),
    sessionId: ulid.optional(),
    hostId: z.string().optional(),
    state: z
      .enum(['closed', 'open', 'half-open'])
      .describe('`half-open`: the next who needs it tries, alone, and finds out'),
    reason: z.string(),
    failures: z.int().describe('In a row'),
    openUntil: instant.optional().describe('Nobody tries before'),
  })
  .meta({ id: 'Circuit' });
export type CircuitView = z.infer<typeof circuit>;
