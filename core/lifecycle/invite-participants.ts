import { foldUsername } from '../exam/fold-username.ts';
import type { Refusal } from '../exam/refusal.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';

/** Makes accounts of participants, and has the user pool send the first password. */
export interface AccountInviter {
  /** @returns whether an account was made and mail sent, or one was there already, which is then let be */
  invite(participant: Participant & { readonly email: string }): Promise<'invited' | 'there'>;
}

/** Invitations of one call: so many answers of the user pool fit into an answer of ours. */
export const MAX_INVITATIONS = 50;
/** Calls at a time; the user pool takes about 50 a second of a whole account. */
const AT_ONCE = 5;

/** What became of one invitation. */
export interface Invitation {
  readonly participantId: string;
  readonly outcome: 'invited' | 'there' | 'no-address' | 'failed';
  /** Why it failed. */
  readonly reason?: string;
}

export type Invited =
  | { readonly done: true; readonly invitations: readonly Invitation[] }
  | { readonly done: false; readonly refusal: Refusal<'invalid-request' | 'session-cancelled' | 'too-late'> };

/**
 * Invites those who are named, or everybody with a mail address. Asking again invites nobody twice: whoever has an account
 * keeps it. What fails for one is told, and stops nobody else.
 */
export async function inviteParticipants(
  session: Session,
  wanted: readonly string[] | undefined,
  now: number,
  ports: { readonly sessions: Pick<SessionStore, 'listParticipants'>; readonly accounts: AccountInviter },
): Promise<Invited> {
  const refuse = (kind: 'session-cancelled' | 'too-late', reason: string): Invited => ({
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
      ...(await Promise.all(chosen.slice(start, start + AT_ONCE).map((one) => invite(one, ports.accounts)))),
    );
  return { done: true, invitations };
}

async function invite(participant: Participant, accounts: AccountInviter): Promise<Invitation> {
  const { participantId, email } = participant;
  if (email === undefined) return { participantId, outcome: 'no-address' };
  try {
    return { participantId, outcome: await accounts.invite({ ...participant, email }) };
  } catch (error) {
    return { participantId, outcome: 'failed', reason: (error as Error).message };
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
