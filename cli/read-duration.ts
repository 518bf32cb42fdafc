import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads `90m`, `1h30m`, `45s`, `2 h` as ms. @throws InvalidArgumentError */
export function readDuration(text: string): number {
  const part = /(\d+(?:\.\d+)?)\s*(ms|min|s|m|h|d)\s*/g;
  if (text.trim() === '' || text.replace(part, '').trim() !== '')
    throw new InvalidArgumentError('write a duration such as 90m, 1h30m or 45s');
  const parts = [...text.matchAll(part)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** Reads a time: ISO 8601, `+10m` from now, or `now`. @throws InvalidArgumentError */
export function readTime(text: string, now = Date.now()): string {
  if (text === 'now') return new Date(now).toISOString();
  if (text.startsWith('+')) return new Date(now + readDuration(text.slice(1))).toISOString();
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('write a time such as 2026-12-01T09:00:00+01:00, or +30m from now');
  return new Date(ms).toISOString();
}

/** Reads a whole number from 1. @throws InvalidArgumentError */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('write a whole number from 1');
  return Number(text);
}
