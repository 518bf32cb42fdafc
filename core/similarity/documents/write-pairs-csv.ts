import { fileNameOf, type ResultDocument } from '../../results/documents/result-document.ts';
import { type Cell, writeCsv } from '../../results/documents/write-csv.ts';
import type { SimilarityReport } from '../similarity-report.ts';

/** Reports of a session, by problem. */
export interface ReportedProblem {
  readonly label: string;
  readonly name: string;
  readonly report: SimilarityReport;
}

/** Excel takes a file without this mark for one of its own code page. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Every listed pair of every problem: a row a pair, the most similar of each problem first. */
export function writePairsCsv(sessionName: string, problems: readonly ReportedProblem[]): ResultDocument {
  const sides = ['left', 'right'] as const;
  const header = [
    ...['problem', 'rank', 'similarityPercent', 'sharedFingerprints', 'longestFragmentLines'],
    ...['fragments', 'cluster'],
    ...sides.flatMap((side) =>
      ['ParticipantId', 'Name', 'Group', 'SubmissionId', 'SubmittedAt', 'Language', 'Verdict'].map(
        (field) => side + field,
      ),
    ),
  ];
  const rows = problems.flatMap(({ label, report }) =>
    report.pairs.map((pair, at): Cell[] => {
      const cluster = report.clusters.findIndex(
        (members) => members.includes(pair.left) && members.includes(pair.right),
      );
      return [
        ...[label, at + 1, Math.round(pair.similarity * 1000) / 10, pair.overlap, pair.longestLines],
        ...[pair.fragments.length, cluster < 0 ? undefined : cluster + 1],
        ...sides.flatMap((side): Cell[] => {
          const program = report.programs[pair[side]];
          return [
            ...[program?.participantId, program?.name, program?.group, program?.submissionId],
            ...[program?.submittedAt, program?.language, program?.verdict],
          ];
        }),
      ];
    }),
  );
  return {
    mediaType: 'text/csv',
    fileName: fileNameOf(sessionName, 'similar-pairs', 'csv'),
    text: BYTE_ORDER_MARK + writeCsv([header, ...rows]),
    encoding: 'utf-8',
  };
}
