import * as z from 'zod/mini';

/** Rules of grading, as they stand in rows of sessions and of grades. */
export const rulesSchema = z.object({
  pick: z.enum(['best', 'last', 'last-before', 'icpc']),
  before: z.exactOptional(z.number()),
  points: z.exactOptional(z.record(z.string(), z.number())),
  lateDeduction: z.exactOptional(
    z.object({
      dueAt: z.number(),
      percent: z.number(),
      per: z.enum(['minute', 'hour', 'day']),
      maxPercent: z.number(),
    }),
  ),
});
