import type { SessionResults } from '../../core/api/results.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';

/** What is asked before grades are shown or taken back: for everybody, or for one. */
export interface Asked {
  readonly act: 'publish' | 'withdraw';
  readonly participantId?: string;
}

/** Whether publishing would show a participant something else than they see. */
export function isNews({ published }: SessionResults['rows'][number]): boolean {
  return published === undefined || published.differs;
}

/** A row a participant, a column a problem, and what each participant sees of it. */
export function GradesTable(props: {
  results: SessionResults;
  /** Whether grades can be published at all by now. */
  canPublish: boolean;
  onAsk: (asked: Asked) => void;
}) {
  const { results, canPublish, onAsk } = props;
  const { sessionId } = results;
  return (
    <ScrollRegion label="Grade of each participant">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">
              #
            </th>
            <th scope="col">Participant</th>
            <th scope="col" class="number">
              Points{results.possible !== undefined && ` of ${results.possible}`}
            </th>
            {results.rankedBy === 'icpc' && (
              <th scope="col" class="number">
                Solved, penalty
              </th>
            )}
            {results.problems.map(({ label, points }) => (
              <th scope="col" class="number" key={label}>
                {label}
                {points !== undefined && ` (${points})`}
              </th>
            ))}
            <th scope="col">Seen by them</th>
          </tr>
        </thead>
        <tbody>
          {results.rows.map((row) => (
            <tr key={row.participantId}>
              <td class="number">{row.rank}</td>
              <th scope="row">
                <a
                  href={writeRoute({
                    page: 'live',
                    sessionId,
                    part: { view: 'person', participantId: row.participantId },
                  })}
                >
                  {row.participantId}
                </a>{' '}
                <span class="muted">{row.name}</span>
              </th>
              <td class="number">
                <strong>{row.points}</strong>
              </td>
              {results.rankedBy === 'icpc' && (
                <td class="number">
                  {row.solved}, {row.penaltyMinutes}′
                </td>
              )}
              {row.problems.map(({ label, points, tries, pending, from }) => (
                <td class="number" key={label}>
                  {from === undefined ? (
                    <span class="muted">{pending > 0 ? '…' : tries > 0 ? 0 : '–'}</span>
                  ) : (
                    <a
                      href={writeRoute({
                        page: 'live',
                        sessionId,
                        part: { view: 'submission', submissionId: from.submissionId },
                      })}
                      aria-label={`${points} points of ${row.participantId} for ${label}`}
                    >
                      {points}
                    </a>
                  )}
                </td>
              ))}
              <td>
                {row.published === undefined ? (
                  <span class="muted">nothing </span>
                ) : (
                  `${row.published.points} ${row.published.differs ? '(differs) ' : ''}`
                )}
                {isNews(row)
                  ? canPublish && <AskLink act="publish" participantId={row.participantId} onAsk={onAsk} />
                  : row.published !== undefined && (
                      <AskLink act="withdraw" participantId={row.participantId} onAsk={onAsk} />
                    )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function AskLink(props: { act: Asked['act']; participantId: string; onAsk: (asked: Asked) => void }) {
  const { act, participantId, onAsk } = props;
  const words = act === 'publish' ? 'Publish' : 'Withdraw';
  return (
    <button
      type="button"
      class="link"
      aria-label={`${words} the grade of ${participantId}`}
      onClick={() => onAsk({ act, participantId })}
    >
      {words}
    </button>
  );
}
