import { InvalidArgumentError } from 'commander';

/** Units by name, the larger first, in ms. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/d/, 86_400_000],
  [/h/, 3_600_000],
  [/m(?:in)?(?!s)/, 60_000],
  [/s/, 1_000],
  [/ms/, 1],
];
const DURATION = new RegExp(
  `^${UNITS.map(([unit]) => `(?:(\\d{1,9}(?:\\.\\d{1,9})?)\\s*${unit.source}\\s*)?`).join('')}$`,
);
/** Nothing here is meant to last longer: ten years, in ms. */
const LONGEST_MS = 3650 * 86_400_000;

/** Reads `90m`, `1h30m`, `45s`, `2 h` as ms: each unit once, the larger first. @throws InvalidArgumentError */
export function readDuration(text: string): number {
  const counts = DURATION.exec(text.trim())?.slice(1) ?? [];
  const ms = UNITS.reduce((sum, [, unit], index) => sum + Number(counts[index] ?? 0) * unit, 0);
  if (counts.every((count) => count === undefined) || ms > LONGEST_MS)
    throw new InvalidArgumentError('write a duration such as 90m, 1h30m or 45s');
  return ms;
}

/** Reads a whole number from 1. @throws InvalidArgumentError */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('write a whole number from 1');
  return Number(text);
}
