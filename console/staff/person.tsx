import { useState } from 'preact/hooks';
import { formatDuration } from '../../core/api/format-quantity.ts';
import type { LiveSession } from '../../core/api/live.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { api, patientApi } from '../api.ts';
import { formatDateTime, formatTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { useAskedAnew } from '../use-asked-anew.ts';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { ActDialog } from './act-dialog.tsx';
import { AnnounceDialog } from './announce-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { useRoster } from './use-roster.ts';

/** One participant: their end, everything they have handed in, and what staff can do for them. */
export function Person(props: { live: LiveSession; participantId: string; renew: () => Promise<void> }) {
  const { live, participantId, renew } = props;
  const { session } = live;
  const { sessionId, revision } = session;
  const { roster, fault } = useRoster(sessionId, revision);
  const [act, setAct] = useState<'extend' | 'announce' | 'remove'>();
  const own = useSubmissions(sessionId, participantId, live.queue.accepted + live.queue.judged);
  const participant = roster?.find((one) => one.participantId === participantId);
  const close = async (done: boolean) => {
    if (done) await renew();
    setAct(undefined);
  };
  const people = writeRoute({ page: 'live', sessionId, part: { view: 'people' } });

  if (roster === undefined) return <p class="muted">{fault ?? 'Loading …'}</p>;
  if (participant === undefined)
    return (
      <section class="card">
        <h2>{participantId} is not on the roster</h2>
        <p>
          <a href={people}>See who is</a>
        </p>
      </section>
    );
  const canChange = session.cancelled === undefined && session.window !== 'closed';
  return (
    <section class="card" aria-labelledby="person-heading">
      <p class="muted">
        <a href={people}>People</a> / {participantId}
      </p>
      <h2 id="person-heading">
        {participant.name} {participant.name !== participantId && <span class="muted">{participantId}</span>}
      </h2>
      <p>
        Closes {formatDateTime(participant.closesAt)}
        {participant.extraTimeMs > 0 && `, with ${formatDuration(participant.extraTimeMs)} of extra time`}
        {participant.group !== undefined && ` · group ${participant.group}`}
        {participant.email !== undefined && ` · ${participant.email}`}
        {participant.studentId !== undefined && ` · ${participant.studentId}`}
      </p>
      <p class="acts">
        {canChange && (
          <button type="button" class="quiet small" onClick={() => setAct('extend')}>
            Give extra time …
          </button>
        )}
        <button type="button" class="quiet small" onClick={() => setAct('announce')}>
          Write to {participantId} …
        </button>
        {canChange && (
          <button type="button" class="quiet small bad-act" onClick={() => setAct('remove')}>
            Remove …
          </button>
        )}
      </p>
      {own.fault !== undefined && (
        <p class="error" role="alert">
          {own.fault}
        </p>
      )}
      {own.items?.length === 0 && <p>Has handed in nothing yet.</p>}
      {own.items !== undefined && own.items.length > 0 && (
        <Submissions sessionId={sessionId} items={own.items} isCut={own.isCut} />
      )}
      {act === 'extend' ? (
        <ExtendDialog session={session} participantId={participantId} onClose={close} />
      ) : act === 'announce' ? (
        <AnnounceDialog session={session} participantId={participantId} onClose={close} />
      ) : act === 'remove' ? (
        <ActDialog
          title={`Remove ${participantId}?`}
          confirm="Remove"
          danger
          run={() =>
            api.call('updateSession', {
              params: { sessionId },
              body: { revision, removeParticipants: [participantId] },
            })
          }
          onConflict={renew}
          onClose={close}
        >
          <p>
            {participantId} sees the session no more. Whoever has submitted stays on the roster: then this is
            refused.
          </p>
        </ActDialog>
      ) : null}
    </section>
  );
}

function Submissions(props: { sessionId: string; items: readonly SubmissionView[]; isCut: boolean }) {
  return (
    <div class="scroll">
      <table>
        <caption class="unseen">Submissions</caption>
        <thead>
          <tr>
            <th scope="col">Handed in</th>
            <th scope="col">Problem</th>
            <th scope="col">Verdict</th>
            <th scope="col">Language</th>
            <th scope="col" class="number">
              Test cases
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.submissionId}>
              <td>
                <a
                  href={writeRoute({
                    page: 'live',
                    sessionId: props.sessionId,
                    part: { view: 'submission', submissionId: one.submissionId },
                  })}
                >
                  {formatTime(one.submittedAt)}
                </a>{' '}
                {one.trial && <span class="muted">trial</span>}
              </td>
              <td>{one.label}</td>
              <td>
                {one.result === undefined ? (
                  <span class="muted">{one.state}</span>
                ) : (
                  <VerdictBadge verdict={one.result.verdict} inputBytes={one.inputBytes} short />
                )}
              </td>
              <td>{one.language}</td>
              <td class="number">
                {one.result?.passed !== undefined && `${one.result.passed}/${one.result.testCases}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {props.isCut && <p class="muted">The latest 100.</p>}
    </div>
  );
}

function useSubmissions(sessionId: string, participantId: string, news: number) {
  const { answer, fault } = useAskedAnew(
    (signal) =>
      patientApi.call(
        'listSubmissions',
        { params: { sessionId }, query: { participantId, limit: 100 } },
        signal,
      ),
    news,
  );
  return { items: answer?.items, isCut: answer?.cursor !== undefined, fault };
}
