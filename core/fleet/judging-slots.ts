import type { Session } from '../exam/session.ts';
import { standingJudgesOf } from '../submissions/standing-slots.ts';
import type { Host } from './host.ts';

/** Slots that judge a session's submissions now: those of its ready hosts, or of the judges that somebody keeps. */
export function countJudgingSlots(
  session: Pick<Session, 'deployment'>,
  hosts: readonly Pick<Host, 'state' | 'slots'>[],
): number {
  const judges = session.deployment.kind === 'fleet' ? hosts.filter(isReady) : standingJudgesOf(session);
  return judges.reduce((sum, { slots }) => sum + slots, 0);
}

const isReady = ({ state }: Pick<Host, 'state'>) => state === 'ready';
