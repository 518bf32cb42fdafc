import { useState } from 'preact/hooks';
import type { AuditEntry } from '../../core/api/audit.ts';
import type { CircuitView } from '../../core/api/circuits.ts';
import type { ResilienceTrends } from '../../core/api/resilience.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { SPAN_MS } from '../../core/metrics/metric-series-store.ts';
import { api } from '../api.ts';
import { formatSoon, tellInstants } from '../format.ts';
import { LineChart } from './line-chart.tsx';
import { type Asked, Panel, usePanel } from './panel.tsx';
import { hrefOf } from './watched.ts';
import { WhyDialog } from './why-dialog.tsx';

/** Acts of a list at most: the API has the rest. */
const LATEST = 20;
const TONES: Readonly<Record<CircuitView['state'], 'good' | 'bad' | 'busy'>> = {
  closed: 'good',
  open: 'bad',
  'half-open': 'busy',
};

/** What is left alone for a while, what was made good, and what people did by hand. */
export function CircuitsPage({ circuits }: { circuits: Asked<AnswerOf<'listCircuits'>> }) {
  const [resetting, setResetting] = useState<CircuitView>();
  const [resets, setResets] = useState(0);
  const hand = usePanel(
    (signal) => api.call('listAudit', { query: { of: 'hand', limit: LATEST } }, signal),
    resets,
  );
  const trends = usePanel((signal) => api.call('getResilienceTrends', { query: { span: '24h' } }, signal));
  const recoveries = usePanel((signal) =>
    api.call('listAudit', { query: { of: 'recoveries', limit: LATEST } }, signal),
  );
  return (
    <>
      <section class="card" aria-labelledby="circuits-heading">
        <h2 id="circuits-heading">Circuits</h2>
        <p class="muted">What fails too often is left alone for a while, and then tried by one.</p>
        <Panel what="the circuits" asked={circuits}>
          {({ items, at }) => <Circuits items={items} now={Date.parse(at)} onReset={setResetting} />}
        </Panel>
      </section>
      <section class="card" aria-labelledby="recoveries-heading">
        <h2 id="recoveries-heading">Recoveries</h2>
        <Panel what="how recoveries went" asked={trends}>
          {(answer) => <Recoveries trends={answer} />}
        </Panel>
        <Panel what="how hosts were made good" asked={recoveries}>
          {({ items }) => <Acts items={items} none="No host had to be made good in the last seven days." />}
        </Panel>
      </section>
      <section class="card" aria-labelledby="audit-heading">
        <h2 id="audit-heading">Done by hand in the last seven days</h2>
        <Panel what="what was done by hand" asked={hand}>
          {({ items }) => <Acts items={items} none="Nothing." />}
        </Panel>
      </section>
      {resetting !== undefined && (
        <WhyDialog
          title={`Close the circuit ${resetting.operation}`}
          confirm="Close it"
          example="AWS says that its trouble is over"
          run={(reason) =>
            api.call('resetCircuit', { params: { operation: resetting.operation }, body: { reason } })
          }
          onClose={(done) => {
            setResetting(undefined);
            if (!done) return;
            circuits.again();
            setResets(resets + 1);
          }}
        >
          <p>{tellInstants(resetting.reason)}</p>
          <p>It is tried again at once; what still fails opens it again.</p>
        </WhyDialog>
      )}
    </>
  );
}

function Circuits(props: {
  items: readonly CircuitView[];
  now: number;
  onReset: (circuit: CircuitView) => void;
}) {
  const { items, now, onReset } = props;
  const troubled = items.filter(({ state, failures }) => state !== 'closed' || failures > 0);
  const calm = items.length - troubled.length;
  return (
    <>
      <ul class="alerts">
        {troubled.map((circuit) => {
          const { operation, state, reason, sessionId, openUntil } = circuit;
          return (
            <li key={operation}>
              <div>
                <span class={`badge ${TONES[state]}`}>{state}</span>{' '}
                {sessionId === undefined ? (
                  <code>{operation}</code>
                ) : (
                  <a href={hrefOf({ sessionId })}>
                    <code>{operation}</code>
                  </a>
                )}{' '}
                {tellInstants(reason)}
                {openUntil !== undefined && (
                  <span class="muted"> Nobody tries before {formatSoon(openUntil, now)}.</span>
                )}
              </div>
              {state !== 'closed' && (
                <div class="acts">
                  <button
                    type="button"
                    class="quiet small"
                    aria-label={`Close it: ${operation}`}
                    onClick={() => onReset(circuit)}
                  >
                    Close it
                  </button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      <p class="muted">
        {countOf(calm, 'circuit is', 'circuits are')} closed, and nothing failed there last.
      </p>
    </>
  );
}

/** Of the last day, by the hour. */
function Recoveries({ trends }: { trends: ResilienceTrends }) {
  const { points, from, until } = trends;
  const line = (label: 'repaired' | 'replaced' | 'open') => ({
    label,
    points: points.map((point) => ({ at: Date.parse(point.at), value: point[label] })),
  });
  return (
    <LineChart
      title="Recoveries that began in the last day"
      unit="count"
      lines={[line('repaired'), line('replaced'), line('open')]}
      from={Date.parse(from)}
      until={Date.parse(until)}
      stepMs={SPAN_MS.hour}
    />
  );
}

function Acts({ items, none }: { items: readonly AuditEntry[]; none: string }) {
  const [newest] = items;
  if (newest === undefined) return <p class="muted">{none}</p>;
  const now = Date.parse(newest.at);
  return (
    <ul class="decisions">
      {items.map(({ at, actor, act, target, reason, detail }) => (
        <li key={at + act + target}>
          <span class="muted">{formatSoon(at, now)}</span> {actor} <strong>{act}</strong>{' '}
          <code>{target}</code> {tellInstants(reason)}
          {detail !== undefined && <span class="muted"> {tellInstants(detail)}</span>}
        </li>
      ))}
    </ul>
  );
}
