import { useEffect, useRef, useState } from 'preact/hooks';
import { callPatiently } from '../../core/api/call-patiently.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';

/** How somebody's account stands, or what came of an invitation. */
export type Invitation = AnswerOf<'inviteParticipants'>['items'][number];

/** So many fit into the time that an answer may take. */
const AT_A_TIME = 25;
/** Failures that pass are borne for so long, ms. */
const PATIENCE_MS = 60_000;

/** What is asked about, or invited, at the moment. */
export interface InvitingProgress {
  readonly done: number;
  readonly of: number;
}

/** Accounts of participants, looked at and invited in parts; it ends with the page. */
export function useInvitations(sessionId: string) {
  const [known, setKnown] = useState<ReadonlyMap<string, Invitation>>(new Map());
  const [progress, setProgress] = useState<InvitingProgress>();
  const [fault, setFault] = useState<string>();
  const ending = useRef<AbortController>(undefined);
  useEffect(() => () => ending.current?.abort(), []);

  const run = async (participantIds: readonly string[], dryRun: boolean): Promise<void> => {
    ending.current?.abort();
    ending.current = new AbortController();
    const { signal } = ending.current;
    setFault(undefined);
    try {
      for (let done = 0; done < participantIds.length; done += AT_A_TIME) {
        setProgress({ done, of: participantIds.length });
        const body = { participantIds: participantIds.slice(done, done + AT_A_TIME), dryRun };
        const { items } = await callPatiently(
          () => api.call('inviteParticipants', { params: { sessionId }, body }, signal),
          {
            now: () => performance.now(),
            sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
            random: Math.random,
            patienceMs: PATIENCE_MS,
          },
        );
        signal.throwIfAborted();
        setKnown((before) => new Map([...before, ...items.map((one) => [one.participantId, one] as const)]));
      }
    } catch (error) {
      if (signal.aborted) return;
      setFault(toApiError(error).message);
      throw error;
    } finally {
      if (!signal.aborted) setProgress(undefined);
    }
  };

  return {
    known,
    progress,
    fault,
    /** Never throws: what is wrong is the fault. */
    look: (participantIds: readonly string[]) => run(participantIds, true).catch(() => undefined),
    /** @throws what the API refuses; what was done before stays done */
    invite: (participantIds: readonly string[]) => run(participantIds, false),
  };
}
