import { actorOf, type Caller } from '../../core/exam/caller.ts';
import { given } from '../../core/exam/given.ts';
import type { Services } from './services.ts';

/** What is done by hand, before it is known what comes of it. */
export interface HandAct {
  readonly act: string;
  readonly target: string;
  readonly reason: string;
}

/** What a record says until it is known what came of the act: for good where whoever did it died over it. */
const BEGUN = 'begun, and nothing is known of its end';

/**
 * Writes down what somebody is about to do. Nothing may be done before: what has no record is done by nobody.
 * @param known what is worth keeping of it even if nothing is heard of its end, as the end of a sentence
 * @returns what writes over it what came of it, as the end of a sentence
 */
export async function beginAct(
  { audit, clock, ids }: Pick<Services, 'audit' | 'clock' | 'ids'>,
  caller: Caller,
  { act, target, reason }: HandAct,
  known?: string,
): Promise<(detail?: string) => Promise<void>> {
  const record = { at: clock.now(), actor: actorOf(caller), act, target, reason };
  const id = ids.next();
  await audit.record({ ...record, detail: known === undefined ? BEGUN : `${BEGUN}; ${known}` }, id);
  return async (detail) => await audit.record({ ...record, ...given({ detail }) }, id);
}
