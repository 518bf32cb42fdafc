import { formatUsd } from '../../core/api/format-quantity.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import { FleetBadge, WindowBadge } from '../views/badges.tsx';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { hrefOf, type Watched } from './watched.ts';

/** Sessions in a line each: those in which nothing runs. */
export function SessionTable(props: { title: string; none: string; watched: readonly Watched[] }) {
  const { title, none, watched } = props;
  return (
    <section class="card">
      <h2>
        {title} ({watched.length})
      </h2>
      {watched.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <ScrollRegion label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">Session</th>
                <th scope="col">Opens</th>
                <th scope="col">Closes</th>
                <th scope="col">Window</th>
                <th scope="col">Fleet</th>
                <th scope="col">Of</th>
                <th scope="col" class="number">
                  Participants
                </th>
                <th scope="col" class="number">
                  Hosts
                </th>
                <th scope="col" class="number">
                  Estimate
                </th>
              </tr>
            </thead>
            <tbody>
              {watched.map(({ session, troubles }) => (
                <tr key={session.sessionId}>
                  <th scope="row">
                    <a href={hrefOf(session)}>{session.name}</a>
                    {troubles.length > 0 && (
                      <div class={`reason ${troubles[0]?.weight === 'bad' ? 'error' : 'muted'}`}>
                        {tellInstants(troubles[0]?.text ?? '')}
                      </div>
                    )}
                  </th>
                  <td>{formatDateTime(session.times.opensAt)}</td>
                  <td>{formatDateTime(session.times.lastClosesAt)}</td>
                  <td>
                    <WindowBadge state={session.window} cancelled={session.cancelled !== undefined} />
                  </td>
                  <td>
                    <FleetBadge state={session.fleet.state} />
                  </td>
                  <td>{session.owner}</td>
                  <td class="number">{session.participantCount}</td>
                  <td class="number">{session.fleet.hosts ?? '–'}</td>
                  <td class="number">{formatUsd(session.estimateUsd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
