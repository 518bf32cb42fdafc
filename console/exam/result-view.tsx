import { explainVerdict } from '../../core/api/explain-verdict.ts';
import { formatDuration } from '../../core/api/format-quantity.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatTime, tellInstants } from '../format.ts';
import { Copyable } from '../views/copyable.tsx';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { CaseGroups } from './case-groups.tsx';
import { isPending, type OwnSubmission } from './merge-submissions.ts';
import { OwnRun } from './own-run.tsx';
import { SampleRuns } from './sample-runs.tsx';
import type { Problem } from './use-problem.ts';

/** What became of one submission: where it waits, or its verdict, what that means and what to do. */
export function ResultView(props: { submission: OwnSubmission; samples: Problem['samples'] }) {
  const { submission, samples } = props;
  const { trial, verdict, score, passed, testCases, inputBytes, details } = submission;
  const isOwnInput = inputBytes !== undefined;
  const result = details?.result;
  const head = (
    <p class="muted result-head">
      {isOwnInput ? 'Trial on your input' : trial ? 'Trial on the samples' : 'Submission'},{' '}
      {formatTime(submission.submittedAt)}, {submission.language}
    </p>
  );
  if (isPending(submission)) {
    return (
      <div class="result waiting">
        {head}
        <p>
          <span class="pulse" aria-hidden="true" /> <strong>{describePlace(submission)}</strong>
        </p>
      </div>
    );
  }
  if (submission.state === 'quarantined') {
    return (
      <div class="result">
        {head}
        <p>
          <VerdictBadge verdict="JE" />
        </p>
        <p>
          {explainVerdict('JE').meaning} {tellInstants(details?.reason ?? '')}
        </p>
      </div>
    );
  }
  if (verdict === undefined) {
    return (
      <div class="result">
        {head}
        <p>
          <strong>It was judged.</strong> The verdict is shown after the exam.
        </p>
      </div>
    );
  }
  const { meaning, advice } = explainVerdict(verdict, submission);
  const [ownRun] = (isOwnInput ? result?.results : undefined) ?? [];
  return (
    <div class="result">
      {head}
      <p class="result-verdict">
        <VerdictBadge verdict={verdict} inputBytes={inputBytes} />{' '}
        {score !== undefined && (
          <strong>
            {score}
            {result?.maxScore === undefined ? '' : ` of ${result.maxScore}`} points
          </strong>
        )}{' '}
        {verdict !== 'CE' && passed !== undefined && (
          <span>
            {passed} of {testCases} {trial ? 'samples' : 'test cases'} right
          </span>
        )}
      </p>
      <p>
        {trial && !isOwnInput && verdict === 'AC'
          ? 'Every sample is right. Submit it to have it judged on all test cases.'
          : `${meaning} ${advice}`}
      </p>
      {result?.compilerOutput !== undefined && (
        <Copyable title="What the compiler says" text={result.compilerOutput} />
      )}
      {ownRun !== undefined && <OwnRun run={ownRun} />}
      {!isOwnInput && <SampleRuns cases={result?.results ?? []} samples={samples} open={trial} />}
      {!trial && result?.results !== undefined && (
        <CaseGroups cases={result.results.filter(({ sample }) => !sample)} />
      )}
      {!isOwnInput && result?.cpuMs !== undefined && result.memoryKiB !== undefined && verdict !== 'CE' && (
        <p class="muted">
          Slowest {formatDuration(result.cpuMs)} of CPU time, largest {Math.round(result.memoryKiB / 1024)}{' '}
          MB.
        </p>
      )}
    </div>
  );
}

/** Where a submission stands on its way, in words. */
function describePlace({ state, queue }: OwnSubmission): string {
  if (state === 'running') return 'It is being judged now.';
  const { ahead, expectedWaitMs } = queue ?? {};
  const place =
    ahead === undefined
      ? 'It waits to be judged'
      : ahead === 0
        ? 'It is the next to be judged'
        : `${countOf(ahead, 'submission is', 'submissions are')} judged before it`;
  return expectedWaitMs === undefined ? `${place}.` : `${place}, in about ${formatDuration(expectedWaitMs)}.`;
}
