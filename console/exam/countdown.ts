import { countOf } from '../../core/exam/count-of.ts';

/** A time that is left, ms, as a clock: `1:02:03`, `9:59`; days are told in words. Below zero it is `0:00`. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  if (days > 1) return `${days} days`;
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${hours > 0 ? two(Math.floor((seconds % 3600) / 60)) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** A time that is left, ms, as one says it: `1 hour 2 minutes`, `45 seconds`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return countOf(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return countOf(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return countOf(Math.floor(hours / 24), 'day');
  return minutes % 60 === 0
    ? countOf(hours, 'hour')
    : `${countOf(hours, 'hour')} ${countOf(minutes % 60, 'minute')}`;
}
