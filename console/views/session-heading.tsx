import { describeWindow } from '../../core/api/describe-window.ts';
import type { LiveSession } from '../../core/api/live.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import { useServerTime } from '../use-server-time.ts';
import { FleetBadge, WindowBadge } from './badges.tsx';

/** What the session is, where its clock stands (counting down by itself), and the reason of its fleet's state. */
export function SessionHeading({ live, heardAt }: { live: LiveSession; heardAt: number }) {
  const { session } = live;
  const { fleet, times } = session;
  const now = useServerTime(live.at, heardAt);
  return (
    <section class="heading">
      <h1>{session.name}</h1>
      <p>
        <WindowBadge
          state={session.window}
          cancelled={session.cancelled !== undefined}
          text={describeWindow(session, now)}
        />{' '}
        fleet <FleetBadge state={fleet.state} />
      </p>
      <p class="muted">
        {formatDateTime(times.opensAt)} to {formatDateTime(times.closesAt)} ·{' '}
        {countOf(session.participantCount, 'participant')} ·{' '}
        {session.problems.map(({ label, name }) => `${label} ${name}`).join(', ')}
      </p>
      {fleet.state === 'failed' ? (
        <p role="alert" class="error">
          The fleet has failed: {tellInstants(fleet.reason)}
        </p>
      ) : (
        <p class="muted">{tellInstants(fleet.reason)}</p>
      )}
    </section>
  );
}
