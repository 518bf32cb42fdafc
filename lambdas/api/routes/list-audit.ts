import { toInstant } from '../../../core/api/present-session.ts';
import { readRange } from '../../../core/api/read-range.ts';
import { AUDIT_KEPT_MS } from '../../../core/operations/audit-store.ts';
import type { RouteHandler } from '../route-handler.ts';

const USUAL_MS = 7 * 86_400_000;

export const listAudit: RouteHandler<'listAudit'> = async ({ query }, { audit, clock }) => {
  const { limit } = query;
  const range = readRange(query, clock.now(), { usualMs: USUAL_MS, mostMs: AUDIT_KEPT_MS });
  const records = await audit.list({ ...range, limit });
  return { items: records.map((record) => ({ ...record, at: toInstant(record.at) })) };
};
