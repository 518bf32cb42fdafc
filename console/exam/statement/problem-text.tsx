import { countOf } from '../../../core/exam/count-of.ts';
import { writeRoute } from '../../route.ts';
import { describeLimits } from '../describe-limits.ts';
import { useExam } from '../exam.ts';
import type { Problem } from '../use-problem.ts';
import { Attachments } from './attachments.tsx';
import { Included } from './included.tsx';
import { Samples } from './samples.tsx';
import { Statement } from './statement.tsx';

/** What is asked: name, limits in words, statement and samples. */
export function ProblemText(props: { problem: Problem; onLanguage: (language: string) => void }) {
  const { problem } = props;
  const { session } = useExam();
  return (
    <article class="problem-text">
      <h2>
        {problem.label} · {problem.name}
      </h2>
      <p class="muted limits">
        {describeLimits(problem)}.{' '}
        {problem.kind === 'pass-fail'
          ? `All test cases must be right${problem.points === undefined ? '' : `: ${countOf(problem.points, 'point')}`}.`
          : `Parts of the test cases give points${problem.points === undefined ? '' : `, ${problem.points} at most`}.`}
      </p>
      {problem.solve !== undefined && (
        <p class="note">
          Write the function <code>{problem.solve.signature}</code>: nothing is read and nothing is printed.
        </p>
      )}
      <Included problem={problem} />
      {problem.statements.length > 1 && (
        <label class="statement-language">
          Language of the statement{' '}
          <select
            value={problem.statement?.language ?? ''}
            onChange={(event) => props.onLanguage(event.currentTarget.value)}
          >
            {problem.statements.map(({ language }) => (
              <option key={language} value={language}>
                {nameLanguage(language)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Statement problem={problem} />
      <Attachments problem={problem} />
      {(problem.samples.length > 0 || problem.interactions !== undefined) && <Samples problem={problem} />}
      <p class="ask-link">
        <a
          href={writeRoute({
            page: 'exam',
            sessionId: session.sessionId,
            part: { view: 'messages', label: problem.label },
          })}
        >
          Ask about this problem
        </a>
      </p>
    </article>
  );
}

/** A language as its speakers call it, with its code where that is not known. */
function nameLanguage(code: string): string {
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
