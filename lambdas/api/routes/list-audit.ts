import { auditRecovery } from '../../../core/api/present-resilience.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { readRange } from '../../../core/api/read-range.ts';
import { recoveriesIn } from '../../../core/fleet/recovery-figures.ts';
import { AUDIT_KEPT_MS } from '../../../core/operations/audit-store.ts';
import { MOST_RECOVERIES_MS, readRecovering } from '../recovering-sessions.ts';
import type { RouteHandler } from '../route-handler.ts';

const USUAL_MS = 7 * 86_400_000;

export const listAudit: RouteHandler<'listAudit'> = async ({ query }, services) => {
  const { limit, of } = query;
  const mostMs = of === 'hand' ? AUDIT_KEPT_MS : MOST_RECOVERIES_MS;
  const range = readRange(query, services.clock.now(), { usualMs: USUAL_MS, mostMs });
  const [records, sessions] = await Promise.all([
    of === 'recoveries' ? [] : services.audit.list({ ...range, limit }),
    of === 'hand' ? [] : readRecovering(services, range, 'with-rehearsals'),
  ]);
  const items = [
    ...records.map((record) => ({ ...record, at: toInstant(record.at) })),
    ...recoveriesIn(sessions, range).map(auditRecovery),
  ].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return { items: items.slice(0, limit) };
};
