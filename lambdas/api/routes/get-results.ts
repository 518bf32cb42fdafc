import { ApiDocument } from '../../../core/api/document.ts';
import { presentResults } from '../../../core/api/present-results.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { given } from '../../../core/exam/given.ts';
import { checkRules } from '../../../core/results/check-rules.ts';
import {
  type ResultTable,
  writeBlackboardFile,
  writeCanvasCsv,
  writeMoodleCsv,
  writePlainCsv,
} from '../../../core/results/documents/gradebooks.ts';
import { toGradescope, writeGradescopeJson } from '../../../core/results/documents/gradescope.ts';
import { possibleOf } from '../../../core/results/gradable-problem.ts';
import { isPublished } from '../../../core/results/grade-store.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readResults } from '../session-results.ts';

export const getResults: RouteHandler<'getResults'> = async ({ params, query, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { pick, before, format, columnId, encoding } = query;
  const wish = given({ pick, before: before === undefined ? undefined : Date.parse(before) });
  const { rules, problems, rows } = await readResults(services, session, wish);
  // Rules of the session were checked when they were set; only what is asked for now can be wrong.
  const [fault] = checkRules(rules, problems, session.times);
  if (fault !== undefined) throw refuse(fault.field.replace('grading.', ''), fault.detail);
  const possible = possibleOf(problems, rules);
  const table: ResultTable = {
    sessionName: session.name,
    labels: problems.map(({ label }) => label),
    ...(possible === undefined ? {} : { possible }),
    rows,
  };
  const column = given({ columnId });
  switch (format) {
    case 'json':
      return presentResults({
        session,
        problems,
        rules,
        rows,
        published: (await services.grades.list(session.sessionId)).filter((grade) =>
          isPublished(session, grade),
        ),
        now: services.clock.now(),
        page: { limit: query.limit, ...given({ cursor: query.cursor }) },
      });
    case 'csv':
      return new ApiDocument(writePlainCsv(table));
    case 'moodle':
      return new ApiDocument(writeMoodleCsv(table));
    case 'canvas':
      return new ApiDocument(writeCanvasCsv(table, column));
    case 'blackboard':
      return new ApiDocument(writeBlackboardFile(table, { ...column, encoding }));
    case 'gradescope': {
      const row = rows.find(({ participantId }) => participantId === query.participantId);
      if (row === undefined)
        throw refuse(
          'participantId',
          query.participantId === undefined
            ? 'is missing: a file of Gradescope is for one participant'
            : `${query.participantId} is not on the roster`,
        );
      return new ApiDocument(
        writeGradescopeJson(session.name, toGradescope(session.name, problems, rules, row)),
      );
    }
  }
};

function refuse(field: string, detail: string): ApiProblem {
  return new ApiProblem('invalid-request', `the results cannot be given so: ${field} ${detail}`, {
    faults: [{ field, detail }],
  });
}
