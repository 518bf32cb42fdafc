import { formatHost } from '../../core/api/format-quantity.ts';
import type { HostView } from '../../core/api/live.ts';
import { formatTime, tellInstants } from '../format.ts';
import { HostBadge } from './badges.tsx';

/** The fleet, host by host, each with the reason of its state. */
export function Hosts({ hosts }: { hosts: readonly HostView[] }) {
  return (
    <section class="card">
      <h2>Hosts</h2>
      {hosts.length === 0 ? (
        <p class="muted">None: nothing runs, nothing costs.</p>
      ) : (
        <ul class="hosts">
          {hosts.map((host) => (
            <li key={host.hostId}>
              <div>
                <HostBadge state={host.state} /> <code>{host.hostId}</code>{' '}
                <span class="muted">{formatHost(host)}</span>
              </div>
              <div class="muted">
                {formatTime(host.stateAt)} {tellInstants(host.reason)}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
