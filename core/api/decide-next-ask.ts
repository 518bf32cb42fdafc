import type { Decision } from '../exam/decision.ts';
import type { Participant, Session } from '../exam/session.ts';
import { windowAt } from '../exam/window.ts';

/** When a participant's page asks for its desk again. */
export type NextAsk = Decision<'ask-soon' | 'ask-steadily' | 'ask-rarely'> & {
  /** ms; the client adds its jitter. */
  readonly inMs: number;
};

/** Between two asks while an exam goes on: six in a minute. */
const STEADY_MS = 10_000;
/** The first asks after a submission come soon; later ones a little less often, so that a minute has six all the same. */
const WAITING_MS = [2_000, 4_000, 8_000] as const;
const STILL_WAITING_MS = 12_000;
/** While the opening is far, and when there is nothing left but messages. */
const RARELY_MS = 60_000;
const CLOSED_MS = 30_000;
/** From when on a waiting room is asked about steadily. */
const NEAR_MS = 10 * 60_000;
const LEAST_MS = 1_000;

/**
 * When to ask again for a desk: soon after a submission, steadily while the window is open, rarely while the opening is
 * far and after the end; never so late that the opening is missed. Pure.
 * @param waiting when the participant's submissions that wait for a verdict were made, ms since the epoch
 */
export function decideNextAsk(
  session: Session,
  { extraTimeMs }: Pick<Participant, 'extraTimeMs'>,
  waiting: readonly number[],
  now: number,
): NextAsk {
  if (waiting.length > 0) {
    const age = now - Math.max(...waiting);
    // 2, 4 and 8 s lie before 2, 6 and 14 s of age.
    let before = 0;
    for (const inMs of WAITING_MS) {
      if (age < before + inMs / 2) return { action: 'ask-soon', reason: 'a verdict is awaited', inMs };
      before += inMs;
    }
    return {
      action: 'ask-steadily',
      reason: 'a verdict has been awaited for a while',
      inMs: STILL_WAITING_MS,
    };
  }
  if (session.settledAt !== undefined || session.cancelledAt !== undefined)
    return { action: 'ask-rarely', reason: 'the session is over', inMs: RARELY_MS };
  switch (windowAt(session, now, extraTimeMs)) {
    case 'before': {
      const left = session.times.opensAt - now;
      if (left > NEAR_MS) return { action: 'ask-rarely', reason: 'the opening is far', inMs: RARELY_MS };
      return {
        action: 'ask-steadily',
        reason: 'the session opens soon',
        inMs: Math.max(LEAST_MS, Math.min(STEADY_MS, left)),
      };
    }
    case 'open':
      return { action: 'ask-steadily', reason: 'the session is open', inMs: STEADY_MS };
    case 'closed':
      return { action: 'ask-rarely', reason: 'the window has closed', inMs: CLOSED_MS };
  }
}
