import { useState } from 'preact/hooks';
import type { AlertList, AlertView } from '../../core/api/alerts.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { formatDateTime, formatSoon, tellInstants } from '../format.ts';
import { type Asked, Panel } from './panel.tsx';
import { hrefOf } from './watched.ts';
import { WhyDialog } from './why-dialog.tsx';

const TONES: Readonly<Record<AlertView['severity'], 'bad' | 'busy'>> = {
  critical: 'bad',
  high: 'bad',
  low: 'busy',
};
/** Of those that are over, so many are shown: the API has the rest. */
const RESOLVED = 20;

type Act = { readonly kind: 'acknowledge' | 'resolve'; readonly alert: AlertView };

/** What needs a person, and what was said to it. */
export function AlertsPage({ asked }: { asked: Asked<AlertList> }) {
  const [act, setAct] = useState<Act>();
  return (
    <section class="card" aria-labelledby="alerts-heading">
      <h2 id="alerts-heading">Alerts</h2>
      <Panel what="the alerts" asked={asked}>
        {(list) => <Lists list={list} onAct={setAct} />}
      </Panel>
      {act !== undefined && (
        <ActOn
          act={act}
          onClose={(done) => {
            setAct(undefined);
            if (done) asked.again();
          }}
        />
      )}
    </section>
  );
}

function Lists({ list, onAct }: { list: AlertList; onAct: (act: Act) => void }) {
  const { items, maintenances, total } = list;
  const now = Date.parse(list.at);
  const active = items.filter(({ state }) => state !== 'resolved');
  const resolved = items.filter(({ state }) => state === 'resolved');
  return (
    <>
      {maintenances.map(({ maintenanceId, from, until, by, reason, active: isOn }) => (
        <p key={maintenanceId} class="note busy">
          {isOn ? 'Nobody is told of alerts' : `From ${formatSoon(from, now)} nobody is told of alerts`} until{' '}
          {formatSoon(until, now)}: {reason} ({by})
        </p>
      ))}
      {active.length === 0 && <p class="muted">Nothing needs a person.</p>}
      <ul class="alerts">
        {active.map((alert) => (
          <AlertLine key={alert.alertId} alert={alert} now={now} onAct={onAct} />
        ))}
      </ul>
      {resolved.length > 0 && (
        <details>
          <summary>{countOf(total - active.length, 'alert is', 'alerts are')} resolved</summary>
          <ul class="alerts">
            {resolved.slice(0, RESOLVED).map((alert) => (
              <AlertLine key={alert.alertId} alert={alert} now={now} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function AlertLine(props: { alert: AlertView; now: number; onAct?: (act: Act) => void }) {
  const { alert, now, onAct } = props;
  const { severity, state, what, sessionId, source, raisedAt, times, escalatedAt, quiet } = alert;
  const { acknowledged, resolved } = alert;
  return (
    <li data-alert={alert.alertId}>
      <div>
        <span class={`badge ${state === 'resolved' ? 'idle' : TONES[severity]}`}>{severity}</span>{' '}
        {sessionId === undefined ? (
          <span class="muted">{source}</span>
        ) : (
          <a href={hrefOf({ sessionId })}>
            <code>{sessionId.slice(-6)}</code>
          </a>
        )}{' '}
        {tellInstants(what)}
      </div>
      <div class="muted">
        raised {formatSoon(raisedAt, now)}
        {times > 1 && `, ${times} times in all`}
        {escalatedAt !== undefined && `, weighs more since ${formatSoon(escalatedAt, now)}`}
        {quiet !== undefined && `, told to nobody until ${formatSoon(quiet.until, now)}`}
      </div>
      {acknowledged !== undefined && (
        <div class="muted">
          acknowledged by {acknowledged.by}, {formatSoon(acknowledged.at, now)}: {acknowledged.reason}
        </div>
      )}
      {resolved !== undefined && (
        <div class="muted">
          resolved {resolved.by === undefined ? 'by itself' : `by ${resolved.by}`},{' '}
          {formatDateTime(resolved.at)}: {resolved.reason}
        </div>
      )}
      {onAct !== undefined && (
        <div class="acts">
          {state === 'open' && (
            <button
              type="button"
              class="quiet small"
              aria-label={`Acknowledge: ${what}`}
              onClick={() => onAct({ kind: 'acknowledge', alert })}
            >
              Acknowledge
            </button>
          )}
          <button
            type="button"
            class="quiet small"
            aria-label={`Resolve: ${what}`}
            onClick={() => onAct({ kind: 'resolve', alert })}
          >
            Resolve
          </button>
        </div>
      )}
    </li>
  );
}

function ActOn({ act: { kind, alert }, onClose }: { act: Act; onClose: (done: boolean) => void }) {
  const params = { alertId: alert.alertId };
  return kind === 'acknowledge' ? (
    <WhyDialog
      title="Acknowledge the alert"
      confirm="Acknowledge"
      example="I look at its hosts"
      run={(reason) => api.call('acknowledgeAlert', { params, body: { reason } })}
      onClose={onClose}
    >
      <p>{tellInstants(alert.what)}</p>
      <p>You see to it: it weighs no more with time, and stays in the list until it is over.</p>
    </WhyDialog>
  ) : (
    <WhyDialog
      title="Resolve the alert"
      confirm="Resolve"
      example="The host was replaced"
      run={(reason) => api.call('resolveAlert', { params, body: { reason } })}
      onClose={onClose}
    >
      <p>{tellInstants(alert.what)}</p>
      <p>It is over. It is raised again when its cause has gone and comes back, or grows.</p>
    </WhyDialog>
  );
}
