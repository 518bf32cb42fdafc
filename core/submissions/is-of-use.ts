import { given } from '../exam/given.ts';
import { InvalidRecordError } from '../exam/invalid-record-error.ts';
import type { Session } from '../exam/session.ts';
import type { Candidate } from './decide-alone.ts';
import { isLastFree } from './decide-share.ts';
import { decideWork } from './decide-work.ts';
import { type ExecutorPorts, LOOK_AHEAD, LOOK_FAR_AHEAD } from './executor-ports.ts';
import type { Slot } from './slot.ts';
import type { Submission } from './submission.ts';
import { LANES } from './watch-queue.ts';

type QueuePorts = Pick<ExecutorPorts, 'clock' | 'submissions'>;

/**
 * Whether anything that waits may be judged on a free slot, which others would find held while its taker looks. Reads the queue only
 * for the last slot, and where somebody is being judged who may not have that, too.
 * @param slots all open slots of the session, as they were just read
 * @param rung submissions that somebody rang for: the queue's index may not show them yet
 */
export async function isOfUse(
  ports: QueuePorts,
  session: Session,
  slot: Slot,
  slots: readonly Slot[],
  rung: ReadonlySet<string>,
): Promise<boolean> {
  const { submissions, clock } = ports;
  const { sessionId } = session;
  const now = clock.now();
  if (!isLastFree(slot, slots, session, now)) return true;
  if (slots.every(({ holder }) => holder?.participant === undefined)) return true;
  const facts = { cameBack: false, alone: 'no', slot, slots, told: true, session, now } as const;
  const mayHaveIt = ({ isSuspect, about }: Candidate) =>
    isSuspect === true || decideWork({ ...facts, waiting: about }).action !== 'pass-by';
  const seen = new Set<string>();
  for (const lane of LANES)
    for (const limit of [LOOK_AHEAD, LOOK_FAR_AHEAD]) {
      const waiting = await submissions.listWaiting(sessionId, lane, limit);
      if (waiting.some(mayHaveIt)) return true;
      for (const { submissionId } of waiting) seen.add(submissionId);
      if (waiting.length < limit) break;
    }
  const unseen = [...rung].filter((submissionId) => !seen.has(submissionId));
  for (const submissionId of unseen) {
    const about = await readWaiting(ports, sessionId, submissionId);
    if (mayHaveIt({ submissionId, ...given({ about }) })) return true;
  }
  // Where nothing waits there may be what somebody's lease has ended of.
  return seen.size + unseen.length === 0;
}

/** A submission by its key; undefined when it is gone, or cannot be read: whoever leases that puts it aside. */
export async function readWaiting(
  { submissions }: Pick<QueuePorts, 'submissions'>,
  sessionId: string,
  submissionId: string,
): Promise<Submission | undefined> {
  try {
    return await submissions.get(sessionId, submissionId);
  } catch (error) {
    if (!(error instanceof InvalidRecordError)) throw error;
    return undefined;
  }
}
