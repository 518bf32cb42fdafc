import { useEffect, useMemo, useState } from 'preact/hooks';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { createInviter, type Invitation, type InvitingProgress } from './invite-in-parts.ts';

/** Accounts of participants, looked at and invited in parts; it ends with the page. */
export function useInvitations(sessionId: string) {
  const [known, setKnown] = useState<ReadonlyMap<string, Invitation>>(new Map());
  const [progress, setProgress] = useState<InvitingProgress>();
  const [fault, setFault] = useState<string>();
  const inviter = useMemo(
    () =>
      createInviter(
        async (body, signal) => {
          const { items } = await patientApi.call(
            'inviteParticipants',
            { params: { sessionId }, body },
            signal,
          );
          return items;
        },
        {
          found: (items) =>
            setKnown(
              (before) => new Map([...before, ...items.map((one) => [one.participantId, one] as const)]),
            ),
          progress: setProgress,
        },
      ),
    [sessionId],
  );
  useEffect(() => inviter.end, [inviter]);

  const telling = async (run: Promise<void>): Promise<void> => {
    setFault(undefined);
    try {
      await run;
    } catch (error) {
      setFault(toApiError(error).message);
      throw error;
    }
  };
  return {
    known,
    progress,
    fault,
    /** Never throws: what is wrong is the fault. */
    look: (participantIds: readonly string[]) => telling(inviter.look(participantIds)).catch(() => undefined),
    /** @throws what the API refuses; what was done before stays done */
    invite: (participantIds: readonly string[]) => telling(inviter.invite(participantIds)),
  };
}
