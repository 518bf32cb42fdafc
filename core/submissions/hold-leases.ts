import { type ExecutorPorts, LEASE_MS, RENEW_EVERY_MS } from './executor-ports.ts';
import type { scaleTime } from './scale-time.ts';
import type { JudgeSigns, KeptHost, Slot, SlotParticipant } from './slot.ts';
import type { RunningSubmission } from './submission.ts';
import { tellOnSlot } from './tell-participant.ts';

/** A slot, the lease that it is held by, and what its holder has heard from its judge. */
export interface HeldSlot {
  readonly slot: Slot;
  readonly leaseId: string;
  readonly heard: HeardSigns;
  /** What limits of CPU time are multiplied by on its host, from {@link scaleTime}. */
  readonly timeScale: number;
  /** What stands on it of who is judged there, and since when it does, ms since the epoch. */
  told?: (SlotParticipant & { readonly at: number }) | undefined;
  /** Its host is tried after it had failed: what is judged next decides whether others come. */
  probing?: boolean;
  /** EC2 takes its host back: nothing more is to begin on it, and what it loses is nobody's fault. */
  leaving?: boolean;
  /** For whom its whole host was kept: the slot is let go afterwards. */
  kept?: KeptHost | undefined;
}

/** Signs of a judge's life, noted as they come. */
export class HeardSigns {
  /** Until when a judge call may hold the slot's worker that nobody waits for any more, ms since the epoch. */
  abandonedUntil = 0;
  #signs: JudgeSigns = {};
  readonly #lastAnswer: () => number | undefined;

  /** @param lastAnswer when the judge last answered anything, where it tells */
  constructor(lastAnswer: () => number | undefined = () => undefined) {
    this.#lastAnswer = lastAnswer;
  }

  note(signs: JudgeSigns): void {
    this.#signs = { ...this.#signs, ...signs };
  }

  read(): JudgeSigns {
    const answers = [this.#signs.answeredAt, this.#lastAnswer()].filter((at) => at !== undefined);
    return { ...this.#signs, ...(answers.length === 0 ? {} : { answeredAt: Math.max(...answers) }) };
  }
}

/** Which lease was lost. `no-slot`: the slot was gone before judging began, or its lease had ended; that says nothing about the host. */
export type LostLease = 'submission' | 'slot' | 'no-slot';

/** The leases of one judging, kept alive while it lasts. */
export interface HeldLeases {
  /** Aborts when a lease is lost; judging must stop, nothing may be written. */
  readonly signal: AbortSignal;
  /** Which was lost, if any. */
  lost(): LostLease | undefined;
  /** Stops renewing; resolves when no renewal is under way any more. */
  stop(): Promise<void>;
}

/**
 * Tells on the slot at once whose submission is judged there, where that has not just been done, and renews the leases of both every 5 s, with what was
 * heard from the judge meanwhile. A renewal that fails for want of an answer is tried
 * again until the lease has ended by our own clock: from then on somebody else may hold it.
 */
export function holdLeases(ports: ExecutorPorts, held: HeldSlot, running: RunningSubmission): HeldLeases {
  const { clock } = ports;
  const judging = new AbortController();
  const renewing = new AbortController();
  let lost: LostLease | undefined;
  const lose = (what: LostLease) => {
    lost ??= what;
    judging.abort();
  };

  const renew = async () => {
    let endsAt = running.lease.until;
    await tellWhose();
    while (!renewing.signal.aborted && lost === undefined) {
      await clock.sleep(RENEW_EVERY_MS, renewing.signal);
      if (renewing.signal.aborted) return;
      const until = clock.now() + LEASE_MS;
      try {
        const [submission, slot] = await Promise.all([
          ports.submissions.renewLease(running, until),
          ports.slots.renew(held.slot, held.leaseId, until, held.heard.read()),
        ]);
        if (!submission) lose('submission');
        // Closed while we had it; or it was given to the next, when we were late ourselves.
        else if (slot === false) lose(clock.now() < endsAt ? 'slot' : 'no-slot');
        else endsAt = until;
        if (slot === 'leaving') held.leaving = true;
      } catch (error) {
        const { sessionId, submissionId } = running;
        ports.onEvent({ event: 'renewal-failed', sessionId, submissionId, reason: String(error), error });
        if (clock.now() + RENEW_EVERY_MS >= endsAt) lose('submission');
      }
    }
  };
  const tellWhose = async () => {
    // What is judged again takes nothing from the share of whoever handed it in.
    const participantId = running.rejudges?.rejudgingId ?? running.participantId;
    const now = clock.now();
    const before = held.told?.participantId === participantId ? held.told : undefined;
    if (before !== undefined && now < before.at + RENEW_EVERY_MS) return;
    // One who is judged without a break is there since the first, for whoever shares out the last slot.
    const whose = { participantId, since: before?.since ?? now, programSince: now };
    try {
      if (!(await tellOnSlot(ports, held, whose, held.heard.read()))) lose('no-slot');
    } catch (error) {
      const { sessionId, submissionId } = running;
      ports.onEvent({ event: 'renewal-failed', sessionId, submissionId, reason: String(error), error });
    }
  };
  const renewals = renew();
  return {
    signal: judging.signal,
    lost: () => lost,
    async stop() {
      renewing.abort('judged');
      await renewals;
    },
  };
}
