import { beforeEach, describe, expect, it } from 'vitest';
import type { Participant } from '../../../../core/exam/session.ts';
import {
  InvitationRefusedError,
  inviteParticipants,
  MAX_INVITATIONS,
} from '../../../../core/lifecycle/invite-participants.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';

const session = sessionOf();
const now = session.times.opensAt;
const addressed = (name: string) => participantOf(name, { email: `${name}@uni.example` });
const logged: unknown[] = [];
beforeEach(() => void logged.splice(0));
/** Invites of a roster; the user pool throttles whoever is called `unlucky`, and fails for `hapless`. */
const invite = async (roster: readonly Participant[], wanted?: readonly string[]) =>
  await inviteParticipants(session, wanted, now, {
    onFailure: (participantId) => void logged.push(participantId),
    sessions: { listParticipants: async () => roster },
    accounts: {
      invite: async ({ participantId }) => {
        if (participantId === 'unlucky') throw new InvitationRefusedError('Too many requests');
        if (participantId === 'hapless') throw new Error('role arn:aws:iam::1:role/api may not');
        return 'invited';
      },
      look: async () => 'none',
    },
  });

describe('inviting participants', () => {
  it('says which invitation failed, and why, and makes the others', async () => {
    const roster = ['a', 'b', 'unlucky', 'c', 'd', 'e', 'f'].map(addressed);
    expect(await invite(roster)).toEqual({
      done: true,
      invitations: roster.map(({ participantId }) =>
        participantId === 'unlucky'
          ? { participantId, outcome: 'failed', reason: 'Too many requests' }
          : { participantId, outcome: 'invited' },
      ),
    });
  });

  it('keeps what only the log should tell to the log', async () => {
    expect(await invite(['a', 'hapless', 'unlucky'].map(addressed))).toMatchObject({
      invitations: [
        { outcome: 'invited' },
        { outcome: 'failed', reason: expect.stringContaining('logged') },
        { outcome: 'failed', reason: 'Too many requests' },
      ],
    });
    expect(logged).toEqual(['hapless', 'unlucky']);
  });

  it('leaves out who has no address, unless they were named', async () => {
    const roster = [addressed('a'), participantOf('b')];
    expect(await invite(roster)).toMatchObject({ invitations: [{ participantId: 'a' }] });
    expect(await invite(roster, ['B'])).toMatchObject({
      invitations: [{ participantId: 'b', outcome: 'no-address' }],
    });
  });

  it('asks to name some where there are more than fit into a call', async () => {
    const roster = Array.from({ length: MAX_INVITATIONS + 1 }, (_, n) => addressed(`s${n}`));
    expect(await invite(roster)).toMatchObject({
      done: false,
      refusal: { kind: 'invalid-request', faults: [{ field: 'participantIds' }] },
    });
    expect(await invite(roster.slice(1))).toMatchObject({ done: true });
  });
});
