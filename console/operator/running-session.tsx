import { describeWindow } from '../../core/api/describe-window.ts';
import { formatDuration, formatHost, formatUsd } from '../../core/api/format-quantity.ts';
import type { LiveSession } from '../../core/api/live.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatTime, tellInstants, zoneName } from '../format.ts';
import { FleetBadge, HostBadge, WindowBadge } from '../views/badges.tsx';
import { hrefOf, type Watched } from './watched.ts';

/** Decisions that are shown of each session: the session's own page has more. */
const DECISIONS = 5;

/** A session that runs: queue, hosts, cost and ledger, and what was decided last, with the reason. */
export function RunningSession({ watched, now }: { watched: Watched; now: number }) {
  const { session, live, troubles } = watched;
  const { sessionId, fleet, cancelled, participantCount, owner } = session;
  const heading = `running-${sessionId}`;
  return (
    <section class={`card running ${troubles[0]?.weight ?? ''}`} aria-labelledby={heading}>
      <div class="card-head">
        <h3 id={heading}>
          <a href={hrefOf(session)}>{session.name}</a>
        </h3>
        <span>
          <WindowBadge
            state={session.window}
            cancelled={cancelled !== undefined}
            text={describeWindow(session, now)}
          />{' '}
          <span class="muted">fleet</span> <FleetBadge state={fleet.state} />
        </span>
      </div>
      <p class="muted">
        booked by {owner} · {countOf(participantCount, 'participant')} · {tellInstants(fleet.reason)}
      </p>
      {live === undefined ? (
        <p class="muted">Asking how it fares …</p>
      ) : (
        <>
          <Figures live={live} />
          {live.hosts.length > 0 && <HostLines live={live} />}
          <Reasons live={live} />
        </>
      )}
    </section>
  );
}

function Figures({ live }: { live: LiveSession }) {
  const { queue, cost, at } = live;
  return (
    <dl class="figures">
      <Figure name="accepted" value={queue.accepted} />
      <Figure name="judged" value={queue.judged} />
      <Figure name="waiting" value={queue.queued + queue.running} />
      <Figure name="quarantined" value={queue.quarantined} />
      <Figure
        name="wait of a new one"
        value={queue.expectedWaitMs === undefined ? '–' : formatDuration(queue.expectedWaitMs)}
      />
      <Figure
        name="cost so far"
        value={`${formatUsd(cost.usd)} of ${formatUsd(cost.budget?.usd ?? cost.estimateUsd)}`}
      />
      <Figure name="burn" value={`${formatUsd(cost.burnUsdPerHour)} an hour`} />
      <Figure name="forecast" value={formatUsd(cost.forecastUsd)} />
      <Figure name="ledger" value={tellLedger(live)} />
      <Figure name="as of" value={`${formatTime(at)} ${zoneName(at)}`} />
    </dl>
  );
}

/** While a session lives something always waits and hosts always run: what must hold then is that nothing is lost. */
function tellLedger({ ledger, session }: LiveSession): string {
  if (ledger.balanced) return '✓ balanced';
  const { accepted, judged, quarantined, queued, running } = ledger.submissions;
  const isWhole = accepted === judged + quarantined + queued + running;
  return session.window !== 'closed' && isWhole ? '✓ nothing lost so far' : ledger.open.join('; ');
}

function Figure({ name, value }: { name: string; value: number | string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function HostLines({ live: { hosts } }: { live: LiveSession }) {
  const [alive, gone] = [true, false].map((isAlive) =>
    hosts.filter(({ terminatedAt }) => (terminatedAt === undefined) === isAlive),
  );
  return (
    <ul class="hosts">
      {alive?.map(({ hostId, state, reason, stateAt, ...host }) => (
        <li key={hostId}>
          <HostBadge state={state} /> <code>{hostId}</code>{' '}
          <span class="muted">
            {formatHost(host)} · {formatTime(stateAt)} {tellInstants(reason)}
          </span>
        </li>
      ))}
      {gone !== undefined && gone.length > 0 && (
        <li class="muted">{countOf(gone.length, 'host is', 'hosts are')} terminated.</li>
      )}
    </ul>
  );
}

function Reasons({ live: { decisions } }: { live: LiveSession }) {
  if (decisions.length === 0) return null;
  return (
    <details>
      <summary>What was done last, and why</summary>
      <ul class="decisions">
        {decisions.slice(0, DECISIONS).map(({ at, subject, action, reason }, index) => (
          <li key={`${at}-${subject}-${index}`}>
            <span class="muted">{formatTime(at)}</span> <strong>{action}</strong> <code>{subject}</code>{' '}
            {tellInstants(reason)}
          </li>
        ))}
      </ul>
    </details>
  );
}
