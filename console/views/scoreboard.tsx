import { readWholeScoreboard } from '../../core/api/read-whole-scoreboard.ts';
import type { Scoreboard } from '../../core/api/submissions.ts';
import { patientApi } from '../api.ts';
import { useAskedAnew } from '../use-asked-anew.ts';
import { BoardTable } from './board-table.tsx';

/** The scoreboard, asked anew some seconds after verdicts have come; the one of before stays when it cannot be had. */
export function useScoreboard(sessionId: string, judged: number): Scoreboard | undefined {
  const ask = (signal: AbortSignal) => readWholeScoreboard(patientApi, { params: { sessionId } }, signal);
  return useAskedAnew(ask, judged).answer;
}

/** The scoreboard in short: who has tried anything. */
export function ScoreboardView(props: { sessionId: string; judged: number }) {
  const board = useScoreboard(props.sessionId, props.judged);
  const rows =
    board?.rows.filter((row) => row.problems.some(({ tries, pending }) => tries + pending > 0)) ?? [];
  if (board === undefined || rows.length === 0) return null;
  return (
    <section class="card">
      <h2>Scoreboard</h2>
      <BoardTable board={board} rows={rows} cellOf={(cell) => <Cell key={cell.label} cell={cell} />} />
    </section>
  );
}

function Cell({ cell }: { cell: Scoreboard['rows'][number]['problems'][number] }) {
  const { tries, pending, solvedAtMinutes, score } = cell;
  if (solvedAtMinutes !== undefined) return <td class="cell solved">+{tries > 1 ? tries - 1 : ''}</td>;
  if (pending > 0) return <td class="cell pending">?</td>;
  if (score !== undefined && score > 0) return <td class="cell">{score}</td>;
  return <td class={`cell ${tries > 0 ? 'tried' : ''}`}>{tries > 0 ? `−${tries}` : ''}</td>;
}
