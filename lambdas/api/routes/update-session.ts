import { ApiProblem } from '../../../core/api/problem-details.ts';
import { isOver } from '../../../core/exam/window.ts';
import { applyChange } from '../apply-change.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const updateSession: RouteHandler<'updateSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const now = services.clock.now();
  if (session.revision !== body.revision)
    throw new ApiProblem(
      'conflict',
      `the session is at revision ${session.revision}, you saw ${body.revision}: look again`,
    );
  const { revision: _, name, opensAt, closesAt, participants, removeParticipants } = body;
  const onlyNamed = [opensAt, closesAt, participants, removeParticipants].every((one) => one === undefined);
  if (!onlyNamed && session.cancelledAt !== undefined)
    throw new ApiProblem('session-cancelled', 'the session was cancelled: restore it, or book another');
  if (!onlyNamed && isOver(session, now))
    throw new ApiProblem('too-late', 'the session is over: book another');
  const changed = await applyChange(services, session, {
    ...(name === undefined ? {} : { name }),
    ...(opensAt === undefined ? {} : { opensAt: Date.parse(opensAt) }),
    ...(closesAt === undefined ? {} : { closesAt: Date.parse(closesAt) }),
    ...(removeParticipants === undefined ? {} : { removeParticipants }),
    ...(participants === undefined
      ? {}
      : {
          participants: participants.map(({ participantId, name: shown, group, extraTimeMinutes }) => ({
            participantId,
            ...(shown === undefined ? {} : { name: shown }),
            ...(group === undefined ? {} : { group }),
            ...(extraTimeMinutes === undefined ? {} : { extraTimeMs: Math.round(extraTimeMinutes * 60_000) }),
          })),
        }),
  });
  if (!onlyNamed)
    await services.hosts.recordDecision(session.sessionId, {
      at: now,
      subject: 'session',
      action: 'change',
      reason: `${caller.username}: ${describeChange(body)}`,
    });
  return changed;
};

function describeChange(body: {
  readonly opensAt?: string | undefined;
  readonly closesAt?: string | undefined;
  readonly participants?: readonly { readonly participantId: string }[] | undefined;
  readonly removeParticipants?: readonly string[] | undefined;
}): string {
  const { opensAt, closesAt, participants = [], removeParticipants = [] } = body;
  return [
    ...(opensAt === undefined ? [] : [`opens at ${opensAt}`]),
    ...(closesAt === undefined ? [] : [`closes at ${closesAt}`]),
    ...(participants.length === 0 ? [] : [`${participants.length} put on the roster or changed there`]),
    ...(removeParticipants.length === 0 ? [] : [`${removeParticipants.length} taken off the roster`]),
  ].join(', ');
}
