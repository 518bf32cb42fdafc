import { useEffect, useState } from 'preact/hooks';
import { readAllResults } from '../../core/api/read-all-results.ts';
import type { RESULT_FORMATS, SessionResults } from '../../core/api/results.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { download } from '../download.ts';
import { formatTime, zoneName } from '../format.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { ActDialog } from './act-dialog.tsx';

/** What is asked before grades are shown or taken back: for everybody, or for one. */
interface Asked {
  readonly act: 'publish' | 'withdraw';
  readonly participantId?: string;
}

type Format = Exclude<(typeof RESULT_FORMATS)[number], 'json' | 'gradescope'>;

const PICKS = {
  best: 'the submission with the most points',
  last: 'the last submission',
  icpc: "by the ICPC's rules, with penalty",
} as const;

const FILES: readonly { readonly format: Format; readonly text: string }[] = [
  { format: 'csv', text: 'CSV' },
  { format: 'moodle', text: 'Moodle' },
  { format: 'canvas', text: 'Canvas' },
  { format: 'blackboard', text: 'Blackboard' },
];

/** What everybody has, and the files that gradebooks import. */
export function GradesPage({ session }: { session: StaffSession }) {
  const { sessionId } = session;
  const [pick, setPick] = useState<keyof typeof PICKS | ''>('');
  const { results, fault, again } = useResults(sessionId, pick);
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<Asked>();

  const save = async (format: Format) => {
    setProblem(undefined);
    try {
      const file = await api.download('getResults', {
        params: { sessionId },
        query: { format, ...(pick === '' ? {} : { pick }) },
      });
      download(file.fileName, file.bytes as BlobPart, file.mediaType);
    } catch (error) {
      setProblem(toApiError(error).message);
    }
  };

  if (results === undefined)
    return <p class={fault === undefined ? 'muted' : 'error'}>{fault ?? 'Loading the grades …'}</p>;
  return (
    <section class="card" aria-labelledby="grades-heading">
      <div class="card-head">
        <h2 id="grades-heading">Grades</h2>
        <button type="button" class="quiet small" onClick={again}>
          Look again
        </button>
      </div>
      <p class={results.final ? 'muted' : 'note busy'}>
        {results.final
          ? `Final, as of ${formatTime(results.at)} ${zoneName(results.at)}.`
          : `Not final: ${results.pending > 0 ? `${countOf(results.pending, 'submission has', 'submissions have')} no verdict yet` : 'the session is not over'}.`}
      </p>
      <div class="filters">
        <label class="field">
          What counts of a problem
          <select
            value={pick}
            onChange={(event) => setPick(event.currentTarget.value as keyof typeof PICKS | '')}
          >
            <option value="">as the session says ({results.grading.pick})</option>
            {Object.entries(PICKS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="acts">
        <span class="muted">Download for</span>
        {FILES.map(({ format, text }) => (
          <button key={format} type="button" class="quiet small" onClick={() => void save(format)}>
            {text}
          </button>
        ))}
      </p>
      {problem !== undefined && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <p class="acts">
        <span class="muted">
          Participants see {results.rows.filter(({ published }) => published !== undefined).length} of{' '}
          {results.rows.length} grades.
        </span>
        <button type="button" class="small" onClick={() => setAsked({ act: 'publish' })}>
          Publish all …
        </button>
        <button type="button" class="quiet small bad-act" onClick={() => setAsked({ act: 'withdraw' })}>
          Withdraw all …
        </button>
      </p>
      <GradesTable results={results} sessionId={sessionId} onAsk={setAsked} />
      {asked !== undefined && (
        <GradesDialog
          asked={asked}
          results={results}
          onClose={(done) => {
            setAsked(undefined);
            if (done) again();
          }}
        />
      )}
    </section>
  );
}

/** Says who will see what, and does it. */
function GradesDialog(props: { asked: Asked; results: SessionResults; onClose: (done: boolean) => void }) {
  const { asked, results, onClose } = props;
  const { act, participantId } = asked;
  const whom = participantId ?? `everybody (${countOf(results.rows.length, 'participant')})`;
  const isPublishing = act === 'publish';
  return (
    <ActDialog
      title={isPublishing ? 'Publish grades?' : 'Withdraw grades?'}
      confirm={isPublishing ? 'Publish' : 'Withdraw'}
      danger={!isPublishing}
      run={() =>
        api.call(isPublishing ? 'publishGrades' : 'withdrawGrades', {
          params: { sessionId: results.sessionId },
          body: participantId === undefined ? {} : { participantIds: [participantId] },
        })
      }
      onClose={onClose}
    >
      <p>
        {isPublishing
          ? `The grade can be seen from now on by ${whom}, as the rules of the session have it (${results.grading.pick}).`
          : `No grade can be seen any more by ${whom}. Who has read it keeps knowing it.`}
      </p>
      {isPublishing && !results.final && (
        <p class="note busy">This is refused until the session is over and everything has its verdict.</p>
      )}
    </ActDialog>
  );
}

function GradesTable(props: { results: SessionResults; sessionId: string; onAsk: (asked: Asked) => void }) {
  const { results, sessionId, onAsk } = props;
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
                <button
                  type="button"
                  class="link"
                  aria-label={`${row.published === undefined || row.published.differs ? 'Publish' : 'Withdraw'} the grade of ${row.participantId}`}
                  onClick={() =>
                    onAsk({
                      act: row.published === undefined || row.published.differs ? 'publish' : 'withdraw',
                      participantId: row.participantId,
                    })
                  }
                >
                  {row.published === undefined || row.published.differs ? 'Publish' : 'Withdraw'}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function useResults(sessionId: string, pick: keyof typeof PICKS | '') {
  const [results, setResults] = useState<SessionResults>();
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    readAllResults(api, { params: { sessionId }, query: pick === '' ? {} : { pick } }, ending.signal).then(
      (answer) => {
        setFault(undefined);
        setResults(answer);
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setFault(toApiError(error).message);
      },
    );
    return () => ending.abort();
  }, [sessionId, pick, asked]);
  return { results, fault, again: () => setAsked((count) => count + 1) };
}
