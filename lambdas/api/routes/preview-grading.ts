import { readRules } from '../../../core/api/grading-view.ts';
import { presentRuled } from '../../../core/api/present-results.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { refuseRules } from '../../../core/booking/decide-rules.ts';
import { remarkOnRules } from '../../../core/results/check-rules.ts';
import { compareResults } from '../../../core/results/compare-results.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readResults } from '../session-results.ts';

export const previewGrading: RouteHandler<'previewGrading'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const grading = readRules(body.grading);
  const [before, after] = await Promise.all([
    readResults(services, session),
    readResults(services, { ...session, grading }),
  ]);
  const { problems } = after;
  const refused = refuseRules(session, grading, problems);
  if (refused !== undefined) {
    const [{ field, detail } = { field: 'grading', detail: '' }] = refused.faults;
    throw refused.kind === 'too-late'
      ? new ApiProblem('too-late', detail)
      : new ApiProblem('invalid-request', `the session cannot be graded so: ${field} ${detail}`, {
          faults: refused.faults,
        });
  }
  return {
    at: toInstant(services.clock.now()),
    before: presentRuled(before.rules, problems),
    after: presentRuled(grading, problems),
    remarks: remarkOnRules(grading, problems, session.times).map(({ field, detail }) => ({ field, detail })),
    participants: after.rows.length,
    changed: compareResults(before.rows, after.rows).map((one) => ({ ...one })),
  };
};
