import pc from 'picocolors';
import { describeJudging } from '../core/api/describe-judging.ts';
import { formatDuration } from '../core/api/format-quantity.ts';
import type { SubmissionView } from '../core/api/submissions.ts';
import { formatVerdict } from './format.ts';
import { indent, renderCases, renderOwnRun, renderTexts } from './render-cases.ts';

/**
 * A submission, with the program's words where they may be seen, and with its test cases: in short, each of them
 * (`all`), or (`brief`) only when something went wrong.
 */
export function renderSubmission(submission: SubmissionView, how: 'all' | 'whole' | 'brief'): string[] {
  const { result } = submission;
  const head = `${pc.bold(`${submission.label} ${submission.problemId}`)}  ${submission.language}  ${submission.participantId}  ${pc.dim(submission.submissionId)}`;
  if (submission.state === 'queued' || submission.state === 'running')
    return [head, `  ${pc.cyan(describeWaiting(submission))}`];
  if (submission.state === 'judged' && result === undefined)
    return [head, '  judged; the verdict is shown when the session is settled'];
  if (result === undefined) return [head, `  ${formatVerdict('JE')} quarantined: ${submission.reason ?? ''}`];
  if (submission.inputBytes !== undefined) {
    const isRun = result.verdict === 'AC';
    return [
      head,
      isRun
        ? `  ${pc.bold('ran to its end')} on your input; nothing was compared`
        : `  ${formatVerdict(result.verdict)} on your input`,
      ...indent(result.compilerOutput),
      ...(result.results ?? []).flatMap(renderOwnRun),
    ];
  }
  const waitedMs =
    Date.parse(submission.judgedAt ?? submission.submittedAt) - Date.parse(submission.submittedAt);
  const score =
    result.score === undefined
      ? ''
      : `  ${result.score}${result.maxScore === undefined ? '' : `/${result.maxScore}`} points`;
  const { judgeCalls: calls } = result;
  // What the session does not show to participants is not there.
  const cases = result.passed === undefined ? '' : `  ${result.passed}/${result.testCases} test cases`;
  const cost =
    calls === undefined
      ? ''
      : `${calls} judge call${calls === 1 ? '' : 's'}, ${result.judgeCallsSaved} saved; `;
  return [
    head,
    `  ${formatVerdict(result.verdict)}${score}${cases}  ${pc.dim(`${cost}judged ${formatDuration(waitedMs)} after it came${describeJudging(result)}`)}`,
    ...indent(result.compilerOutput),
    ...(how === 'brief' && result.verdict === 'AC'
      ? renderExtremes(result)
      : renderCases(result.results ?? [], how === 'all')),
    ...renderTexts(result.results ?? [], how === 'all'),
  ];
}

/** Where a submission stands on its way to a verdict: its place, and how long it will still take. */
export function describeWaiting({ state, queue }: Pick<SubmissionView, 'state' | 'queue'>): string {
  if (state === 'running') return 'being judged';
  const { ahead, expectedWaitMs } = queue ?? {};
  const place = ahead === undefined ? '' : ahead === 0 ? ': next' : `: ${ahead} before it`;
  return `waiting${place}${expectedWaitMs === undefined ? '' : `, about ${formatDuration(expectedWaitMs)}`}`;
}

function renderExtremes({ cpuMs, memoryKiB }: NonNullable<SubmissionView['result']>): string[] {
  if (cpuMs === undefined || memoryKiB === undefined) return [];
  return [
    pc.dim(`  slowest test case ${formatDuration(cpuMs)} of CPU, largest ${Math.round(memoryKiB / 1024)} MB`),
  ];
}
