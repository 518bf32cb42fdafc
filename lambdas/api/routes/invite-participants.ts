import { ApiProblem } from '../../../core/api/problem-details.ts';
import { inviteParticipants as invite } from '../../../core/lifecycle/invite-participants.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const inviteParticipants: RouteHandler<'inviteParticipants'> = async (
  { params, body, caller },
  services,
) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const ports = {
    ...services,
    onFailure: (participantId: string, error: unknown) =>
      services.warn('invitation.failed', { participantId, error }),
  };
  const invited = await invite(session, body.participantIds, services.clock.now(), ports, body.dryRun);
  if (!invited.done) throw ApiProblem.of(invited.refusal);
  return { items: [...invited.invitations] };
};
