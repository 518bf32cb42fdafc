import { useEffect, useState } from 'preact/hooks';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { writeRoute } from '../route.ts';
import { useHandedIn } from '../use-handed-in.ts';
import { loadView } from '../views/loaded-view.tsx';
import { SourceFiles } from '../views/source-files.tsx';
import { Changes } from './changes.tsx';
import { useExam } from './exam.ts';
import { ResultView } from './result-view.tsx';
import { useDetails } from './use-details.ts';
import { useProblem } from './use-problem.ts';

const SubmissionReview = loadView(
  async () => (await import('../review/submission-review.tsx')).SubmissionReview,
  'the review',
);

/** One submission of one's own: what became of it, its source, and what it changed. */
export function SubmissionPage({ submissionId }: { submissionId: string }) {
  const { session, submissions, learn } = useExam();
  const known = submissions.find((one) => one.submissionId === submissionId);
  const submission = useDetails(known);
  const { problem } = useProblem(session.sessionId, known?.label ?? session.problems[0]?.label ?? 'A');
  const [fault, setFault] = useState<string>();
  const handedIn = useHandedIn(session.sessionId, submissionId);

  useEffect(() => {
    if (known !== undefined) return;
    // Older than what the desk tells.
    patientApi
      .call('getSubmission', { params: { sessionId: session.sessionId, submissionId } })
      .then(learn, (error: unknown) => setFault(toApiError(error).message));
  }, [known === undefined]);

  if (submission === undefined)
    return fault === undefined ? (
      <p class="muted loading">Loading …</p>
    ) : (
      <p class="error card" role="alert">
        {fault}
      </p>
    );
  // The API says so for each submission: this spares it the question while there can be none.
  const isPublished =
    session.policy.reviews === 'participants' && session.window === 'closed' && !submission.trial;
  const siblings = submissions.filter(
    (one) => one.label === submission.label && one.submissionId < submission.submissionId,
  );
  return (
    <div class="submission">
      <section class="card">
        <h2>
          {submission.trial ? 'Trial of' : 'Submission to'}{' '}
          <a
            href={writeRoute({
              page: 'exam',
              sessionId: session.sessionId,
              part: { view: 'problem', label: submission.label },
            })}
          >
            problem {submission.label}
          </a>
        </h2>
        <ResultView submission={submission} samples={problem?.samples ?? []} />
      </section>
      <section class="card">
        <h2>Its source</h2>
        {handedIn === undefined ? (
          <p class="muted loading">Loading …</p>
        ) : 'fault' in handedIn ? (
          <p class="error">{handedIn.fault}</p>
        ) : (
          <>
            {isPublished ? (
              <SubmissionReview
                key={submissionId}
                sessionId={session.sessionId}
                submissionId={submissionId}
                handedIn={handedIn}
                name={submission.label}
                isStaff={false}
              />
            ) : (
              <SourceFiles handedIn={handedIn} name={submission.label} />
            )}
            {siblings.length > 0 && <Changes handedIn={handedIn} earlier={siblings} />}
          </>
        )}
      </section>
    </div>
  );
}
