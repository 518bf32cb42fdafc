import { describe, expect, it } from 'vitest';
import type { Participant } from '../../../../core/exam/session.ts';
import { inviteParticipants, MAX_INVITATIONS } from '../../../../core/lifecycle/invite-participants.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';

const session = sessionOf();
const now = session.times.opensAt;
const addressed = (name: string) => participantOf(name, { email: `${name}@uni.example` });
/** Invites of a roster; the user pool throttles whoever is called `unlucky`. */
const invite = async (roster: readonly Participant[], wanted?: readonly string[]) =>
  await inviteParticipants(session, wanted, now, {
    sessions: { listParticipants: async () => roster },
    accounts: {
      invite: async ({ participantId }) => {
        if (participantId === 'unlucky') throw new Error('Too many requests');
        return 'invited';
      },
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
