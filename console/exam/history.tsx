import { countOf } from '../../core/exam/count-of.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { VerdictOf } from '../views/verdict-badge.tsx';
import { useExam } from './exam.ts';

/** Everything that was handed in, newest first. */
export function History() {
  const { session, submissions, outbox } = useExam();
  const counted = submissions.filter(({ trial }) => !trial);
  const trials = submissions.filter(({ trial }) => trial);
  return (
    <section class="card">
      <h2>My submissions</h2>
      {outbox.items.map(({ key, label, language }) => (
        <p key={key}>
          <span class="pulse" aria-hidden="true" /> {label} in {language}: handed in, waiting for the server
          to confirm it
        </p>
      ))}
      {counted.length === 0 ? (
        <p class="muted">Nothing yet.</p>
      ) : (
        <SubmissionTable sessionId={session.sessionId} submissions={counted} />
      )}
      {trials.length > 0 && (
        <details>
          <summary>Trials ({trials.length})</summary>
          <SubmissionTable sessionId={session.sessionId} submissions={trials} />
        </details>
      )}
    </section>
  );
}

function SubmissionTable(props: {
  sessionId: string;
  submissions: ReturnType<typeof useExam>['submissions'];
}) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Handed in</th>
            <th scope="col">Problem</th>
            <th scope="col">Verdict</th>
            <th scope="col">Language</th>
            <th scope="col" class="number">
              Right
            </th>
          </tr>
        </thead>
        <tbody>
          {props.submissions.map((one) => (
            <tr key={one.submissionId}>
              <th scope="row">
                <a
                  href={writeRoute({
                    page: 'exam',
                    sessionId: props.sessionId,
                    part: { view: 'submission', submissionId: one.submissionId },
                  })}
                >
                  {formatDateTime(one.submittedAt)}
                </a>
              </th>
              <td>{one.label}</td>
              <td>
                <VerdictOf submission={one} />
              </td>
              <td>{one.language}</td>
              <td class="number">
                {one.score !== undefined
                  ? countOf(one.score, 'point')
                  : one.passed !== undefined && `${one.passed}/${one.testCases}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
