import { medianOf } from '../exam/median.ts';
import type { Host } from './host.ts';

/** Median speed factor of the fleet's hosts that have passed an examination, but for one. */
export function medianOfOthers(hosts: readonly Host[], hostId: string): number | undefined {
  return medianOf(
    hosts.flatMap((host) =>
      host.hostId !== hostId && host.examination?.passed === true ? (host.examination.speedFactor ?? []) : [],
    ),
  );
}
