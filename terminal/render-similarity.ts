import { describeReport, formatShare } from '../core/similarity/describe-report.ts';
import type { SimilarityReport } from '../core/similarity/similarity-report.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** The similar pairs of one problem, for people. */
export function renderSimilarity(
  problem: { readonly label: string; readonly name: string; readonly report: SimilarityReport },
  notStored: number,
): string[] {
  const { label, name, report } = problem;
  const { programs, pairs, clusters } = report;
  const who = (at: number) => programs[at]?.participantId ?? '';
  const when = (at: number) => formatTime(programs[at]?.submittedAt ?? '');
  return [
    `${label} ${name}: ${programs.length} ${programs.length === 1 ? 'program' : 'programs'}`,
    ...describeReport(report, notStored).map((line) => `  ${line}`),
    pairs.length === 0 ? 'No two programs are similar.' : '',
    ...renderTable(
      ['#', 'SIMILAR', 'LONGEST', 'EARLIER', 'SUBMITTED', 'LATER', 'SUBMITTED'],
      pairs.map(({ left, right, similarity, longestLines }, at) => [
        String(at + 1),
        formatShare(similarity),
        `${longestLines} ${longestLines === 1 ? 'line' : 'lines'}`,
        ...[who(left), when(left), who(right), when(right)],
      ]),
    ),
    ...clusters.map((members) => `together: ${members.map(who).join(', ')}`),
  ];
}
