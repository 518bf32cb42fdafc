import type { Session } from '../exam/session.ts';
import type { FreshResult, SubmissionResult } from '../grading/judge-submission.ts';
import { decideBetween } from '../grading/second-look.ts';
import { canBeAlone } from './decide-alone.ts';
import { emptyHost } from './empty-host.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import { LEASE_MS } from './executor-ports.ts';
import type { HeldSlot } from './hold-leases.ts';
import type { RunningSubmission } from './submission.ts';
import { LANES } from './watch-queue.ts';

/** For so long at most a second look waits for what else is judged on its host, ms. */
const PATIENCE_MS = 10_000;

/**
 * Judges a leased submission, and once more where being late by little was all that was wrong: with nothing else on its
 * host, where nobody waits for one meanwhile. A trial has one look: it counts for nothing, and the next is free.
 * @param judge one look; throws what ends judging
 * @param signal aborts when a lease is lost, or this executor must end
 */
export async function lookTwice(
  ports: Pick<ExecutorPorts, 'clock' | 'slots' | 'submissions'>,
  session: Pick<Session, 'sessionId' | 'deployment'>,
  held: HeldSlot,
  running: Pick<RunningSubmission, 'submissionId' | 'lane'>,
  judge: () => Promise<FreshResult>,
  signal: AbortSignal,
): Promise<SubmissionResult> {
  const first = await judge();
  const { lateness, ...result } = first;
  if (lateness === undefined || running.lane === 'trial') return result;
  const alone = await haveHostAlone(ports, session, held, running.submissionId, signal);
  const second = await judge();
  return decideBetween(first, second, lateness, alone);
}

/** Keeps the host of a held slot for one submission. @returns whether nothing else is judged there now */
async function haveHostAlone(
  { clock, slots, submissions }: Pick<ExecutorPorts, 'clock' | 'slots' | 'submissions'>,
  session: Pick<Session, 'sessionId' | 'deployment'>,
  held: HeldSlot,
  submissionId: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (held.kept !== undefined) return true;
  if (!canBeAlone(session)) return false;
  for (const lane of LANES)
    if ((await submissions.listWaiting(session.sessionId, lane, 1)).length > 0) return false;
  const until = clock.now() + PATIENCE_MS;
  const mustEnd = () => signal.aborted || clock.now() >= until;
  const { action } = await emptyHost({ clock, slots }, held, submissionId, { mustEnd, signal });
  if (action === 'judge') return true;
  held.kept = undefined;
  await slots.renew(held.slot, held.leaseId, clock.now() + LEASE_MS, { kept: null });
  return false;
}
