import pc from 'picocolors';
import { formatDuration } from '../core/api/format-quantity.ts';
import type { DrillLine } from '../core/rehearsal/judge-drill.ts';

/** What became of one act of a drill. */
export function renderDrillLine({ act, noticedMs, by, boundMs, done, wellMs, held }: DrillLine): string[] {
  const noticed =
    noticedMs === undefined ? 'not noticed' : `noticed after ${formatDuration(noticedMs)} by ${by}`;
  const well = wellMs === undefined ? 'not well yet' : `all was well after ${formatDuration(wellMs)}`;
  return [
    `${held ? pc.green('✓') : pc.red('✗')} ${pc.bold(act)}: ${noticed} (bound ${formatDuration(boundMs)}), ${well}`,
    ...done.map((one) => pc.dim(`    ${one}`)),
  ];
}
