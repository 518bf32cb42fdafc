import { classifyError } from '../../../adapters/errors/classify-error.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { inviteParticipants as invite } from '../../../core/lifecycle/invite-participants.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const inviteParticipants: RouteHandler<'inviteParticipants'> = async (
  { params, body, caller },
  services,
) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const invited = await invite(session, body.participantIds, services.clock.now(), {
    ...services,
    onFailure: (participantId, error) =>
      services.warn('invitation.failed', { participantId, errorKind: classifyError(error), error }),
  });
  if (!invited.done) throw ApiProblem.of(invited.refusal);
  return { items: [...invited.invitations] };
};
