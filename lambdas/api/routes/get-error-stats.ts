import { readRange } from '../../../core/api/read-range.ts';
import { readErrorStats } from '../error-stats.ts';
import type { RouteHandler } from '../route-handler.ts';

const DAY_MS = 86_400_000;

export const getErrorStats: RouteHandler<'getErrorStats'> = async ({ query }, services) =>
  await readErrorStats(
    services,
    readRange(query, services.clock.now(), { usualMs: DAY_MS, mostMs: 90 * DAY_MS }),
  );
