import { useEffect, useState } from 'preact/hooks';
import { describeJudging } from '../../core/api/describe-judging.ts';
import { formatDuration } from '../../core/api/format-quantity.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import type { ShownCase } from '../exam/fold-cases.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import { SubmissionReview } from '../review/submission-review.tsx';
import { writeRoute } from '../route.ts';
import { useHandedIn } from '../use-handed-in.ts';
import { Copyable } from '../views/copyable.tsx';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { RejudgeButton } from './rejudge-button.tsx';

/** One submission as staff see it: every test case with what the program printed, and the source. */
export function SubmissionDetail({ session, submissionId }: { session: StaffSession; submissionId: string }) {
  const { sessionId } = session;
  const [submission, setSubmission] = useState<SubmissionView>();
  const handedIn = useHandedIn(sessionId, submissionId);
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const ending = new AbortController();
    patientApi
      .call('getSubmission', { params: { sessionId, submissionId } }, ending.signal)
      .then(setSubmission, (error: unknown) => {
        if (!ending.signal.aborted) setFault(toApiError(error).message);
      });
    return () => ending.abort();
  }, [sessionId, submissionId]);

  if (submission === undefined)
    return fault === undefined ? (
      <p class="muted">Loading the submission …</p>
    ) : (
      <p class="error card" role="alert">
        {fault}
      </p>
    );
  const { result, participantId, label, language, inputBytes } = submission;
  const problem = session.problems.find((one) => one.label === label);
  return (
    <div class="stack">
      <section class="card" aria-labelledby="submission-heading">
        <p class="muted">
          <a href={writeRoute({ page: 'live', sessionId, part: { view: 'verdicts' } })}>Verdicts</a> /{' '}
          {submissionId}
        </p>
        <h2 id="submission-heading">
          {label} {problem?.name} by{' '}
          <a href={writeRoute({ page: 'live', sessionId, part: { view: 'person', participantId } })}>
            {participantId}
          </a>
        </h2>
        <p>
          {result === undefined ? (
            <span class="badge busy">{submission.state}</span>
          ) : (
            <VerdictBadge verdict={result.verdict} inputBytes={inputBytes} />
          )}{' '}
          {result?.score !== undefined && (
            <strong>
              {result.score}
              {result.maxScore === undefined ? '' : ` of ${result.maxScore}`} points{' '}
            </strong>
          )}
          {result?.passed !== undefined && `${result.passed} of ${result.testCases} test cases right`}
        </p>
        <p class="muted">
          {inputBytes !== undefined ? 'Trial on an own input' : submission.trial ? 'Trial' : 'Submission'} in{' '}
          {language}, {formatDateTime(submission.submittedAt)}, {submission.sourceBytes} bytes, taken up{' '}
          {submission.attempts} {submission.attempts === 1 ? 'time' : 'times'}
          {submission.judgedAt !== undefined &&
            `, judged ${formatDuration(Date.parse(submission.judgedAt) - Date.parse(submission.submittedAt))} later`}
          {result?.judgeCalls !== undefined &&
            `, in ${result.judgeCalls} judge ${result.judgeCalls === 1 ? 'call' : 'calls'} (${result.mode})`}
          {result !== undefined && describeJudging(result)}
        </p>
        {submission.rejudgedAt !== undefined && (
          <p class="note">
            Judged again; this verdict is in force since {formatDateTime(submission.rejudgedAt)}.
          </p>
        )}
        {submission.reason !== undefined && <p class="note bad">{tellInstants(submission.reason)}</p>}
        {!submission.trial && submission.judgedAt !== undefined && (
          <p class="acts">
            <RejudgeButton session={session} wish={{ label, filter: { submissionId } }} text="Rejudge …" />
          </p>
        )}
        {result?.compilerOutput !== undefined && (
          <Copyable title="What the compiler says" text={result.compilerOutput} />
        )}
      </section>
      {result?.results !== undefined && result.results.length > 0 && (
        <section class="card" aria-labelledby="cases-heading">
          <h2 id="cases-heading">{inputBytes === undefined ? 'Test cases' : 'The run'}</h2>
          <Cases cases={result.results} firstFailing={result.firstFailing} />
        </section>
      )}
      <section class="card" aria-labelledby="source-heading">
        <h2 id="source-heading">Source</h2>
        {handedIn === undefined ? (
          <p class="muted">Loading …</p>
        ) : 'fault' in handedIn ? (
          <p class="error">{handedIn.fault}</p>
        ) : (
          <SubmissionReview
            sessionId={sessionId}
            submissionId={submissionId}
            handedIn={handedIn}
            name={`${participantId}-${label}`}
            isStaff
          />
        )}
      </section>
    </div>
  );
}

function Cases({ cases, firstFailing }: { cases: readonly ShownCase[]; firstFailing: number | undefined }) {
  const [only, setOnly] = useState(false);
  const shown = only ? cases.filter(({ verdict }) => verdict !== null && verdict !== 'AC') : cases;
  return (
    <>
      <label class="choice">
        <input type="checkbox" checked={only} onChange={() => setOnly(!only)} /> only those that failed
      </label>
      <ul class="cases">
        {shown.map((one) => (
          <li key={one.number}>
            {one.verdict === null ? (
              <p class="not-run">
                <span class="case-number">{one.number}</span> <code>{one.id}</code>{' '}
                <span class="muted">not run</span>
              </p>
            ) : (
              <details open={one.number === firstFailing}>
                <summary>
                  <span class="case-number">{one.number}</span> <VerdictBadge verdict={one.verdict} short />{' '}
                  <code>{one.id}</code>{' '}
                  <span class="muted">
                    {one.cpuMs !== undefined && formatDuration(one.cpuMs)}
                    {one.memoryKiB !== undefined && `, ${Math.round(one.memoryKiB / 1024)} MB`} {one.detail}
                  </span>
                </summary>
                {one.feedback !== undefined && (
                  <Copyable title="What the validator says" text={one.feedback} />
                )}
                {one.output !== undefined && <Copyable title="Output" text={one.output} />}
                {one.stderr !== undefined && <Copyable title="Standard error" text={one.stderr} />}
                {one.output === undefined && one.stderr === undefined && one.feedback === undefined && (
                  <p class="muted">It printed nothing.</p>
                )}
              </details>
            )}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p>None.</p>}
    </>
  );
}
