import { useState } from 'preact/hooks';
import { formatDuration } from '../../core/api/format-quantity.ts';
import type { LiveSession } from '../../core/api/live.ts';
import type { ParticipantView } from '../../core/api/sessions.ts';
import type { Statistics } from '../../core/api/statistics.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatTime, zoneName } from '../format.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { isCalledOff } from './acts-of.ts';
import { AddPeopleDialog } from './add-people-dialog.tsx';
import { Invitations } from './invitations.tsx';
import { useRoster } from './use-roster.ts';
import { useStatistics } from './use-statistics.ts';

type Standing = Statistics['participants'][number];

const FILTERS = ['everybody', 'nothing yet', 'trials only', 'submitted'] as const;
type Filter = (typeof FILTERS)[number];

/** How far somebody has come: `submitted` once anything counted was handed in. */
export function progressOf(standing: Standing | undefined): Exclude<Filter, 'everybody'> {
  if (standing === undefined) return 'nothing yet';
  if (standing.submissions > 0) return 'submitted';
  return standing.trials > 0 ? 'trials only' : 'nothing yet';
}

/** The roster, and what each has done so far: who has handed in nothing stands out. */
export function People({ live, renew }: { live: LiveSession; renew: () => Promise<void> }) {
  const { session } = live;
  const { sessionId, revision } = session;
  const { roster, fault } = useRoster(sessionId, revision);
  const { statistics, fault: unknown } = useStatistics(sessionId, live.queue.accepted + live.queue.judged);
  const [filter, setFilter] = useState<Filter>('everybody');
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const [inviting, setInviting] = useState(false);

  if (roster === undefined)
    return fault === undefined ? (
      <p class="muted">Loading the roster …</p>
    ) : (
      <p class="error" role="alert">
        {fault}
      </p>
    );
  const standings = new Map(statistics?.participants.map((one) => [one.participantId, one]));
  const words = search.trim().toLowerCase();
  const shown = roster.filter(
    (one) =>
      (filter === 'everybody' || progressOf(standings.get(one.participantId)) === filter) &&
      `${one.participantId} ${one.name} ${one.group ?? ''}`.toLowerCase().includes(words),
  );
  const count = (name: Filter) =>
    name === 'everybody'
      ? roster.length
      : roster.filter((one) => progressOf(standings.get(one.participantId)) === name).length;
  // Before the opening, and when there was none, nobody is behind.
  const isDue = session.window !== 'before' && !isCalledOff(session);
  const canChange = session.cancelled === undefined && session.window !== 'closed';
  return (
    <div class="stack">
      <section class="card" aria-labelledby="people-heading">
        <div class="card-head">
          <h2 id="people-heading">People</h2>
          {canChange && (
            <span class="acts">
              <button
                type="button"
                class="quiet small"
                aria-expanded={inviting}
                onClick={() => setInviting(!inviting)}
              >
                {inviting ? 'Hide invitations' : 'Invitations'}
              </button>
              <button type="button" class="small" onClick={() => setAdding(true)}>
                Add participants …
              </button>
            </span>
          )}
        </div>
        {session.join !== undefined && (
          <p class="note">
            People join with the code <strong class="join-code">{session.join.code}</strong>
            {session.join.seats !== undefined && ` (${countOf(session.join.seats, 'seat')})`}.
          </p>
        )}
        {unknown !== undefined && <p class="error">{unknown}</p>}
        <div class="filters">
          <label class="field">
            Find
            <input
              type="search"
              value={search}
              placeholder="name, user name, group"
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          </label>
          <fieldset class="segments">
            <legend class="unseen">Who is shown</legend>
            {FILTERS.map((name) => (
              <label key={name} class={filter === name ? 'chosen' : ''}>
                <input
                  type="radio"
                  name="progress"
                  class="unseen"
                  checked={filter === name}
                  onChange={() => setFilter(name)}
                />
                {name}{' '}
                <span class="muted">
                  {statistics === undefined && name !== 'everybody' ? '' : count(name)}
                </span>
              </label>
            ))}
          </fieldset>
        </div>
        <p class="muted">
          Seen: when the latest submission or trial came. Somebody who only reads leaves no trace. Trials
          count while they are kept.
        </p>
        <ScrollRegion label="Participants">
          <table>
            <thead>
              <tr>
                <th scope="col">Participant</th>
                <th scope="col">Group</th>
                <th scope="col">Solved</th>
                <th scope="col" class="number">
                  Submissions
                </th>
                <th scope="col" class="number">
                  Trials
                </th>
                <th scope="col">Seen{statistics === undefined ? '' : ` (${zoneName(statistics.at)})`}</th>
                <th scope="col">Closes</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <Row
                  key={one.participantId}
                  sessionId={sessionId}
                  participant={one}
                  standing={standings.get(one.participantId)}
                  isKnown={statistics !== undefined}
                  isDue={isDue}
                />
              ))}
            </tbody>
          </table>
          {shown.length === 0 && <p class="muted">Nobody.</p>}
        </ScrollRegion>
        {adding && (
          <AddPeopleDialog
            session={session}
            onClose={async (done) => {
              if (done) await renew();
              setAdding(false);
            }}
          />
        )}
      </section>
      {inviting && canChange && <Invitations session={session} roster={roster} />}
    </div>
  );
}

function Row(props: {
  sessionId: string;
  participant: ParticipantView;
  standing: Standing | undefined;
  isKnown: boolean;
  isDue: boolean;
}) {
  const { participant, standing, isKnown, isDue } = props;
  const { participantId, name, group, extraTimeMs, closesAt } = participant;
  const progress = progressOf(standing);
  return (
    <tr>
      <th scope="row">
        <a
          href={writeRoute({
            page: 'live',
            sessionId: props.sessionId,
            part: { view: 'person', participantId },
          })}
        >
          {participantId}
        </a>{' '}
        {name !== participantId && <span class="muted">{name}</span>}
      </th>
      <td>{group}</td>
      <td>{standing?.solved.join(' ')}</td>
      <td class="number">
        {!isKnown ? (
          ''
        ) : progress === 'submitted' ? (
          standing?.submissions
        ) : (
          <span class={isDue ? 'badge bad' : 'muted'}>none</span>
        )}
      </td>
      <td class="number">{standing?.trials}</td>
      <td>{standing?.lastAt === undefined ? '' : formatTime(standing.lastAt)}</td>
      <td>
        {formatTime(closesAt)}
        {extraTimeMs > 0 && <span class="muted"> +{formatDuration(extraTimeMs)}</span>}
      </td>
    </tr>
  );
}
