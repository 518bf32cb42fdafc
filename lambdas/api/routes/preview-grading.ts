import { readRules } from '../../../core/api/grading-view.ts';
import { presentRuled } from '../../../core/api/present-results.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { refuseRules } from '../../../core/booking/decide-rules.ts';
import { DEFAULT_RULES, type GradingRules } from '../../../core/exam/grading-rules.ts';
import { remarkOnRules } from '../../../core/results/check-rules.ts';
import { compareResults } from '../../../core/results/compare-results.ts';
import { gradeSession } from '../../../core/results/grade-session.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readGraded } from '../session-results.ts';

export const previewGrading: RouteHandler<'previewGrading'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const grading = readRules(body.grading);
  const { problems, roster, submissions } = await readGraded(services, session);
  const refused = refuseRules(session, grading, problems);
  if (refused !== undefined) {
    const [{ field, detail } = { field: 'grading', detail: '' }] = refused.faults;
    throw refused.kind === 'too-late'
      ? new ApiProblem('too-late', detail)
      : new ApiProblem('invalid-request', `the session cannot be graded so: ${field} ${detail}`, {
          faults: refused.faults,
        });
  }
  // Both by one reading, so that nothing differs but the rules.
  const gradeBy = (by: GradingRules) => gradeSession(session, problems, roster, submissions, by);
  const { grading: rules = DEFAULT_RULES } = session;
  return {
    at: toInstant(services.clock.now()),
    before: presentRuled(rules, problems),
    after: presentRuled(grading, problems),
    remarks: remarkOnRules(grading, problems, session.times).map(({ field, detail }) => ({ field, detail })),
    participants: roster.length,
    changed: compareResults(gradeBy(rules), gradeBy(grading)).map((one) => ({ ...one })),
  };
};
