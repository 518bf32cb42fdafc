import pc from 'picocolors';
import { formatDuration } from '../core/api/format-quantity.ts';
import type { SessionHealth } from '../core/api/session-health.ts';
import { countOf } from '../core/exam/count-of.ts';
import { renderCircuits } from './render-circuits.ts';
import { formatTime } from './render-session.ts';

const PAINT = { healthy: pc.green, degraded: pc.yellow, unhealthy: pc.red } as const;

/** How a session fares: the status, what is wrong first, then the figures. */
export function renderHealth(health: SessionHealth): string[] {
  const { status, reasons, sessionId, at, fleet, hosts, queue, recoveries, ledger, circuits, watch } = health;
  const wanted = hosts.wanted === undefined ? '' : ` of ${hosts.wanted}`;
  const wait =
    queue.expectedWaitMs === undefined ? '' : `, a new one waits ${formatDuration(queue.expectedWaitMs)}`;
  return [
    `${PAINT[status](pc.bold(status))}  ${sessionId}, ${formatTime(at)}`,
    ...reasons.map(({ weight, text }) => `${weight === 'bad' ? pc.red('act ') : pc.yellow('look')} ${text}`),
    `fleet       ${fleet.state}: ${fleet.reason}`,
    `hosts       ${hosts.ready}${wanted} ready, ${hosts.suspect} suspect, ${hosts.coming} coming, ${countOf(hosts.slots, 'slot')}`,
    `queue       ${queue.queued} queued, ${queue.running} running, ${queue.judged} judged, ${queue.quarantined} quarantined${wait}`,
    `recoveries  ${recoveries.repaired} repaired, ${recoveries.replaced} replaced, ${recoveries.open} open${recoveries.meanMs === undefined ? '' : `, ${formatDuration(recoveries.meanMs)} each`}`,
    `ledger      ${ledger.balanced ? 'balances' : ledger.open.join('; ')}`,
    ...renderCircuits(circuits),
    ...(watch === undefined ? [] : renderWatch(watch)),
  ];
}

/** How closely a session is watched. */
export function renderWatch(watch: SessionHealth['watch']): string[] {
  return [
    watch === undefined
      ? 'it is watched as usual'
      : `${watch.by} has its hosts looked at each ${watch.everySeconds} s until ${formatTime(watch.until)}`,
  ];
}
