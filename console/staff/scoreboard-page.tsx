import { useRef, useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { type Scoreboard, scoreboard } from '../../core/api/submissions.ts';
import { browserStore } from '../browser-store.ts';
import { formatTime, zoneName } from '../format.ts';
import { BoardTable } from '../views/board-table.tsx';
import { useScoreboard } from '../views/scoreboard.tsx';
import { boardWith, nextReveal, type ShownCell } from './reveal.ts';

/** The board for the room: as it stands, or frozen on this screen and then revealed cell by cell. */
export function ScoreboardPage(props: { session: StaffSession; judged: number }) {
  const { sessionId, name } = props.session;
  const board = useScoreboard(sessionId, props.judged);
  const [frozen, setFrozen] = useState(() => readFrozen(sessionId));
  const [revealed, setRevealed] = useState<ReadonlySet<string>>(new Set());
  const stage = useRef<HTMLElement>(null);

  if (board === undefined) return <p class="muted">Loading the scoreboard …</p>;
  const rows = boardWith(frozen ?? board, board, revealed);
  const next = nextReveal(rows);
  const freeze = (to: Scoreboard | undefined) => {
    keepFrozen(sessionId, to);
    setRevealed(new Set());
    setFrozen(to);
  };
  return (
    <section class="card board" aria-labelledby="board-heading" ref={stage}>
      <div class="card-head">
        <h2 id="board-heading">{name}: scoreboard</h2>
        <div class="acts">
          {frozen === undefined ? (
            <button type="button" class="quiet small" onClick={() => freeze(board)}>
              Freeze
            </button>
          ) : (
            <>
              <button
                type="button"
                class="small"
                disabled={next === undefined}
                onClick={() => next !== undefined && setRevealed(new Set([...revealed, next]))}
              >
                {next === undefined ? 'All is revealed' : 'Reveal next'}
              </button>
              <button type="button" class="quiet small" onClick={() => freeze(undefined)}>
                Unfreeze
              </button>
            </>
          )}
          <button
            type="button"
            class="quiet small"
            onClick={() => void stage.current?.requestFullscreen?.().catch(() => undefined)}
          >
            Fill the screen
          </button>
        </div>
      </div>
      <p class="muted" role="status">
        {frozen === undefined
          ? `As of ${formatTime(board.at)} ${zoneName(board.at)}.`
          : `Frozen at ${formatTime(frozen.at)} ${zoneName(frozen.at)}; ? is what came since.`}
      </p>
      <BoardTable
        board={board}
        rows={rows}
        withPenalty
        cellOf={(cell) => <BoardCell key={cell.label} cell={cell} />}
      />
      <details class="muted">
        <summary>What freezing is</summary>
        <p>
          It freezes this screen, in this browser, and nothing else: you and other staff go on seeing
          everything in the other views. Participants see only their own row at any time, so there is no
          public board that would have to be held back.
        </p>
      </details>
    </section>
  );
}

function BoardCell({ cell }: { cell: ShownCell }) {
  const { tries, pending, solvedAtMinutes, score, hidden } = cell;
  if (hidden) return <td class="cell frozen">?{tries > 0 && ` −${tries}`}</td>;
  if (solvedAtMinutes !== undefined)
    return (
      <td class="cell solved">
        +{tries > 1 ? tries - 1 : ''} <span class="muted">{solvedAtMinutes}′</span>
      </td>
    );
  if (pending > 0) return <td class="cell pending">…</td>;
  if (score !== undefined && score > 0) return <td class="cell">{score}</td>;
  return <td class={`cell ${tries > 0 ? 'tried' : ''}`}>{tries > 0 ? `−${tries}` : ''}</td>;
}

const keyOf = (sessionId: string) => `assize-frozen-${sessionId}`;

function readFrozen(sessionId: string): Scoreboard | undefined {
  try {
    return scoreboard.safeParse(JSON.parse(browserStore.getItem(keyOf(sessionId)) ?? 'null')).data;
  } catch {
    return undefined;
  }
}

/** Kept over a reload; a browser that keeps nothing shows it frozen until then. */
function keepFrozen(sessionId: string, board: Scoreboard | undefined): void {
  if (board === undefined) browserStore.removeItem(keyOf(sessionId));
  else browserStore.setItem(keyOf(sessionId), JSON.stringify(board));
}
