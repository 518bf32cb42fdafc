import { allowsChange, revisionTag } from '../../../core/api/entity-tags.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { readChange } from '../../../core/api/read-session.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { changeSession } from '../../../core/lifecycle/change-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { askForReviews } from '../submission-reviews.ts';

export const updateSession: RouteHandler<'updateSession'> = async (request, services) => {
  const { params, headers, body, caller } = request;
  const ifMatch = headers['if-match'];
  const session = await findOwnSession(services, caller, params.sessionId);
  if (ifMatch === undefined && body.revision === undefined)
    throw new ApiProblem(
      'precondition-required',
      'say which state you saw: If-Match with the ETag of the session, or revision in the body',
    );
  if (ifMatch !== undefined && !allowsChange(ifMatch, revisionTag(session.revision)))
    throw staleTag(session.revision);
  const revision = body.revision ?? session.revision;
  const act = await changeSession(session, readChange(body), actorOf(caller), revision, services);
  const lostRace = !act.done && act.refusal.kind === 'conflict' && body.revision === undefined;
  if (lostRace) throw staleTag(undefined);
  if (act.done) await askForReviews(services, session, act.session);
  return await answerAct(services, act);
};

function staleTag(revision: number | undefined): ApiProblem {
  const now = revision === undefined ? 'it changed in between' : `its ETag is ${revisionTag(revision)}`;
  return new ApiProblem('precondition-failed', `the session is not as you saw it: ${now}; look again`);
}
