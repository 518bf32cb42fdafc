import type { Session } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import type { BookingFault } from './booking.ts';
import type { ChangeOutcome, SessionChangeRequest } from './session-change.ts';

/** Why a deployment can have no wait beyond which it gets more hosts; undefined when it can: judges that somebody keeps do not become more. */
export function refuseTarget({ kind }: Pick<Session['deployment'], 'kind'>): BookingFault | undefined {
  return kind === 'fleet'
    ? undefined
    : {
        field: 'policy.targetWaitMs',
        detail: `is for a fleet, which gets more hosts by it, and the deployment is ${kind}: leave it out, or book a fleet`,
      };
}

/** The wait beyond which the fleet of a session gets more hosts from now on, or why it cannot be had. @param over why nothing can be changed any more */
export function decideTarget(
  { deployment, policy }: Pick<Session, 'deployment' | 'policy'>,
  { targetWaitMs }: Pick<SessionChangeRequest, 'targetWaitMs'>,
  over: (Pick<Extract<ChangeOutcome, { changed: false }>, 'kind'> & { readonly detail: string }) | undefined,
):
  | { readonly change: Pick<StoredChange, 'policy'> }
  | { readonly refused: Extract<ChangeOutcome, { changed: false }> } {
  if (targetWaitMs === undefined) return { change: {} };
  const fault = refuseTarget(deployment);
  if (fault !== undefined) return { refused: { changed: false, kind: 'invalid-request', faults: [fault] } };
  if (over !== undefined) {
    const { kind, detail } = over;
    return { refused: { changed: false, kind, faults: [{ field: 'policy.targetWaitMs', detail }] } };
  }
  return { change: { policy: { ...policy, targetWaitMs } } };
}
