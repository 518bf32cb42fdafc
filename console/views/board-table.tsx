import type { ComponentChild } from 'preact';
import type { Scoreboard } from '../../core/api/submissions.ts';
import { ScrollRegion } from './scroll-region.tsx';

type Row = Scoreboard['rows'][number];
type Cell = Row['problems'][number];

/** The table of a scoreboard: rows in the order given, each cell as whoever shows it draws it. */
export function BoardTable<Shown extends Cell>(props: {
  board: Pick<Scoreboard, 'style' | 'labels'>;
  rows: readonly (Omit<Row, 'problems'> & { readonly problems: readonly Shown[] })[];
  /** Shows the penalty beside what was solved, where there is one. */
  withPenalty?: boolean;
  cellOf: (cell: Shown) => ComponentChild;
}) {
  const { style, labels } = props.board;
  const hasPenalty = props.withPenalty === true && style === 'icpc';
  return (
    <ScrollRegion label="Scoreboard">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">
              #
            </th>
            <th scope="col">Participant</th>
            <th scope="col" class="number">
              {style === 'icpc' ? 'Solved' : 'Score'}
            </th>
            {hasPenalty && (
              <th scope="col" class="number">
                Penalty
              </th>
            )}
            {labels.map((label) => (
              <th scope="col" key={label} class="cell">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.participantId}>
              <td class="number">{row.rank}</td>
              <th scope="row">
                {row.name} {row.group !== undefined && <span class="muted">{row.group}</span>}
              </th>
              <td class="number">{style === 'icpc' ? row.solved : row.score}</td>
              {hasPenalty && <td class="number">{row.penaltyMinutes}</td>}
              {row.problems.map(props.cellOf)}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
