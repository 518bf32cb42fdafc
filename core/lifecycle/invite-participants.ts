import { foldUsername } from '../exam/fold-username.ts';
import type { Refusal } from '../exam/refusal.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';

/**
 * What came of inviting somebody with a mail address. `invited`: mail with a first password was sent, to a new account or
 * to one that nobody has logged in with. `there`: they have logged in before. `other-address`: the account of that name
 * has another mail address, and may be somebody else's. The last two are let be.
 */
export type Invited = 'invited' | 'there' | 'other-address';

/**
 * How somebody's account stands. `none`: there is none. `waiting`: nobody has logged in with it yet. The others as of
 * {@link Invited}.
 */
export type AccountStanding = 'none' | 'waiting' | 'there' | 'other-address';

type Addressed = Participant & { readonly email: string };

/** Makes accounts of participants, and has the user pool send the first password. */
export interface AccountInviter {
  /** @throws InvitationRefusedError where whoever invites can do something about it */
  invite(participant: Addressed): Promise<Invited>;
  /** Changes nothing. @throws as `invite` */
  look(participant: Addressed): Promise<AccountStanding>;
}

/** The user pool has refused an invitation; the message is for whoever invites, the cause for the log. */
export class InvitationRefusedError extends Error {
  override readonly name = 'InvitationRefusedError';
}

/** Invitations of one call: so many answers of the user pool fit into an answer of ours. */
export const MAX_INVITATIONS = 50;
/** Calls at a time; the user pool takes about 50 a second of a whole account. */
const AT_ONCE = 5;

/** What is told where whoever invites can do nothing but repeat it. */
const OUR_FAULT = 'it failed on our side, which is logged: repeat it, and report it if that does not help';

/** What inviting touches. */
export interface InvitingPorts {
  readonly sessions: Pick<SessionStore, 'listParticipants'>;
  readonly accounts: AccountInviter;
  /** Told of each that failed, for the log. */
  readonly onFailure: (participantId: string, error: unknown) => void;
}

/** What became of one invitation. */
export interface Invitation {
  readonly participantId: string;
  readonly outcome: Invited | AccountStanding | 'no-address' | 'failed';
  /** Why it failed, in words for whoever invites. */
  readonly reason?: string;
}

export type InvitingAct =
  | { readonly done: true; readonly invitations: readonly Invitation[] }
  | { readonly done: false; readonly refusal: Refusal<'invalid-request' | 'session-cancelled' | 'too-late'> };

/**
 * Invites those who are named, or everybody with a mail address. Asking again sends whoever has not logged in yet a new
 * first password, since the one before may have run out, and changes no account that is in use. What fails for one is told,
 * and stops nobody else.
 * @param dryRun only says how the accounts stand: nothing is made, nothing is mailed
 */
export async function inviteParticipants(
  session: Session,
  wanted: readonly string[] | undefined,
  now: number,
  ports: InvitingPorts,
  dryRun = false,
): Promise<InvitingAct> {
  const refuse = (kind: 'session-cancelled' | 'too-late', reason: string): InvitingAct => ({
    done: false,
    refusal: { kind, reason },
  });
  if (session.cancelledAt !== undefined) return refuse('session-cancelled', 'the session was cancelled');
  if (isOver(session, now)) return refuse('too-late', 'the session is over: nobody can take part any more');
  const roster = await ports.sessions.listParticipants(session.sessionId);
  const names = wanted?.map(foldUsername);
  const faults = findFaults(roster, names);
  if (faults.length > 0)
    return {
      done: false,
      refusal: { kind: 'invalid-request', reason: `${faults[0]?.field} ${faults[0]?.detail}`, faults },
    };
  const chosen = roster.filter(({ participantId, email }) =>
    names === undefined ? email !== undefined : names.includes(participantId),
  );
  const invitations: Invitation[] = [];
  for (let start = 0; start < chosen.length; start += AT_ONCE)
    invitations.push(
      ...(await Promise.all(chosen.slice(start, start + AT_ONCE).map((one) => invite(one, dryRun, ports)))),
    );
  return { done: true, invitations };
}

async function invite(
  participant: Participant,
  dryRun: boolean,
  { accounts, onFailure }: InvitingPorts,
): Promise<Invitation> {
  const { participantId, email } = participant;
  if (email === undefined) return { participantId, outcome: 'no-address' };
  try {
    const addressed = { ...participant, email };
    return {
      participantId,
      outcome: dryRun ? await accounts.look(addressed) : await accounts.invite(addressed),
    };
  } catch (error) {
    onFailure(participantId, error);
    const reason = error instanceof InvitationRefusedError ? error.message : OUR_FAULT;
    return { participantId, outcome: 'failed', reason };
  }
}

function findFaults(roster: readonly Participant[], names: readonly string[] | undefined) {
  if (names === undefined) {
    const addressed = roster.filter(({ email }) => email !== undefined).length;
    if (addressed === 0)
      return [
        { field: 'participantIds', detail: 'nobody on the roster has a mail address: add a column email' },
      ];
    return addressed > MAX_INVITATIONS
      ? [
          {
            field: 'participantIds',
            detail: `${addressed} people have a mail address, and ${MAX_INVITATIONS} are invited at a time: name them`,
          },
        ]
      : [];
  }
  return names.flatMap((name, at) =>
    roster.some(({ participantId }) => participantId === name)
      ? []
      : [{ field: `participantIds[${at}]`, detail: `${name} is not on the roster` }],
  );
}
