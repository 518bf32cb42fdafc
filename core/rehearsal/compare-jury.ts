import type { JuryProgram } from '../api/problems.ts';
import type { SubmissionView } from '../api/submissions.ts';
import { given } from '../exam/given.ts';
import { checkJurySubmission } from '../problems/verification.ts';
import type { JuryLine } from './rehearsal.ts';

/**
 * Holds a program of the jury, as a session judged it, against all that its package asks of it. Points in parts are left out:
 * an exam may give its own. Pure.
 */
export function compareJury(label: string, program: JuryProgram, view: SubmissionView): JuryLine {
  const { path, language } = program;
  const about = { label, path, language, expected: program.expected ?? 'rejected' };
  const { result } = view;
  if (view.state !== 'judged' || result === undefined || result.verdict === 'JE')
    return {
      ...about,
      verdict: 'JE',
      complaints: [`It was not judged: ${view.reason ?? `it is ${view.state}`}.`],
    };
  const { results = [], verdict, cpuMs = 0 } = result;
  const { complaints } = checkJurySubmission(
    { formatVersion: '2025-09', kind: 'pass-fail', testCases: [], groups: [] },
    {
      submission: {
        expected: program.expected as Exclude<typeof program.expected, 'JE'>,
        requirements: program.requirements.map(({ of, permitted, required, whole, message }) => ({
          of,
          permitted: permitted.filter((one) => one !== 'JE'),
          required: required.filter((one) => one !== 'JE'),
          ...given({ whole, message }),
        })),
      },
      result: {
        verdict,
        cpuMs,
        perCase: results.map((each) => ({
          testCaseId: each.id ?? String(each.number),
          // Of a test case alone nobody says that it does not compile.
          verdict: each.verdict === null || each.verdict === 'CE' ? 'not-run' : each.verdict,
          cpuMs: each.cpuMs ?? 0,
          detail: given({ feedback: each.feedback }),
        })),
      },
    },
    // It was judged under the session's own limits.
    Number.POSITIVE_INFINITY,
  );
  return { ...about, verdict, cpuMs, complaints };
}
