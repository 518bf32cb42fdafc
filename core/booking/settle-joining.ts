import type { Clock } from '../exam/clock.ts';
import { drawJoinCode, type Joining } from '../exam/join-code.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';
import type { BookingFault } from './booking.ts';
import type { CodeClaim, JoinStore } from './join-store.ts';

/** How people shall join by themselves; a code is drawn when none is named. */
export interface WishedJoining {
  readonly code?: string;
  readonly seats?: number;
}

/** What giving a session a code touches. */
export interface JoiningPorts {
  readonly clock: Clock;
  readonly joins: Pick<JoinStore, 'claimCode' | 'findClaim'>;
  readonly sessions: Pick<SessionStore, 'get'>;
  /** As many bytes as are asked for that nobody can guess. */
  readonly drawBytes: (count: number) => Uint8Array;
}

/** Codes drawn before it is given up: of 40 bits, a second one is hardly ever needed. */
const MAX_DRAWS = 5;
/** A code is claimed before its session is written: this long a claim stands without, ms. */
const BELIEVED_MS = 60_000;

/** Gives a session the code that is wished for, or one of its own. */
export async function settleJoining(
  sessionId: string,
  { code, ...rest }: WishedJoining,
  ports: JoiningPorts,
): Promise<{ readonly joining: Joining } | { readonly fault: BookingFault }> {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const wanted = code ?? drawJoinCode(ports.drawBytes);
    if (await claim(wanted, sessionId, ports)) return { joining: { ...rest, code: wanted } };
    if (code !== undefined) break;
  }
  return {
    fault: {
      field: 'join.code',
      detail: 'is the code of another session: choose another, or leave it out and one is made',
    },
  };
}

/** Takes a code that is free, or that was of a session which is over or has another one now. */
async function claim(
  code: string,
  sessionId: string,
  { joins, sessions, clock }: JoiningPorts,
): Promise<boolean> {
  const now = clock.now();
  if (await joins.claimCode(code, sessionId, now)) return true;
  const held = await joins.findClaim(code);
  if (held !== undefined && isHeld(code, held, await sessions.get(held.sessionId), now)) return false;
  return await joins.claimCode(code, sessionId, now, held);
}

/** Whether a claim stands: its session has the code, or is just being booked, changed or restored with it. */
function isHeld(code: string, { claimedAt }: CodeClaim, holder: Session | undefined, now: number): boolean {
  const isFresh = now - claimedAt < BELIEVED_MS;
  if (holder === undefined) return isFresh;
  if (isOver(holder, now))
    return isFresh && holder.cancelledAt !== undefined && claimedAt > holder.cancelledAt;
  return isFresh || holder.join?.code === code;
}
