import type { GradeView, SessionResults } from '../core/api/results.ts';
import { renderTable } from './table.ts';

const ofAll = (points: number, possible: number | undefined) =>
  possible === undefined ? String(points) : `${points} of ${possible}`;

/** Results of a session for people: a row a participant, a column a problem. */
export function renderResults(results: SessionResults): string[] {
  const { name, grading, possible, problems, rows, pending, final, rankedBy } = results;
  const byIcpc = rankedBy === 'icpc';
  return [
    `${name}: ${grading.pick}, ranked by ${byIcpc ? "the ICPC's rules" : 'points'}${possible === undefined ? '' : `, ${possible} points possible`}`,
    ...(final
      ? []
      : [`not final: ${pending === 0 ? 'the session is not over' : `${pending} without a verdict`}`]),
    '',
    ...renderTable(
      [
        'RANK',
        'WHO',
        'NAME',
        'POINTS',
        ...(byIcpc ? ['SOLVED', 'PENALTY'] : []),
        ...problems.map(({ label }) => label),
        'PUBLISHED',
      ],
      rows.map((row) => [
        String(row.rank),
        row.participantId,
        row.name,
        String(row.points),
        ...(byIcpc ? [String(row.solved), String(row.penaltyMinutes)] : []),
        ...row.problems.map(({ points, from }) => (from === undefined ? '' : String(points))),
        row.published === undefined
          ? ''
          : row.published.differs
            ? `${row.published.points} (differs)`
            : String(row.published.points),
      ]),
    ),
  ];
}

/** Somebody's own grade. */
export function renderGrade(grade: GradeView): string[] {
  return [
    `${grade.sessionName}: ${ofAll(grade.points, grade.possible)} points`,
    '',
    ...renderTable(
      ['PROBLEM', 'POINTS', 'TRIES', 'COUNTS'],
      grade.problems.map(({ label, points, tries, from }, at) => [
        `${label} ${grade.labels[at]?.name ?? ''}`.trim(),
        ofAll(points, grade.labels[at]?.points),
        String(tries),
        from === undefined
          ? 'nothing that counts'
          : `${from.verdict}, ${from.passed} of ${from.testCases} right${from.latePercent === undefined ? '' : `, ${from.latePercent} % off for lateness`}`,
      ]),
    ),
  ];
}
