import { formatTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { VerdictOf } from '../views/verdict-badge.tsx';
import { useExam } from './exam.ts';
import { ResultView } from './result-view.tsx';
import { useDetails } from './use-details.ts';
import type { Problem } from './use-problem.ts';

const SHOWN = 12;

/** What became of the latest that left the editor, and of those before it. */
export function Results({ problem }: { problem: Problem }) {
  const { session, submissions, outbox } = useExam();
  const own = submissions.filter(({ label }) => label === problem.label);
  const sending = outbox.items.filter(({ label }) => label === problem.label);
  const latest = useDetails(own[0]);
  const { maxSubmissionsPerProblem: most } = session.policy;
  const used = own.filter(({ trial }) => !trial).length;

  return (
    <div class="results">
      <h2>
        Results
        {most !== undefined && (
          <span class="muted">
            {' '}
            {used} of {most} submissions used
          </span>
        )}
      </h2>
      {sending.map(({ key }) => (
        <p key={key} class="sending">
          <span class="pulse" aria-hidden="true" /> Handed in; waiting for the server to confirm it.
        </p>
      ))}
      {latest === undefined ? (
        sending.length === 0 && (
          <p class="muted">
            Nothing yet. <strong>Try</strong> runs your program on the samples, or on an input of your own,
            and shows what it prints; <strong>Submit</strong> judges it on all test cases, and counts.
          </p>
        )
      ) : (
        <ResultView submission={latest} samples={problem.samples} />
      )}
      {own.length > 1 && (
        <ul class="earlier" aria-label="Earlier ones">
          {own.slice(1, SHOWN).map((one) => (
            <li key={one.submissionId}>
              <a
                href={writeRoute({
                  page: 'exam',
                  sessionId: session.sessionId,
                  part: { view: 'submission', submissionId: one.submissionId },
                })}
              >
                {formatTime(one.submittedAt)}
              </a>{' '}
              {one.trial ? 'trial' : 'submission'} <VerdictOf submission={one} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
