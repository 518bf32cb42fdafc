import { presentComparison } from '../../../core/api/present-costs.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { planComparison, planComparisonOf } from '../../../core/booking/plan-comparison.ts';
import { compareWays } from '../../../core/costs/compare.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

/** What a booked session says itself. */
const OF_ITS_OWN = [
  'participants',
  'hours',
  'problems',
  'testCases',
  'tries',
  'timeLimitMs',
  'instanceType',
  'hosts',
] as const;

export const compareCosts: RouteHandler<'compareCosts'> = async ({ query, caller }, services) => {
  const { sessionId, ...wish } = query;
  const limits = services.bookingLimits;
  if (sessionId === undefined) {
    const facts = planComparison(wish, limits);
    if ('fault' in facts) throw refuse(facts.fault.field, facts.fault.detail);
    return presentComparison(facts, compareWays(facts));
  }
  const given = OF_ITS_OWN.find((name) => wish[name] !== undefined);
  if (given !== undefined)
    throw refuse(given, 'is the session itself to say: leave it out, or leave sessionId out');
  const session = await findOwnSession(services, caller, sessionId);
  const versions = await Promise.all(
    session.problems.map(({ problemId, version }) => services.getVersion(problemId, version)),
  );
  const facts = planComparisonOf(
    session,
    versions.filter((one) => one !== null),
    wish,
    limits,
  );
  return presentComparison(facts, compareWays(facts));
};

function refuse(field: string, detail: string): ApiProblem {
  return new ApiProblem('invalid-request', `the request has a fault: ${field} ${detail}`, {
    faults: [{ field, detail }],
  });
}
