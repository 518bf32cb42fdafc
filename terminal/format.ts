import pc from 'picocolors';
import type { Verdict } from '../core/grading/verdict.ts';

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
