import type { Decision } from '../exam/decision.ts';
import type { DroppedLanguage, Session } from '../exam/session.ts';
import { judgesLanguage } from '../submissions/decide-language.ts';
import type { Slot } from '../submissions/slot.ts';
import { standingJudgesOf } from '../submissions/standing-slots.ts';
import { isAlive } from './decide-fleet.ts';
import type { Host } from './host.ts';

/** What examined hosts judge, and why not the rest. */
type Offer = Pick<Slot, 'batchLanguages' | 'singleLanguages' | 'notJudged'>;

/** `keep`: what the session has dropped stays as it is. `change`: from now on it is `dropped`. */
export type LanguagesDecision = Decision<'keep' | 'change'> & {
  readonly dropped: readonly DroppedLanguage[];
};

/**
 * Which of a session's languages are dropped: those that no host judges, once every host has been examined. One host
 * that judges a language is enough for it, and one that comes later brings it back. A session in which no language is
 * judged has no host that opens, and fails as a whole.
 */
export function decideLanguages(
  session: Session,
  hosts: readonly Host[],
  slots: readonly Slot[],
  now: number,
): LanguagesDecision {
  const before = session.languagesDropped ?? [];
  const offers = session.deployment.kind === 'fleet' ? offersOfFleet(hosts) : offersOfJudges(session, slots);
  if (offers === undefined)
    return { action: 'keep', reason: 'not every host has been examined', dropped: before };
  const dropped = session.languages
    .filter((language) => !offers.some((offer) => judgesLanguage(offer, language)))
    .map((language) => before.find((one) => one.language === language) ?? drop(language, offers, now));
  const same =
    dropped.length === before.length &&
    dropped.every(({ language }, at) => language === before[at]?.language);
  if (same) return { action: 'keep', reason: 'the hosts judge what they judged', dropped: before };
  const back = before.filter(({ language }) => !dropped.some((one) => one.language === language));
  return {
    action: 'change',
    reason: [
      ...dropped.map(({ language, reason }) => `${language} is dropped: ${reason}`),
      ...back.map(({ language }) => `${language} is judged again`),
    ].join('; '),
    dropped,
  };
}

function drop(language: string, offers: readonly Offer[], droppedAt: number): DroppedLanguage {
  const reasons = offers.flatMap(({ notJudged = [] }) =>
    notJudged.flatMap((one) => (one.language === language ? [one.reason] : [])),
  );
  return { language, reason: reasons[0] ?? 'no host was examined in it', droppedAt };
}

/** Undefined while a host may still bring a language. */
function offersOfFleet(hosts: readonly Host[]): readonly Offer[] | undefined {
  const alive = hosts.filter(isAlive);
  const examined = alive.flatMap(({ state, examination }) =>
    examination !== undefined && (state === 'ready' || state === 'suspect') ? [examination] : [],
  );
  return examined.length > 0 && examined.length === alive.length ? examined : undefined;
}

function offersOfJudges(session: Session, slots: readonly Slot[]): readonly Offer[] | undefined {
  const offers = standingJudgesOf(session).map(({ hostId }) => slots.find((slot) => slot.hostId === hostId));
  return offers.every((offer) => offer !== undefined) ? offers : undefined;
}
