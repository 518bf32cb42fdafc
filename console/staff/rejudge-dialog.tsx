import { useEffect, useState } from 'preact/hooks';
import type { CallOf } from '../../core/api/routes.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { api, patientApi } from '../api.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { ActDialog } from './act-dialog.tsx';
import { ReasonField } from './reason-field.tsx';

type Request = CallOf<'createRejudging'>['body'];

/** What is judged again: all submissions to a problem, or fewer. */
export interface RejudgeWish {
  readonly label: string;
  readonly filter: NonNullable<Request['filter']>;
}

const WORDS = {
  participantId: 'of participant',
  submissionId: 'submission',
  verdict: 'with verdict',
  language: 'in language',
} as const;

/** Asks by which version submissions are judged again, and by whose judges; then shows how far it is. */
export function RejudgeDialog(props: { session: StaffSession; wish: RejudgeWish; onClose: () => void }) {
  const { session, wish, onClose } = props;
  const { sessionId } = session;
  const problem = session.problems.find(({ label }) => label === wish.label);
  const { newest, sessions } = useChoices(session, problem?.problemId);
  const [version, setVersion] = useState<number>();
  const [judgedIn, setJudgedIn] = useState('');
  const [reason, setReason] = useState('');
  const chosen = version ?? newest ?? problem?.version ?? 1;
  const narrowed = Object.entries(wish.filter);
  const isOver = session.window === 'closed' || session.cancelled !== undefined;
  return (
    <ActDialog
      title={`Judge ${wish.label} again?`}
      confirm="Judge again"
      blocked={isOver && judgedIn === ''}
      run={async () => {
        const { rejudgingId } = await api.call('createRejudging', {
          params: { sessionId },
          body: {
            ...wish,
            version: chosen,
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
            ...(judgedIn === '' ? {} : { judgedIn }),
          },
        });
        location.hash = writeRoute({ page: 'live', sessionId, part: { view: 'rejudging', rejudgingId } });
      }}
      onClose={onClose}
    >
      <ul class="says">
        <li>
          {narrowed.length === 0
            ? `Every counted submission to ${wish.label} that has its verdict.`
            : `Submissions to ${wish.label} ${narrowed.map(([name, value]) => `${WORDS[name as keyof typeof WORDS]} ${value}`).join(', ')}.`}
        </li>
        <li>No verdict changes before you have seen what would, and apply it.</li>
        <li>What participants hand in meanwhile is judged first.</li>
      </ul>
      <label class="field">
        Version of the problem
        <select value={String(chosen)} onChange={(event) => setVersion(Number(event.currentTarget.value))}>
          {versionsOf(problem?.version ?? 1, newest).map((one) => (
            <option key={one} value={String(one)}>
              {one}
              {one === problem?.version ? ' (what the session judges by)' : ''}
              {one === newest ? ' (the newest)' : ''}
            </option>
          ))}
        </select>
      </label>
      {isOver && (
        <label class="field">
          Whose judges do it: those of this session are gone with it
          <select value={judgedIn} onChange={(event) => setJudgedIn(event.currentTarget.value)}>
            <option value="">choose a session of yours that is not over</option>
            {sessions.map((one) => (
              <option key={one.sessionId} value={one.sessionId}>
                {one.name}, {formatDateTime(one.times.opensAt)}
              </option>
            ))}
          </select>
          {sessions.length === 0 && (
            <span class="muted">
              There is none. <a href={writeRoute({ page: 'book', from: sessionId })}>Book one like this</a>,
              for as long as judging takes.
            </span>
          )}
        </label>
      )}
      <ReasonField value={reason} onInput={setReason} example="test case 3 was wrong" />
    </ActDialog>
  );
}

/** Every version from the first to the newest; a number can be missing, which the API says. */
function versionsOf(current: number, newest: number | undefined): readonly number[] {
  return Array.from({ length: Math.max(current, newest ?? 1) }, (_, index) => index + 1).reverse();
}

/** The newest version of the problem, and the sessions whose judges can be asked. What cannot be read is not offered. */
function useChoices(session: StaffSession, problemId: string | undefined) {
  const [newest, setNewest] = useState<number>();
  const [sessions, setSessions] = useState<readonly StaffSession[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    const none = () => undefined;
    if (problemId !== undefined)
      patientApi
        .call('getProblem', { params: { problemId } }, ending.signal)
        .then((problem) => setNewest(problem.version), none);
    patientApi
      .call('listSessions', { query: { from: new Date().toISOString(), limit: 50 } }, ending.signal)
      .then(({ items }) => {
        const others = items.filter((one): one is StaffSession => one.view === 'staff');
        setSessions(
          others.filter((one) => one.sessionId !== session.sessionId && one.cancelled === undefined),
        );
      }, none);
    return () => ending.abort();
  }, [problemId]);
  return { newest, sessions };
}
