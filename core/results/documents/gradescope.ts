import type { GradingRules } from '../../exam/grading-rules.ts';
import { type GradableProblem, worthOf } from '../gradable-problem.ts';
import type { ParticipantResult } from '../grade-session.ts';
import { fileNameOf, namePartOf, type ResultDocument } from './result-document.ts';

/** What an autograder of Gradescope writes to `results.json`, as far as it is written here. */
export interface GradescopeResults {
  readonly score: number;
  readonly output: string;
  readonly visibility: GradescopeVisibility;
  readonly tests: readonly {
    readonly name: string;
    readonly number: string;
    readonly score: number;
    readonly max_score?: number;
    readonly status: 'passed' | 'failed';
    readonly output: string;
    readonly visibility: GradescopeVisibility;
  }[];
  readonly extra_data: Readonly<Record<string, string>>;
}

/** Shown to students once the assignment's grades are published there. */
type GradescopeVisibility = 'after_published';

/** One participant's result as Gradescope takes it of an autograder: a test a problem. */
export function toGradescope(
  sessionName: string,
  problems: readonly GradableProblem[],
  rules: GradingRules,
  result: ParticipantResult,
): GradescopeResults {
  const visibility = 'after_published';
  const { points, possible, participantId } = result;
  return {
    score: points,
    output: `${sessionName}: ${points}${possible === undefined ? '' : ` of ${possible}`} points`,
    visibility,
    tests: result.problems.map(({ label, points: score, tries, pending, quarantined, from }, at) => {
      const problem = problems[at];
      const told = [
        from === undefined
          ? 'nothing that counts was submitted'
          : `${from.verdict} on ${new Date(from.submittedAt).toISOString()}, ${from.passed} of ${from.testCases} test cases right`,
        ...(from?.latePercent === undefined ? [] : [`${from.latePercent} % off for lateness`]),
        `${tries} ${tries === 1 ? 'try' : 'tries'}`,
        ...(pending === 0 ? [] : [`${pending} without a verdict yet`]),
        ...(quarantined === 0 ? [] : [`${quarantined} could not be judged and do not count`]),
      ];
      const most = problem === undefined ? undefined : worthOf(problem, rules);
      return {
        name: `${label}: ${problem?.name ?? label}`,
        number: String(at + 1),
        score,
        ...(most === undefined ? {} : { max_score: most }),
        status: from?.verdict === 'AC' ? 'passed' : 'failed',
        output: told.join('; '),
        visibility,
      };
    }),
    extra_data: { participantId },
  };
}

/** The file of one participant. */
export function writeGradescopeJson(sessionName: string, results: GradescopeResults): ResultDocument {
  const who = results.extra_data['participantId'] ?? '';
  return {
    mediaType: 'application/json',
    fileName: fileNameOf(sessionName, `gradescope-${namePartOf(who)}`, 'json'),
    text: `${JSON.stringify(results, undefined, 2)}\n`,
    encoding: 'utf-8',
  };
}
