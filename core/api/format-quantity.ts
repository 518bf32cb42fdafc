import { countOf } from '../exam/count-of.ts';

/** Money for a person: cents are shown with four digits, since an exam costs so few. */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** A duration in ms for a person: `950 ms`, `2.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. Below zero it is `0 ms`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** What a host is and how fast, for a person: `c7i.large, 2 slots, speed factor 1.04`; no speed where none was measured. */
export function formatHost(host: {
  readonly instanceType: string;
  readonly slots: number;
  readonly speedFactor?: number | undefined;
  readonly drift?: number | undefined;
}): string {
  const speed = host.speedFactor === undefined ? '' : `, ${formatSpeed(host.speedFactor)}`;
  const drift = host.drift === undefined ? '' : `, ${host.drift} times that by now`;
  return `${host.instanceType}, ${countOf(host.slots, 'slot')}${speed}${drift}`;
}

/** The CPU time that a host needs for known work, over that of the reference: `speed factor 1.04`; above 1 is slower. */
export function formatSpeed(factor: number): string {
  return `speed factor ${factor.toFixed(2)}`;
}
