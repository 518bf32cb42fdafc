import pc from 'picocolors';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { formatDuration } from '../../core/format-quantity.ts';
import { formatVerdict } from './format.ts';
import { renderTable } from './table.ts';

const MAX_OUTPUT_LINES = 12;

/**
 * A submission, with the program's output where that may be seen, and with its test cases: all of them, or (`brief`)
 * only when something went wrong.
 */
export function renderSubmission(submission: SubmissionView, how: 'whole' | 'brief'): string[] {
  const { result } = submission;
  const head = `${pc.bold(`${submission.label} ${submission.problemId}`)}  ${submission.language}  ${submission.participantId}  ${pc.dim(submission.submissionId)}`;
  if (submission.state === 'queued' || submission.state === 'running')
    return [head, `  ${pc.cyan(describeWaiting(submission))}`];
  if (result === undefined) return [head, `  ${formatVerdict('JE')} quarantined: ${submission.reason ?? ''}`];
  const waitedMs =
    Date.parse(submission.judgedAt ?? submission.submittedAt) - Date.parse(submission.submittedAt);
  const score =
    result.score === undefined
      ? ''
      : `  ${result.score}${result.maxScore === undefined ? '' : `/${result.maxScore}`} points`;
  return [
    head,
    `  ${formatVerdict(result.verdict)}${score}  ${result.passed}/${result.testCases} test cases  ${pc.dim(`${result.judgeCalls} judge call${result.judgeCalls === 1 ? '' : 's'}, ${result.judgeCallsSaved} saved; judged ${formatDuration(waitedMs)} after it came`)}`,
    ...indent(result.compilerOutput),
    ...(how === 'brief' && result.verdict === 'AC'
      ? [renderExtremes(result)]
      : renderCases(result.results ?? [])),
    ...(result.results ?? []).flatMap((one) =>
      one.verdict === null || one.verdict === 'AC' ? [] : [...indent(one.feedback), ...indent(one.output)],
    ),
  ];
}

/** Where a submission stands on its way to a verdict: its place, and how long it will still take. */
export function describeWaiting({
  state,
  ahead,
  expectedWaitMs,
}: Pick<SubmissionView, 'state' | 'ahead' | 'expectedWaitMs'>): string {
  if (state === 'running') return 'being judged';
  const place = ahead === undefined ? '' : ahead === 0 ? ': next' : `: ${ahead} before it`;
  return `waiting${place}${expectedWaitMs === undefined ? '' : `, about ${formatDuration(expectedWaitMs)}`}`;
}

function renderExtremes({ cpuMs, memoryKiB }: NonNullable<SubmissionView['result']>): string {
  return pc.dim(
    `  slowest test case ${formatDuration(cpuMs)} of CPU, largest ${Math.round(memoryKiB / 1024)} MB`,
  );
}

function renderCases(cases: NonNullable<NonNullable<SubmissionView['result']>['results']>): string[] {
  const ran = cases.filter(({ verdict }) => verdict !== null);
  const table = renderTable(
    ['  #', 'TEST CASE', 'VERDICT', 'CPU', 'MEMORY', ''],
    ran.map((one) => [
      String(one.number).padStart(3),
      one.id ?? (one.sample ? 'sample' : 'secret'),
      formatVerdict(one.verdict ?? 'JE'),
      formatDuration(one.cpuMs ?? 0),
      `${Math.round((one.memoryKiB ?? 0) / 1024)} MB`,
      pc.dim(one.detail ?? ''),
    ]),
  );
  const left = cases.length - ran.length;
  return [
    ...table,
    ...(left === 0 ? [] : [pc.dim(`  ${left} more were not run, since one before them failed`)]),
  ];
}

function indent(text: string | undefined): string[] {
  if (text === undefined || text.trim() === '') return [];
  const lines = text.trimEnd().split('\n');
  const more = lines.length - MAX_OUTPUT_LINES;
  return [...lines.slice(0, MAX_OUTPUT_LINES), ...(more > 0 ? [`... ${more} more lines`] : [])].map((line) =>
    pc.dim(`    ${line}`),
  );
}
