import { formatUsd } from '../../core/api/format-quantity.ts';
import { patientApi } from '../api.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { usePages } from '../use-pages.ts';
import { FleetBadge, WindowBadge } from './badges.tsx';

/** All sessions that the caller may see, newest first. */
export function SessionList() {
  const {
    items: sessions,
    fault: error,
    more,
  } = usePages(async (from, signal) => {
    const { items, cursor } = await patientApi.call('listSessions', { query: from }, signal);
    return { items: items.filter((session) => session.view === 'staff'), cursor };
  });

  if (error !== undefined && sessions === undefined)
    return (
      <p role="alert" class="error card">
        {error}
      </p>
    );
  if (sessions === undefined) return <p class="muted">Loading sessions …</p>;
  if (sessions.length === 0) {
    return (
      <section class="card">
        <h1>No session yet</h1>
        <p>
          <a class="button" href={writeRoute({ page: 'book' })}>
            Book a session
          </a>{' '}
          or, in a terminal, <code>assize session create --help</code>
        </p>
      </section>
    );
  }
  const hasOwners = new Set(sessions.map(({ owner }) => owner)).size > 1;
  return (
    <section class="card">
      <div class="card-head">
        <h1>Sessions</h1>
        <span class="acts">
          <a class="button quiet" href={writeRoute({ page: 'reviews' })}>
            Reviews
          </a>
          <a class="button" href={writeRoute({ page: 'book' })}>
            Book a session
          </a>
        </span>
      </div>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Session</th>
              {hasOwners && <th scope="col">Of</th>}
              <th scope="col">Opens</th>
              <th scope="col">Window</th>
              <th scope="col">Fleet</th>
              <th scope="col" class="number">
                Participants
              </th>
              <th scope="col" class="number">
                Estimate
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.sessionId}>
                <th scope="row">
                  <a href={`#/sessions/${session.sessionId}`}>{session.name}</a>
                </th>
                {hasOwners && <td>{session.owner}</td>}
                <td>{formatDateTime(session.times.opensAt)}</td>
                <td>
                  <WindowBadge state={session.window} cancelled={session.cancelled !== undefined} />
                </td>
                <td>{session.fleet && <FleetBadge state={session.fleet.state} />}</td>
                <td class="number">{session.participantCount}</td>
                <td class="number">{session.estimateUsd !== undefined && formatUsd(session.estimateUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error !== undefined && (
        <p role="alert" class="error">
          {error}
        </p>
      )}
      {more !== undefined && (
        <p>
          <button type="button" class="quiet small" onClick={more}>
            Show earlier ones
          </button>
        </p>
      )}
    </section>
  );
}
