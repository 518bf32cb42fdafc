import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../core/api/routes.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { formatTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { Copyable } from '../views/copyable.tsx';
import { SourceView } from '../views/source-view.tsx';
import { DiffView } from './diff-view.tsx';
import { useExam } from './exam.ts';
import type { DiffLine } from './line-diff.ts';
import { ResultView } from './result-view.tsx';
import { useDetails } from './use-details.ts';
import { useProblem } from './use-problem.ts';

/** One submission of one's own: what became of it, its source, and what it changed. */
export function SubmissionPage({ submissionId }: { submissionId: string }) {
  const { session, submissions, learn } = useExam();
  const known = submissions.find((one) => one.submissionId === submissionId);
  const submission = useDetails(known);
  const { problem } = useProblem(session.sessionId, known?.label ?? session.problems[0]?.label ?? 'A');
  const [fault, setFault] = useState<string>();
  const source = useSource(session.sessionId, submissionId);

  useEffect(() => {
    if (known !== undefined) return;
    // Older than what the desk tells.
    api
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
        {source === undefined ? (
          <p class="muted loading">Loading …</p>
        ) : 'fault' in source ? (
          <p class="error">{source.fault}</p>
        ) : (
          <>
            <SourceView source={source.source} language={submission.language} name={submission.label} />
            {source.input !== undefined && (
              <Copyable
                title="The input that it ran on"
                text={source.input}
                fileName={`${submission.label}.in`}
              />
            )}
            {siblings.length > 0 && <Changes source={source.source} earlier={siblings} />}
          </>
        )}
      </section>
    </div>
  );
}

type Source = Pick<AnswerOf<'getSubmissionSource'>, 'source' | 'input'> | { readonly fault: string };

/** A submission's source; undefined while it is fetched. */
function useSource(sessionId: string, submissionId: string | undefined): Source | undefined {
  const [source, setSource] = useState<Source>();
  useEffect(() => {
    setSource(undefined);
    if (submissionId === undefined) return;
    const ending = new AbortController();
    api
      .call('getSubmissionSource', { params: { sessionId, submissionId } }, ending.signal)
      .then(setSource, (error: unknown) => {
        if (!ending.signal.aborted) setSource({ fault: toApiError(error).message });
      });
    return () => ending.abort();
  }, [submissionId]);
  return source;
}

/** What this submission changed against an earlier one. */
function Changes(props: { source: string; earlier: ReturnType<typeof useExam>['submissions'] }) {
  const { session } = useExam();
  const [against, setAgainst] = useState<string>();
  const [lines, setLines] = useState<readonly DiffLine[]>();
  const other = useSource(session.sessionId, against);

  useEffect(() => {
    setLines(undefined);
    if (other === undefined || 'fault' in other) return;
    import('./line-diff.ts').then(
      ({ compareLines }) => setLines(compareLines(other.source, props.source)),
      () => undefined,
    );
  }, [other]);

  return (
    <>
      <label>
        What changed since{' '}
        <select
          value={against ?? ''}
          onChange={(event) =>
            setAgainst(event.currentTarget.value === '' ? undefined : event.currentTarget.value)
          }
        >
          <option value="">choose an earlier one</option>
          {props.earlier.map((one) => (
            <option key={one.submissionId} value={one.submissionId}>
              {formatTime(one.submittedAt)} {one.trial ? 'trial' : 'submission'} {one.verdict ?? one.state},{' '}
              {one.language}
            </option>
          ))}
        </select>
      </label>
      {other !== undefined && 'fault' in other && <p class="error">{other.fault}</p>}
      {lines?.length === 0 && <p>Nothing: they are the same.</p>}
      {lines !== undefined && lines.length > 0 && (
        <DiffView lines={lines} label="What changed" removed="before" added="now" />
      )}
    </>
  );
}
