import pc from 'picocolors';
import type { Verdict } from '../../core/grading/verdict.ts';

/** Dollars with as many digits as an exam's cents need. */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** A duration: `950 ms`, `2.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const VERDICT_COLOURS: Record<Verdict, (text: string) => string> = {
  AC: pc.green,
  WA: pc.red,
  TLE: pc.yellow,
  MLE: pc.yellow,
  OLE: pc.yellow,
  RTE: pc.magenta,
  CE: pc.cyan,
  JE: pc.bgRed,
};

/** A verdict in its colour, padded to `width`; NO_COLOR and pipes get the letters alone. */
export function formatVerdict(verdict: Verdict, width = 0): string {
  return VERDICT_COLOURS[verdict](verdict.padEnd(width));
}

/** A bar of `width` columns, filled to `share` (0..1). */
export function formatBar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return pc.green('█'.repeat(filled)) + pc.dim('░'.repeat(width - filled));
}
