import { useState } from 'preact/hooks';
import type { DashboardLines } from '../../core/api/dashboards.ts';
import {
  cloudWatchNameOf,
  type Dashboard,
  type DashboardId,
  dashboards,
  type Figure,
  type Graph,
  type OwnFigure,
} from '../../core/metrics/dashboards.ts';
import { type Granularity, SPAN_MS } from '../../core/metrics/metric-series-store.ts';
import { nameFigure } from '../../core/metrics/name-figure.ts';
import { api } from '../api.ts';
import { LineChart } from './line-chart.tsx';
import { Panel, usePanel } from './panel.tsx';
import { RangeChoice } from './range-choice.tsx';

/** Where a stage runs: unknown as long as it has not been heard of. */
type Place = { readonly stage: string; readonly region: string } | undefined;

/** A dashboard as CloudWatch shows it, drawn from the metrics table. */
export function DashboardPage({ id, place }: { id: DashboardId; place: Place }) {
  const [granularity, setGranularity] = useState<Granularity>('minute');
  const dashboard = dashboards.find((one) => one.id === id)!;
  return (
    <>
      <section class="card" aria-labelledby="dashboard-heading">
        <div class="card-head">
          <h2 id="dashboard-heading">{dashboard.title}</h2>
          <RangeChoice value={granularity} onChange={setGranularity} />
        </div>
        <p class="muted">What is normal:</p>
        <ul class="says">
          {dashboard.normal.map((line) => (
            <li key={line}>{tellCode(line)}</li>
          ))}
        </ul>
      </section>
      <Sections key={granularity} dashboard={dashboard} granularity={granularity} />
      <Elsewhere dashboard={dashboard} place={place} />
    </>
  );
}

function Sections({ dashboard, granularity }: { dashboard: Dashboard; granularity: Granularity }) {
  const asked = usePanel((signal) =>
    api.call('getDashboardLines', { params: { dashboard: dashboard.id }, query: { granularity } }, signal),
  );
  return (
    <Panel what="the figures of this dashboard" asked={asked}>
      {(lines) =>
        dashboard.sections
          .filter(({ graphs }) => graphs.some(isDrawn))
          .map(({ title, graphs }) => (
            <section key={title} class="card" aria-label={title}>
              <h3>{title}</h3>
              <div class="charts">
                {graphs.filter(isDrawn).map((graph) => (
                  <OneGraph key={graph.title} graph={graph} answer={lines} />
                ))}
              </div>
            </section>
          ))
      }
    </Panel>
  );
}

const isOwn = (figure: Figure): figure is OwnFigure => 'metric' in figure;
const isDrawn = ({ figures }: Graph) => figures.some(isOwn);

function OneGraph({ graph, answer }: { graph: Graph; answer: DashboardLines }) {
  const byName = new Map(answer.lines.map((line) => [nameFigure(line), line]));
  const lines = graph.figures.flatMap((figure) => {
    const line = isOwn(figure) ? byName.get(nameFigure(figure)) : undefined;
    return line === undefined ? [] : [{ ...line, label: figure.label }];
  });
  const unit = lines[0]?.unit ?? 'count';
  return (
    <LineChart
      // What it is counted in stands beside each figure.
      title={graph.title.replace(/ \((ms|USD an hour)\)$/, '')}
      unit={unit}
      lines={lines.map(({ label, points }) => ({
        label,
        points: points.map(({ start, value }) => ({ at: Date.parse(start), value })),
      }))}
      from={Date.parse(answer.from)}
      until={Date.parse(answer.until)}
      stepMs={SPAN_MS[answer.granularity]}
    />
  );
}

/** What AWS alone measures is drawn where it is. */
function Elsewhere({ dashboard, place }: { dashboard: Dashboard; place: Place }) {
  const titles = dashboard.sections.flatMap(({ graphs }) =>
    graphs.filter((graph) => !isDrawn(graph)).map(({ title }) => title),
  );
  if (titles.length === 0 && place === undefined) return null;
  return (
    <p class="muted">
      {titles.length > 0 && <>Of what AWS alone measures CloudWatch shows, too: {titles.join(', ')}. </>}
      {place !== undefined && <a href={addressOf(dashboard, place)}>This dashboard in CloudWatch</a>}
    </p>
  );
}

function addressOf(dashboard: Dashboard, { stage, region }: NonNullable<Place>): string {
  const name = cloudWatchNameOf(dashboard, stage, region);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
}

/** The definitions' Markdown has code, and nothing else. */
function tellCode(text: string) {
  return text.split('`').map((part, nth) => (nth % 2 === 1 ? <code key={part}>{part}</code> : part));
}
