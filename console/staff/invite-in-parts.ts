import type { AnswerOf } from '../../core/api/routes.ts';

/** How somebody's account stands, or what came of an invitation. */
export type Invitation = AnswerOf<'inviteParticipants'>['items'][number];

/** What is asked about, or invited, at the moment. */
export interface InvitingProgress {
  readonly done: number;
  readonly of: number;
}

/** So many fit into the time that an answer may take. */
const AT_A_TIME = 25;

/** Asks of one part; a dry run says how accounts stand. */
type AskPart = (
  body: { readonly participantIds: string[]; readonly dryRun: boolean },
  signal: AbortSignal,
) => Promise<readonly Invitation[]>;

/**
 * Looks at accounts and invites, part by part and one after the other: what is asked for while something runs waits for
 * its end. Only a look gives way, to a newer one: an invitation ends early by nothing but `end`, and then it throws.
 */
export function createInviter(
  ask: AskPart,
  tell: {
    readonly found: (invitations: readonly Invitation[]) => void;
    /** Undefined when nothing runs any more. */
    readonly progress: (progress: InvitingProgress | undefined) => void;
  },
) {
  const ending = new AbortController();
  let before: Promise<unknown> = Promise.resolve();
  let lookedAt: readonly string[] | undefined;

  const askAll = async (participantIds: readonly string[], dryRun: boolean, isWanted: () => boolean) => {
    try {
      for (let done = 0; done < participantIds.length && isWanted(); done += AT_A_TIME) {
        ending.signal.throwIfAborted();
        tell.progress({ done, of: participantIds.length });
        const part = participantIds.slice(done, done + AT_A_TIME);
        const invitations = await ask({ participantIds: part, dryRun }, ending.signal);
        ending.signal.throwIfAborted();
        tell.found(invitations);
      }
    } finally {
      if (!ending.signal.aborted) tell.progress(undefined);
    }
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = before.then(work);
    before = mine.catch(() => undefined);
    return mine;
  };
  return {
    /** @throws what the API refuses */
    look(participantIds: readonly string[]): Promise<void> {
      lookedAt = participantIds;
      return inTurn(() => askAll(participantIds, true, () => lookedAt === participantIds));
    },
    /** @throws what the API refuses, or that it was ended; what was done before stays done */
    invite: (participantIds: readonly string[]): Promise<void> =>
      inTurn(() => askAll(participantIds, false, () => true)),
    /** Ends whatever runs. */
    end: () => ending.abort(),
  };
}
