import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import type { Slot } from './slot.ts';
import type { StandingJudge } from './standing-slots.ts';

/** Whether the host of a slot was found to judge a language. */
export function judgesLanguage(
  { batchLanguages, singleLanguages }: Pick<Slot, 'batchLanguages' | 'singleLanguages'>,
  language: string,
): boolean {
  return batchLanguages.includes(language) || singleLanguages.includes(language);
}

/**
 * What is to become of a submission whose language the slot at hand does not judge. It waits as long as a host may
 * come that does: a fleet gets new hosts, a standing judge may not have been examined yet. When every standing judge
 * was examined and none has the language, or the session has dropped it, nobody will judge it, and a person must see it.
 * @param slots all open slots of the session
 * @param dropped what the session has dropped
 */
export function decideLanguage(
  language: string,
  slots: readonly Slot[],
  judges: readonly StandingJudge[],
  dropped: Session['languagesDropped'] = [],
): Decision<'leave' | 'quarantine'> {
  const gone = dropped.find((one) => one.language === language);
  if (gone !== undefined)
    return { action: 'quarantine', reason: `no host of the session judges ${language}: ${gone.reason}` };
  const told: string[] = [];
  for (const { hostId } of judges) {
    const own = slots.filter((slot) => slot.hostId === hostId);
    if (own.length === 0 || own.some((slot) => judgesLanguage(slot, language)))
      return { action: 'leave', reason: `another host may judge ${language}` };
    const why = own[0]?.notJudged?.find((one) => one.language === language)?.reason;
    told.push(why === undefined ? `${hostId} was not examined in it` : `${hostId}: ${why}`);
  }
  return judges.length === 0
    ? { action: 'leave', reason: `another host may judge ${language}` }
    : { action: 'quarantine', reason: `no judge of the session judges ${language}: ${told.join('; ')}` };
}
