import type { Session } from '../exam/session.ts';
import type { FreshResult, SubmissionResult } from '../grading/judge-submission.ts';
import { decideBetween, type Scoring, withoutLateness } from '../grading/second-look.ts';
import { canBeAlone } from './decide-alone.ts';
import { emptyHost } from './empty-host.ts';
import { type ExecutorPorts, LEASE_MS } from './executor-ports.ts';
import type { HeldSlot } from './hold-leases.ts';
import type { RunningSubmission } from './submission.ts';
import { LANES } from './watch-queue.ts';

/** For so long at most a second look waits for what else is judged on its host, where nobody waits for a slot; ms. */
const PATIENCE_MS = 10_000;
/** Only for what takes no longer a host is kept from others, ms. */
const SHORT_MS = 10_000;
/** Between two looks whether somebody waits for a slot meanwhile, ms. */
const LOOK_OUT_MS = 1_000;

type Ports = Pick<ExecutorPorts, 'clock' | 'slots' | 'submissions'>;
type OfSession = Pick<Session, 'sessionId' | 'deployment'>;

/** What is looked at, and by whom. */
export interface Looks {
  readonly running: Pick<RunningSubmission, 'submissionId' | 'lane'>;
  /** One look; throws what ends judging. */
  readonly judge: () => Promise<FreshResult>;
  /** Undefined where its problem does not score. */
  readonly scoring: Scoring | undefined;
  /** Aborts when a lease is lost, or this executor must end. */
  readonly signal: AbortSignal;
}

/**
 * Judges a leased submission, and once more where being late by little was what was wrong: with nothing else on its
 * host, as long as that is short and nobody waits for one. A trial has one look: it counts for nothing, and the next is free.
 * A second look that cannot be had costs nothing of the first.
 */
export async function lookTwice(
  ports: Ports,
  session: OfSession,
  held: HeldSlot,
  looks: Looks,
): Promise<SubmissionResult> {
  const { running, judge, scoring, signal } = looks;
  const startedAt = ports.clock.now();
  const first = await judge();
  const { lateness } = first;
  if (lateness === undefined || running.lane === 'trial') return withoutLateness(first);
  const isShort = ports.clock.now() - startedAt <= SHORT_MS;
  try {
    if (held.leaving === true) throw new Error('EC2 takes its host back');
    const alone = isShort && (await haveHostAlone(ports, session, held, running.submissionId, signal));
    const { result: second, stayed } = await whileAlone(ports, session, held, alone, judge);
    return decideBetween(first, second, lateness, scoring, stayed);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return withoutLateness({
      ...first,
      notes: [...first.notes, `right and late by little, and not judged once more: ${why}`.slice(0, 300)],
    });
  }
}

/**
 * Keeps the host of a held slot for one submission. @returns whether nothing else is judged there now
 * @throws Error when the slot was taken back
 */
async function haveHostAlone(
  ports: Ports,
  session: OfSession,
  held: HeldSlot,
  submissionId: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (held.kept !== undefined) return true;
  if (!canBeAlone(session) || (await doesAnyWait(ports, session))) return false;
  const until = ports.clock.now() + PATIENCE_MS;
  const mustEnd = async () =>
    signal.aborted || ports.clock.now() >= until || (await doesAnyWait(ports, session));
  const { action } = await emptyHost(ports, held, submissionId, { mustEnd, signal });
  if (action !== 'judge') await share(ports, held);
  return action === 'judge';
}

/** A look, during which the host is shared again as soon as somebody waits for a slot. */
async function whileAlone(
  ports: Ports,
  session: OfSession,
  held: HeldSlot,
  alone: boolean,
  judge: () => Promise<FreshResult>,
): Promise<{ readonly result: FreshResult; readonly stayed: boolean }> {
  const over = new AbortController();
  const watched = alone ? watch() : Promise.resolve(false);
  try {
    const result = await judge();
    over.abort();
    return { result, stayed: await watched };
  } finally {
    over.abort();
    await watched.catch(() => undefined);
  }

  async function watch(): Promise<boolean> {
    for (;;) {
      await ports.clock.sleep(LOOK_OUT_MS, over.signal);
      if (over.signal.aborted) return true;
      if (!(await doesAnyWait(ports, session))) continue;
      await share(ports, held);
      return false;
    }
  }
}

async function share({ clock, slots }: Ports, held: HeldSlot): Promise<void> {
  held.kept = undefined;
  if (!(await slots.renew(held.slot, held.leaseId, clock.now() + LEASE_MS, { kept: null })))
    throw new Error('its slot was taken back');
}

async function doesAnyWait({ submissions }: Ports, { sessionId }: OfSession): Promise<boolean> {
  for (const lane of LANES) if ((await submissions.listWaiting(sessionId, lane, 1)).length > 0) return true;
  return false;
}
