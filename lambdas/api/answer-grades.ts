import { toInstant } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { GradeAct, GradePorts } from '../../core/lifecycle/publish-grades.ts';
import type { Services } from './services.ts';
import { readResults } from './session-results.ts';

/** What publishing touches. */
export function gradePorts(services: Services): GradePorts {
  return { ...services, readResults: (session) => readResults(services, session) };
}

/** What came of publishing or withdrawing. @throws ApiProblem when it was refused */
export function answerGrades(act: GradeAct) {
  if (!act.done) throw ApiProblem.of(act.refusal);
  const { published, changed, at } = act;
  return { published, changed, at: toInstant(at) };
}
