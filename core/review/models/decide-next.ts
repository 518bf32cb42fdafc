import type { Decision } from '../../exam/decision.ts';
import { MODEL_FAILURES, type ModelErrorKind } from './language-model.ts';

/** How asking a model has gone so far. */
export interface TriedModel {
  /** Calls that were made. */
  readonly tries: number;
  /** Of the last; `left-alone`: it was not asked, by its circuit or since the budget is not known. Absent: not tried. */
  readonly failed?: {
    readonly kind: ModelErrorKind | 'left-alone';
    /** ms since the epoch. */
    readonly at: number;
    /** To be waited before the next try, ms. */
    readonly waitMs: number;
  };
}

/** What is done next. */
export type NextStep =
  | (Decision<'ask'> & { readonly choice: number; readonly withinMs: number })
  | (Decision<'wait'> & { readonly ms: number })
  | Decision<'leave'>;

/** A call that has less time than this is not made, ms. */
export const LEAST_CALL_MS = 900;
/** Calls of one model for one source. */
const MOST_TRIES = 2;

/**
 * Which model is asked now: the first that has not failed, or whose failure may be over by a time that leaves each after it
 * its least. Pure. @param until ms since the epoch: nobody waits longer
 */
export function decideNext(
  choices: readonly { readonly name: string; readonly timeoutMs: number }[],
  tried: readonly (TriedModel | undefined)[],
  now: number,
  until: number,
): NextStep {
  for (const [choice, { name, timeoutMs }] of choices.entries()) {
    const { tries = 0, failed } = tried[choice] ?? {};
    const last = until - LEAST_CALL_MS * (choices.length - choice - 1);
    const from = failed === undefined ? now : Math.max(now, failed.at + failed.waitMs);
    if (failed !== undefined && !mayAgain(failed.kind, tries)) continue;
    const withinMs = Math.min(timeoutMs, last - from);
    if (withinMs < LEAST_CALL_MS) continue;
    if (from > now)
      return {
        action: 'wait',
        ms: from - now,
        reason: `${name} was ${failed?.kind}, and is asked again in ${from - now} ms`,
      };
    return {
      action: 'ask',
      choice,
      withinMs,
      reason: failed === undefined ? `${name} is next` : `${name} was ${failed.kind}, and is asked again`,
    };
  }
  const isOver = until - now < LEAST_CALL_MS;
  return { action: 'leave', reason: isOver ? 'no time is left' : 'no model is left that may serve' };
}

function mayAgain(kind: ModelErrorKind | 'left-alone', tries: number): boolean {
  return kind !== 'left-alone' && MODEL_FAILURES[kind].retry === 'again' && tries < MOST_TRIES;
}
