import type { Dice } from './dice.ts';
import type { PlannedSubmission } from './plan.ts';
import type { StormWorld } from './storm-world.ts';

/** What a client was told of one of its submissions. */
export interface Heard {
  /** Every id under which it was ever told to be accepted. */
  readonly ids: ReadonlySet<string>;
  /** Why it was never accepted. */
  readonly refused?: string;
}

/**
 * Hands a submission in as clients do: until there is an answer, with the same key, after as long as the answer says. One
 * with `againAfterMs` is sent a second time meanwhile, as by somebody who clicks twice.
 */
export async function handIn(world: StormWorld, planned: PlannedSubmission, dice: Dice): Promise<Heard> {
  const { clock } = world;
  await clock.sleep(planned.atMs - clock.now());
  const ids = new Set<string>();
  const sendUntilAnswered = async (): Promise<string | undefined> => {
    for (;;) {
      const outcome = await world.handIn(planned);
      if (outcome?.outcome === 'accepted' || outcome?.outcome === 'repeated') {
        ids.add(outcome.submission.submissionId);
        return undefined;
      }
      if (outcome?.outcome === 'unknown') return 'the session was not found';
      const refusal = outcome?.outcome === 'refused' ? outcome.refusal : undefined;
      if (refusal !== undefined && refusal.retryAfterMs === undefined) return refusal.reason;
      await clock.sleep((refusal?.retryAfterMs ?? 1_000) * (1 + dice.next()));
    }
  };
  const again = planned.againAfterMs;
  const [refused] = await Promise.all([
    sendUntilAnswered(),
    ...(again === undefined ? [] : [clock.sleep(again).then(sendUntilAnswered)]),
  ]);
  return { ids, ...(refused === undefined ? {} : { refused }) };
}
