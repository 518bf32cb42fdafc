import type { Session } from '../exam/session.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import { HeardSigns } from './hold-leases.ts';
import type { Slot } from './slot.ts';

/**
 * Whether a slot's host answers at all, asked once the slot is taken: a host that is down already must cost no submission
 * an attempt, so that losing a host while judging says something about the submission.
 * @returns what is heard of it from now on; undefined when it does not answer, which is told
 */
export async function hearHost(
  ports: Pick<ExecutorPorts, 'judgeAt' | 'clock' | 'onEvent'>,
  session: Session,
  slot: Slot,
  signal: AbortSignal,
): Promise<HeardSigns | undefined> {
  try {
    const judge = await ports.judgeAt(session, slot);
    await judge.languages(signal);
    const heard = new HeardSigns(() => judge.answeredAt?.());
    heard.note({ answeredAt: ports.clock.now() });
    return heard;
  } catch (error) {
    const { sessionId, hostId } = slot;
    const reason = `the host does not answer: ${error}`;
    ports.onEvent({ event: 'slot-lost', sessionId, hostId, reason, error });
    return undefined;
  }
}
