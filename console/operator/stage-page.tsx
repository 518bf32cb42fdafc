import { useLayoutEffect, useRef } from 'preact/hooks';
import type { AlertList } from '../../core/api/alerts.ts';
import { findTroubles } from '../../core/api/find-troubles.ts';
import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { LiveSession } from '../../core/api/live.ts';
import type { StageOverview } from '../../core/api/stage.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatTime, tellInstants, zoneName } from '../format.ts';
import { STAGE_VIEWS, type StageView, writeRoute } from '../route.ts';
import { Tile } from '../staff/tile.tsx';
import { useAge } from '../use-age.ts';
import { useServerTime } from '../use-server-time.ts';
import { useTitle } from '../use-title.ts';
import { AccountCard } from './account-card.tsx';
import { AlertsPage } from './alerts-page.tsx';
import { CircuitsPage } from './circuits-page.tsx';
import { DashboardPage } from './dashboard-page.tsx';
import { decideLights } from './decide-lights.ts';
import { Lights } from './lights.tsx';
import { isRunning } from './plan-asks.ts';
import { RunningSession } from './running-session.tsx';
import { SessionTable } from './session-table.tsx';
import { isWeighty, SignalsCard } from './signals-card.tsx';
import { UsePage } from './use-page.tsx';
import { type StageState, useStage } from './use-stage.ts';
import { useWatch } from './use-watch.ts';
import { hrefOf, type Watched } from './watched.ts';

/** Everything of the operators' page: lights above, and below them what is on, alerts, circuits, dashboards or use. */
export function StagePage({ view }: { view: StageView | 'now' }) {
  const watch = useWatch();
  const state = useStage(view === 'now');
  const { stage, error, heardAt } = state;
  // What is not answered anew grows old by itself.
  useAge(heardAt);
  const name = stage === undefined ? 'Stage' : `Stage ${stage.stage}`;
  useTitle(view === 'now' ? name : `${WORDS[view]}, ${name}`);
  const lights = decideLights(
    { ...watch, stage: { answer: stage, heardAt, fault: error } },
    performance.now(),
  );
  const alerts = countOpen(watch.alerts.answer);
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef(view);
  useLayoutEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    place.current?.focus();
  }, [view]);
  return (
    <div class="live">
      <header class="card-head">
        <h1>{name}</h1>
        {stage !== undefined && (
          <span class="muted">
            {stage.region}, as of {formatTime(stage.at)} {zoneName(stage.at)}
          </span>
        )}
        <nav class="acts" aria-label="Sessions">
          <a class="button quiet small" href={writeRoute({ page: 'sessions' })}>
            All sessions
          </a>
          <a class="button quiet small" href={writeRoute({ page: 'book' })}>
            Book a session
          </a>
        </nav>
      </header>
      <Lights lights={lights} />
      <StageNav view={view} alerts={alerts} />
      <div class="part stack" tabIndex={-1} ref={place}>
        {view === 'now' ? (
          <Now state={state} alerts={alerts} calm={lights.every(({ tone }) => tone === 'good')} />
        ) : view === 'alerts' ? (
          <AlertsPage asked={watch.alerts} />
        ) : view === 'circuits' ? (
          <CircuitsPage circuits={watch.circuits} />
        ) : view === 'use' ? (
          <UsePage />
        ) : (
          <DashboardPage key={view} id={view} place={stage} />
        )}
      </div>
    </div>
  );
}

const WORDS: Readonly<Record<StageView, string>> = {
  alerts: 'Alerts',
  circuits: 'Circuits and recoveries',
  'exam-day': 'Exam day',
  fleet: 'Fleet',
  'pipeline-and-cost': 'Pipeline and cost',
  use: 'Efficiency and use',
};

function StageNav({ view, alerts }: { view: StageView | 'now'; alerts: number }) {
  const current = (one: StageView | 'now') => (one === view ? { 'aria-current': 'page' as const } : {});
  return (
    <nav class="session-nav" aria-label="Stage">
      <a href={writeRoute({ page: 'home' })} {...current('now')}>
        Now
      </a>
      {STAGE_VIEWS.map((one) => (
        <a key={one} href={writeRoute({ page: 'stage', view: one })} {...current(one)}>
          {WORDS[one]}
          {one === 'alerts' && alerts > 0 && (
            <span class="count">
              {alerts}
              <span class="unseen"> open</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

function countOpen(list: AlertList | undefined): number {
  return list?.items.filter(({ state }) => state === 'open').length ?? 0;
}

function Now(props: { state: StageState; alerts: number; calm: boolean }) {
  const { alerts, calm } = props;
  const { stage, lives, heardAt, error } = props.state;
  if (stage !== undefined)
    return (
      <Overview stage={stage} lives={lives} heardAt={heardAt} error={error} alerts={alerts} calm={calm} />
    );
  return error === undefined ? (
    <p class="muted">Loading the stage …</p>
  ) : (
    <p role="alert" class="error card">
      {error}
    </p>
  );
}

/** What is on: everything that runs, comes or is not settled, what needs somebody first. */
function Overview(props: {
  stage: StageOverview;
  lives: ReadonlyMap<string, LiveSession>;
  heardAt: number;
  error: string | undefined;
  alerts: number;
  calm: boolean;
}) {
  const { stage, lives, heardAt, error, alerts, calm } = props;
  const now = useServerTime(stage.at, heardAt);
  const weigh = ({ troubles }: Watched) =>
    troubles[0]?.weight === 'bad' ? 0 : troubles[0]?.weight === 'busy' ? 1 : 2;
  const watched = stage.sessions
    .map((session): Watched => {
      const live = lives.get(session.sessionId);
      return { session, live, troubles: findTroubles(session, now, live) };
    })
    .sort((a, b) => weigh(a) - weigh(b));
  const running = watched.filter(({ session }) => isRunning(session));
  const coming = watched.filter(({ session }) => !isRunning(session) && session.window === 'before');
  const left = watched.filter(({ session }) => !isRunning(session) && session.window !== 'before');
  return (
    <>
      {error !== undefined && (
        <p role="status" class="error">
          {error} What is shown is of {formatTime(stage.at)}.
        </p>
      )}
      <Troubles watched={watched} alerts={alerts} calm={calm && !stage.signals.some(isWeighty)} />
      <SignalsCard signals={stage.signals} />
      <Tiles running={running} coming={coming} stage={stage} />
      <section class="stack" aria-labelledby="running-heading">
        <h2 id="running-heading">Running ({running.length})</h2>
        {running.length === 0 && <p class="card muted">Nothing runs, nothing costs.</p>}
        {running.map((one) => (
          <RunningSession key={one.session.sessionId} watched={one} now={now} />
        ))}
      </section>
      <SessionTable title="To come" none="Nothing is booked." watched={coming} />
      {left.length > 0 && <SessionTable title="Over, not settled" none="" watched={left} />}
      <AccountCard stage={stage} />
    </>
  );
}

/** Everything that needs somebody, or may come to, in one list at the top. */
function Troubles(props: { watched: readonly Watched[]; alerts: number; calm: boolean }) {
  const { watched, alerts, calm } = props;
  const found = watched.flatMap(({ session, troubles }) =>
    troubles.map((trouble) => ({ session, ...trouble })),
  );
  if (found.length === 0 && alerts === 0 && !calm) return null;
  if (found.length === 0 && alerts === 0)
    return (
      <p role="status" class="note good">
        <strong>All is well.</strong> Nothing needs you.
      </p>
    );
  const isBad = found.some(({ weight }) => weight === 'bad');
  return (
    <section role="status" class={`note ${isBad ? 'bad' : 'busy'}`} aria-label="What needs you">
      <ul class="troubles">
        {alerts > 0 && (
          <li>
            <span class="badge busy">look</span>{' '}
            <a href={writeRoute({ page: 'stage', view: 'alerts' })}>
              {countOf(alerts, 'alert is', 'alerts are')} open
            </a>
            , and nobody has said that they see to it.
          </li>
        )}
        {found.map(({ session, weight, text }) => (
          <li key={session.sessionId + text}>
            <span class={`badge ${weight}`}>{weight === 'bad' ? 'act' : 'look'}</span>{' '}
            <a href={hrefOf(session)}>{session.name}</a>: {tellInstants(text)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tiles(props: { running: readonly Watched[]; coming: readonly Watched[]; stage: StageOverview }) {
  const { running, coming, stage } = props;
  const lives = running.flatMap(({ live }) => live ?? []);
  const sum = (figure: (live: LiveSession) => number) => lives.reduce((all, live) => all + figure(live), 0);
  const hosts = lives.flatMap((live) => live.hosts).filter(({ terminatedAt }) => terminatedAt === undefined);
  const waits = lives.flatMap(({ queue }) => queue.expectedWaitMs ?? []);
  return (
    <section class="tiles" aria-label="Counts">
      <Tile label="running" value={String(running.length)} note={`${coming.length} to come`} />
      <Tile
        label={hosts.length === 1 ? 'host' : 'hosts'}
        value={String(hosts.length)}
        note={`${hosts.filter(({ state }) => state === 'ready').length} ready`}
      />
      <Tile
        label="waiting"
        value={String(sum(({ queue }) => queue.queued))}
        note={
          waits.length === 0
            ? `${sum(({ queue }) => queue.running)} being judged`
            : `longest wait ${formatDuration(Math.max(...waits))}`
        }
      />
      <Tile
        label="cost so far"
        value={formatUsd(sum(({ cost }) => cost.usd))}
        note={`${formatUsd(sum(({ cost }) => cost.burnUsdPerHour))} an hour; ${formatUsd(sum(({ cost }) => cost.forecastUsd))} at the end, estimated ${formatUsd(sum(({ cost }) => cost.estimateUsd))}`}
      />
      <Tile
        label="vCPUs held"
        value={`${stage.vcpus.held} of ${stage.vcpus.quota}`}
        note={`${stage.vcpus.peak} at the most, of ${countOf(stage.sessions.length, 'session')}`}
      />
    </section>
  );
}
