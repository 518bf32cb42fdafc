import { presentForStaff } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { SessionAct } from '../../core/lifecycle/session-act.ts';
import { nameProblems } from './find-session.ts';
import type { Services } from './services.ts';

/** The session as it now stands. @throws ApiProblem when the act was refused */
export async function answerAct(services: Services, act: SessionAct): Promise<StaffSession> {
  if (!act.done) throw ApiProblem.of(act.refusal);
  const { session } = act;
  return presentForStaff(session, await nameProblems(services, [session]), services.clock.now());
}
