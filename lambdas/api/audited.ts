import { actorOf, type Caller } from '../../core/exam/caller.ts';
import { given } from '../../core/exam/given.ts';
import type { Services } from './services.ts';

/** What is done by hand, before it is known what comes of it. */
export interface HandAct {
  readonly act: string;
  readonly target: string;
  readonly reason: string;
}

/** Writes down what somebody has done. @param detail what came of it, as the end of a sentence */
export async function audit(
  { audit: store, clock }: Pick<Services, 'audit' | 'clock'>,
  caller: Caller,
  { act, target, reason }: HandAct,
  detail?: string,
): Promise<void> {
  await store.record({
    at: clock.now(),
    actor: actorOf(caller),
    act,
    target,
    reason,
    ...given({ detail }),
  });
}
