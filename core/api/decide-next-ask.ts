import type { Participant, Session } from '../exam/session.ts';
import { windowAt } from '../exam/window.ts';
import { type Awaited, decideNextLook, type NextAsk } from './decide-next-look.ts';

/** Between two asks while an exam goes on: six in a minute. */
const STEADY_MS = 10_000;
/** While the opening is far, and when there is nothing left but messages. */
const RARELY_MS = 60_000;
const CLOSED_MS = 30_000;
/** From when on a waiting room is asked about steadily. */
const NEAR_MS = 10 * 60_000;
const LEAST_MS = 1_000;

/** The first asks after a submission come soon; later ones a little less often, so that a minute has six all the same. */
const FIRST_MS = [2_000, 4_000, 8_000] as const;
const STILL_MS = 12_000;
/** Beyond this a desk is asked for sooner than the verdict that is awaited, ms. */
const FAR_MS = 20_000;

/**
 * When somebody asks for a desk who would ask for a verdict in `lookMs`: messages and another end of the exam are told
 * there, and are not to come much later than they do to others. What a desk shows is up to a second old, and who is at one
 * has been told a verdict that is near by the answer to the submission: it is not asked for so closely.
 * @param ageMs of the submission
 */
export function deskWaitOf(lookMs: number, ageMs: number): number {
  const wait = Math.max(lookMs, leastWait(ageMs));
  return Math.round(Math.min(wait, FAR_MS + (wait - FAR_MS) / 5));
}

function leastWait(ageMs: number): number {
  // 2, 4 and 8 s lie before 2, 6 and 14 s of age.
  let before = 0;
  for (const inMs of FIRST_MS) {
    if (ageMs < before + inMs / 2) return inMs;
    before += inMs;
  }
  return STILL_MS;
}

/**
 * When to ask again for a desk: soon after a submission, steadily while the window is open, rarely while the opening is
 * far and after the end; never so late that the opening is missed. Pure.
 * @param waiting the participant's submissions that wait for a verdict
 */
export function decideNextAsk(
  session: Session,
  { extraTimeMs }: Pick<Participant, 'extraTimeMs'>,
  waiting: readonly Awaited[],
  now: number,
): NextAsk<'ask-soon' | 'ask-steadily' | 'ask-rarely'> {
  const [soonest] = waiting
    .map((one) => {
      const look = decideNextLook(one, now);
      const inMs = deskWaitOf(look.inMs, now - one.submittedAt);
      return { ...look, action: inMs < STILL_MS ? look.action : ('ask-steadily' as const), inMs };
    })
    .sort((a, b) => a.inMs - b.inMs);
  if (soonest !== undefined) return soonest;
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
