import { type CompareFlags, compareOutputs } from './compare-outputs.ts';
import { digestOutput } from './output-digests.ts';
import type { ProgramRun } from './program-run.ts';
import type { VerdictDetail } from './verdict.ts';

/** What validation says of a run that ended well; `unknown` when too much of its output was cut to tell. */
export type Validated = { readonly verdict: 'AC' | 'WA' | 'unknown'; readonly detail: VerdictDetail };

/**
 * Judges an output by the default validator. An output that was cut is judged by its digests where they decide, and
 * otherwise refused as soon as its beginning is wrong.
 */
export function validateByDefault(run: ProgramRun, answer: Uint8Array, flags: CompareFlags): Validated {
  const comparison = compareOutputs(run.output, answer, flags, !run.complete);
  if (!comparison.same) return { verdict: 'WA', detail: { feedback: comparison.feedback } };
  if (run.complete) return { verdict: 'AC', detail: {} };
  if (run.digests === undefined) return { verdict: 'unknown', detail: {} };
  const wanted = digestOutput(answer);
  if (run.digests.exact === wanted.exact) return { verdict: 'AC', detail: {} };
  const floats = flags.floatAbsolute !== undefined || flags.floatRelative !== undefined;
  if (!flags.spaceChangeSensitive) {
    const same = flags.caseSensitive
      ? run.digests.tokens === wanted.tokens
      : run.digests.folded === wanted.folded;
    if (same) return { verdict: 'AC', detail: {} };
    if (!floats) return { verdict: 'WA', detail: { feedback: 'differs after the part that was kept' } };
  } else if (flags.caseSensitive && !floats) {
    return { verdict: 'WA', detail: { feedback: 'differs after the part that was kept' } };
  }
  return { verdict: 'unknown', detail: {} };
}
