import type { Measure } from '../metrics/metric-table.ts';
import type { Host, HostMilestones } from './host.ts';

const MILESTONES: Readonly<Record<keyof HostMilestones, string>> = {
  runningAt: 'running',
  reachableAt: 'reachable',
  examinedAt: 'examined',
  firstVerdictAt: 'first-verdict',
};

/**
 * Measures what a change of a host says of its rise and its recoveries. Whoever's write took effect calls it, so that nothing is
 * counted twice; who dies between the two leaves it uncounted, and the host's row remains the truth.
 */
export function measureHost(before: Host, after: Host, measure: Measure): void {
  for (const [name, milestone] of Object.entries(MILESTONES) as [keyof HostMilestones, string][]) {
    const at = after.milestones?.[name];
    if (at !== undefined && before.milestones?.[name] === undefined)
      measure('hostMilestoneMs', Math.max(0, at - after.requestedAt), { milestone });
  }
  const ended = new Set(
    before.recoveries?.filter((one) => one.endedAt !== undefined).map((one) => one.startedAt),
  );
  for (const { startedAt, endedAt, end } of after.recoveries ?? [])
    if (endedAt !== undefined && end !== undefined && !ended.has(startedAt))
      measure('recoveryMs', Math.max(0, endedAt - startedAt), { end });
}
