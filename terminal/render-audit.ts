import type { AuditEntry } from '../core/api/audit.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** What was done by hand, a row each. */
export function renderAudit(entries: readonly AuditEntry[]): string[] {
  return renderTable(
    ['AT', 'WHO', 'ACT', 'TO', 'WHY'],
    entries.map(({ at, actor, act, target, reason, detail }) => [
      formatTime(at),
      actor,
      act,
      target,
      detail === undefined ? reason : `${reason} (${detail})`,
    ]),
  );
}
