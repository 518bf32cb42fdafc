import { toInstant } from '../../../core/api/present-session.ts';
import { describeParticipants, describeProblems } from '../../../core/submissions/statistics.ts';
import { findOwnSession, nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getStatistics: RouteHandler<'getStatistics'> = async ({ params, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const at = services.clock.now();
  const [roster, submissions, names, versions] = await Promise.all([
    services.sessions.listParticipants(session.sessionId),
    services.feedOf(session.sessionId).refresh(at, session),
    nameProblems(services, [session]),
    Promise.all(session.problems.map(({ problemId, version }) => services.getVersion(problemId, version))),
  ]);
  return {
    at: toInstant(at),
    problems: describeProblems(session, submissions).map(
      ({ failing, verdicts, languages, ...problem }, index) => {
        const testCases = versions[index]?.manifest.testCases ?? [];
        return {
          ...problem,
          name: names.get(problem.problemId) ?? problem.problemId,
          verdicts: { ...verdicts },
          languages: { ...languages },
          failing: failing.map(({ testCaseId, count }) => {
            const at = testCases.findIndex(({ id }) => id === testCaseId);
            return {
              ...(at < 0 ? {} : { number: at + 1 }),
              id: testCaseId,
              sample: testCases[at]?.sample === true,
              count,
            };
          }),
        };
      },
    ),
    participants: describeParticipants(session, roster, submissions).map(({ lastAt, solved, ...one }) => ({
      ...one,
      solved: [...solved],
      ...(lastAt === undefined ? {} : { lastAt: toInstant(lastAt) }),
    })),
  };
};
