import { useCallback, useEffect, useState } from 'preact/hooks';
import type { RejudgingDetails } from '../../core/api/rejudgings.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { ActDialog } from './act-dialog.tsx';
import { RejudgedList } from './rejudged-list.tsx';

/** Between two looks while it goes on, ms: the live view beside it leaves ten calls a minute. */
const LOOK_MS = 6_000;

const STATES = {
  open: 'being put in the queue',
  judging: 'being judged again',
  ready: 'ready: apply or discard it',
  applied: 'applied',
  discarded: 'discarded',
} as const;

/** A rejudging: how far it is, which verdicts become which, whose results change, and the end that staff gives it. */
export function RejudgingPage({ session, rejudgingId }: { session: StaffSession; rejudgingId: string }) {
  const { sessionId } = session;
  const { rejudging, fault, again } = useRejudging(sessionId, rejudgingId);
  const [asked, setAsked] = useState<'apply' | 'discard'>();
  if (rejudging === undefined)
    return <p class={fault === undefined ? 'muted' : 'error card'}>{fault ?? 'Loading the rejudging …'}</p>;
  const { label, version, fromVersion, progress, state, submissions, left } = rejudging;
  const ended = progress.judged + progress.quarantined;
  const isPending = state === 'open' || state === 'judging' || state === 'ready';
  const narrowed = Object.values(rejudging.filter);
  return (
    <div class="stack">
      <section class="card" aria-labelledby="rejudging-heading">
        <p class="muted">
          <a href={writeRoute({ page: 'live', sessionId, part: { view: 'rejudgings' } })}>Rejudging</a> /{' '}
          {rejudgingId}
        </p>
        <h2 id="rejudging-heading">
          {label} judged again by version {version}
        </h2>
        <p role="status">
          <span class={`badge ${state === 'applied' ? 'good' : state === 'discarded' ? '' : 'busy'}`}>
            {STATES[state]}
          </span>{' '}
          {ended} of {countOf(submissions, 'submission')}
        </p>
        <progress max={Math.max(1, submissions)} value={ended} aria-label="Share that is judged again" />
        <p class="muted">
          {version === fromVersion ? 'The version of before' : `Instead of version ${fromVersion}`}
          {narrowed.length > 0 && `, only ${narrowed.join(', ')}`}. By {rejudging.createdBy},{' '}
          {formatDateTime(rejudging.createdAt)}
          {rejudging.reason !== undefined && `: ${rejudging.reason}`}
          {rejudging.endedAt !== undefined &&
            `. ${state} by ${rejudging.endedBy}, ${formatDateTime(rejudging.endedAt)}`}
          .
        </p>
        {progress.quarantined > 0 && (
          <p class="note busy">
            {countOf(progress.quarantined, 'submission')} could not be judged again and{' '}
            {progress.quarantined === 1 ? 'keeps its' : 'keep their'} verdict.
          </p>
        )}
        {left > 0 && (
          <p class="note">
            {countOf(left, 'submission')} came later or {left === 1 ? 'waits' : 'wait'} for a first verdict:
            judge again once more for {left === 1 ? 'it' : 'them'}.
          </p>
        )}
        {!isPending && rejudging.gradesPublished && (
          <p class="note busy">
            Published grades stay as they are:{' '}
            <a href={writeRoute({ page: 'live', sessionId, part: { view: 'grades' } })}>publish again</a> what
            differs.
          </p>
        )}
        {fault !== undefined && (
          <p class="error" role="alert">
            {fault}
          </p>
        )}
        {state !== 'discarded' && (
          <p class="acts">
            {isPending && (
              <button type="button" disabled={state !== 'ready'} onClick={() => setAsked('apply')}>
                Apply …
              </button>
            )}
            <button type="button" class="quiet bad-act" onClick={() => setAsked('discard')}>
              {isPending ? 'Discard …' : 'Undo …'}
            </button>
          </p>
        )}
      </section>
      <Matrix rejudging={rejudging} />
      <RejudgedList session={session} rejudging={rejudging} />
      <Points session={session} rejudging={rejudging} />
      {asked !== undefined && (
        <EndDialog
          act={asked}
          session={session}
          rejudging={rejudging}
          onClose={(done) => {
            setAsked(undefined);
            if (done) again();
          }}
        />
      )}
    </div>
  );
}

/** Old verdicts in rows, new ones in columns. */
function Matrix({ rejudging: { matrix, changed, unchanged } }: { rejudging: RejudgingDetails }) {
  const from = [...new Set(matrix.map((one) => one.from))].sort();
  const to = [...new Set(matrix.map((one) => one.to))].sort();
  return (
    <section class="card" aria-labelledby="matrix-heading">
      <h2 id="matrix-heading">Verdicts before and after</h2>
      <p>
        <strong>{changed}</strong> {changed === 1 ? 'changes' : 'change'}, {unchanged}{' '}
        {unchanged === 1 ? 'stays' : 'stay'}.
      </p>
      {matrix.length > 0 && (
        <ScrollRegion label="How many went from which verdict to which">
          <table class="matrix">
            <thead>
              <tr>
                <th scope="col">before / after</th>
                {to.map((verdict) => (
                  <th scope="col" class="number" key={verdict}>
                    <VerdictBadge verdict={verdict} short />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {from.map((old) => (
                <tr key={old}>
                  <th scope="row">
                    <VerdictBadge verdict={old} short />
                  </th>
                  {to.map((verdict) => {
                    const count = matrix.find((one) => one.from === old && one.to === verdict)?.count;
                    return (
                      <td class="number" key={verdict}>
                        {old === verdict ? <span class="muted">{count}</span> : <strong>{count}</strong>}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}

function Points({ session, rejudging }: { session: StaffSession; rejudging: RejudgingDetails }) {
  if (rejudging.participants.length === 0) return null;
  return (
    <section class="card" aria-labelledby="points-heading">
      <h2 id="points-heading">Whose results change</h2>
      <ScrollRegion label="Results before and after">
        <table>
          <thead>
            <tr>
              <th scope="col">Participant</th>
              <th scope="col" class="number">
                Points
              </th>
              <th scope="col" class="number">
                Solved
              </th>
              <th scope="col" class="number">
                Penalty
              </th>
              <th scope="col" class="number">
                Rank
              </th>
            </tr>
          </thead>
          <tbody>
            {rejudging.participants.map(({ participantId, name, before, after }) => (
              <tr key={participantId}>
                <th scope="row">
                  <a
                    href={writeRoute({
                      page: 'live',
                      sessionId: session.sessionId,
                      part: { view: 'person', participantId },
                    })}
                  >
                    {participantId}
                  </a>{' '}
                  <span class="muted">{name}</span>
                </th>
                <td class="number">
                  {before.points} → <strong>{after.points}</strong>
                </td>
                <td class="number">
                  {before.solved} → <strong>{after.solved}</strong>
                </td>
                <td class="number">
                  {before.penaltyMinutes} → <strong>{after.penaltyMinutes}</strong>
                </td>
                <td class="number">
                  {before.rank} → <strong>{after.rank}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function EndDialog(props: {
  act: 'apply' | 'discard';
  session: StaffSession;
  rejudging: RejudgingDetails;
  onClose: (done: boolean) => void;
}) {
  const { act, session, rejudging, onClose } = props;
  const { sessionId } = session;
  const { rejudgingId, changed, label, version, fromVersion, movesVersion, gradesPublished } = rejudging;
  const all = 'at once, on every page, board and result. Those who are shown theirs are told.';
  const grades = gradesPublished
    ? ['Published grades stay as they are: publish again what differs afterwards.']
    : [];
  const words = {
    apply: {
      title: 'Apply the new verdicts?',
      confirm: 'Apply',
      says: [
        `${countOf(changed, 'verdict becomes another', 'verdicts become others')} ${all}`,
        ...(movesVersion
          ? [`From now on the session judges ${label} by version ${version}, and shows its statement.`]
          : []),
        ...grades,
      ],
    },
    discard: {
      title: 'Discard the rejudging?',
      confirm: 'Discard',
      says: ['No verdict changes. What still waits to be judged again is taken out of the queue.'],
    },
    undo: {
      title: 'Undo the rejudging?',
      confirm: 'Undo',
      says: [
        `${countOf(changed, 'verdict is as before', 'verdicts are as before')} ${all}`,
        ...(movesVersion
          ? [
              `From now on the session judges ${label} by version ${fromVersion} again, and shows its statement.`,
            ]
          : []),
        ...grades,
      ],
    },
  };
  const { title, confirm, says } = words[act === 'discard' && rejudging.state === 'applied' ? 'undo' : act];
  return (
    <ActDialog
      title={title}
      confirm={confirm}
      danger={act === 'discard'}
      run={() =>
        api.call(act === 'apply' ? 'applyRejudging' : 'discardRejudging', {
          params: { sessionId, rejudgingId },
        })
      }
      onClose={onClose}
    >
      <ul class="says">
        {says.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </ActDialog>
  );
}

/** Follows a rejudging until nothing of it waits. */
function useRejudging(sessionId: string, rejudgingId: string) {
  const [rejudging, setRejudging] = useState<RejudgingDetails>();
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      let goesOn = true;
      if (!document.hidden)
        try {
          const params = { sessionId, rejudgingId };
          const found = await api.call('getRejudging', { params, query: { limit: 100 } }, ending.signal);
          setFault(undefined);
          setRejudging(found);
          goesOn = found.state === 'open' || found.state === 'judging';
        } catch (error) {
          if (ending.signal.aborted) return;
          setFault(toApiError(error).message);
        }
      if (goesOn && !ending.signal.aborted) timer = setTimeout(() => void ask(), LOOK_MS);
    };
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [sessionId, rejudgingId, asked]);
  return { rejudging, fault, again: useCallback(() => setAsked((count) => count + 1), []) };
}
