import { useEffect, useState } from 'preact/hooks';
import { readAllResults } from '../../core/api/read-all-results.ts';
import type { RESULT_FORMATS, SessionResults } from '../../core/api/results.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api, patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { download } from '../download.ts';
import { formatTime, zoneName } from '../format.ts';
import { GradingDialog } from '../grading/grading-dialog.tsx';
import { GradingWords } from '../grading/grading-words.tsx';
import { PICK_WORDS } from '../grading/pick-words.ts';
import { ActDialog } from './act-dialog.tsx';
import { isCalledOff } from './acts-of.ts';
import { type Asked, GradesTable, isNews } from './grades-table.tsx';

type Format = Exclude<(typeof RESULT_FORMATS)[number], 'json' | 'gradescope'>;

const FILES: readonly { readonly format: Format; readonly text: string }[] = [
  { format: 'csv', text: 'CSV' },
  { format: 'moodle', text: 'Moodle' },
  { format: 'canvas', text: 'Canvas' },
  { format: 'blackboard', text: 'Blackboard' },
];

/** What everybody has, and the files that gradebooks import. */
export function GradesPage({ session, renew }: { session: StaffSession; renew: () => Promise<void> }) {
  const { sessionId } = session;
  const [pick, setPick] = useState<keyof typeof PICK_WORDS | ''>('');
  const { results, fault, again } = useResults(session, pick);
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const [ruling, setRuling] = useState(false);

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
  const seen = results.rows.filter(({ published }) => published !== undefined).length;
  const canPublish = results.final && !isCalledOff(session);
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
      <p>
        <GradingWords grading={session.grading} />{' '}
        {session.gradesPublishedAt === undefined ? (
          <button type="button" class="quiet small" onClick={() => setRuling(true)}>
            Change the rules …
          </button>
        ) : (
          <span class="muted">Grades are published by these rules: withdraw all to change them.</span>
        )}
      </p>
      <div class="filters">
        <label class="field">
          Show, and download, as if this counted of a problem
          <select
            value={pick}
            onChange={(event) => setPick(event.currentTarget.value as keyof typeof PICK_WORDS | '')}
          >
            <option value="">as the session says</option>
            {Object.entries(PICK_WORDS).map(([value, words]) => (
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
          Participants see {seen} of {results.rows.length} grades.
        </span>
        {canPublish && results.rows.some(isNews) && (
          <button type="button" class="small" onClick={() => setAsked({ act: 'publish' })}>
            Publish all …
          </button>
        )}
        {seen > 0 && (
          <button type="button" class="quiet small bad-act" onClick={() => setAsked({ act: 'withdraw' })}>
            Withdraw all …
          </button>
        )}
        {!canPublish && (
          <span class="muted">
            {isCalledOff(session)
              ? 'The session was cancelled before it opened: nothing is graded.'
              : 'They can be published once the session is over and everything has its verdict.'}
          </span>
        )}
      </p>
      <GradesTable results={results} canPublish={canPublish} onAsk={setAsked} />
      {ruling && (
        <GradingDialog
          session={session}
          problems={results.problems}
          onClose={async (done) => {
            if (done) await renew();
            setRuling(false);
            if (done) again();
          }}
        />
      )}
      {asked !== undefined && (
        <GradesDialog
          asked={asked}
          results={results}
          onClose={async (done) => {
            if (done) await renew();
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
          ? `The grade can be seen from now on by ${whom}, as the rules of the session have it.`
          : `No grade can be seen any more by ${whom}. Who has read it keeps knowing it.`}
      </p>
    </ActDialog>
  );
}

/** The results, asked anew when the session has ended or is settled. */
function useResults({ sessionId, window, settledAt }: StaffSession, pick: keyof typeof PICK_WORDS | '') {
  const [results, setResults] = useState<SessionResults>();
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    const query = pick === '' ? {} : { pick };
    readAllResults(patientApi, { params: { sessionId }, query }, ending.signal).then(
      (answer) => {
        setFault(undefined);
        setResults(answer);
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setFault(toApiError(error).message);
      },
    );
    return () => ending.abort();
  }, [sessionId, window, settledAt, pick, asked]);
  return { results, fault, again: () => setAsked((count) => count + 1) };
}
