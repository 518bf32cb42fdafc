import { useState } from 'preact/hooks';
import type { MetricUnit } from '../../core/metrics/metric-table.ts';
import { formatSoon } from '../format.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { type ChartLine, formatFigure, HEIGHT, pathsOf, topOf, WIDTH } from './chart-geometry.ts';

/** So many lines look different: by colour and by their dashes. */
const LOOKS = 6;
const DASHES = ['', '7 4', '2 4', '11 4 2 4', '5 2', '1 2'];

/** Lines over time, with what each came to, and all of it as a table. */
export function LineChart(props: {
  readonly title: string;
  readonly unit: MetricUnit;
  readonly lines: readonly ChartLine[];
  /** ms since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly stepMs: number;
}) {
  const { title, unit, lines, from, until, stepMs } = props;
  const [open, setOpen] = useState(false);
  const top = topOf(lines);
  const isEmpty = lines.every(({ points }) => points.length === 0);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {isEmpty ? (
        <p class="muted nothing">Nothing was measured in this time.</p>
      ) : (
        <>
          <div class="plot">
            <span class="top" aria-hidden="true">
              {formatFigure(top, unit)}
            </span>
            <span class="zero" aria-hidden="true">
              0
            </span>
            <svg
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={`${title}: ${lines.map((line) => tellLine(line, unit)).join('; ')}`}
            >
              <path class="grid" d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
              {lines.map(({ label, points }, nth) => {
                const { strokes, dots } = pathsOf(points, { from, until, stepMs, top });
                const look = nth % LOOKS;
                return (
                  <g key={label} class={`look-${look}`}>
                    <path class="line" stroke-dasharray={DASHES[look]} d={strokes} />
                    <path class="dots" d={dots} />
                  </g>
                );
              })}
            </svg>
            <span class="from" aria-hidden="true">
              {formatSoon(new Date(from).toISOString(), until)}
            </span>
            <span class="until" aria-hidden="true">
              {formatSoon(new Date(until).toISOString(), until)}
            </span>
          </div>
          <ul class="legend">
            {lines.map((line, nth) => (
              <li key={line.label}>
                <svg viewBox="0 0 30 8" aria-hidden="true">
                  <path
                    class={`line look-${nth % LOOKS}`}
                    stroke-dasharray={DASHES[nth % LOOKS]}
                    d="M1 4H29"
                  />
                </svg>
                <span>{tellLine(line, unit)}</span>
              </li>
            ))}
          </ul>
          <details onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>
              As a table<span class="unseen">: {title}</span>
            </summary>
            {open && <Figures title={title} unit={unit} lines={lines} until={until} />}
          </details>
        </>
      )}
    </figure>
  );
}

function tellLine({ label, points }: ChartLine, unit: MetricUnit): string {
  const last = points.at(-1);
  if (last === undefined) return `${label}: nothing`;
  const most = Math.max(...points.map(({ value }) => value));
  return `${label}: ${formatFigure(last.value, unit)}, most ${formatFigure(most, unit)}`;
}

function Figures(props: { title: string; unit: MetricUnit; lines: readonly ChartLine[]; until: number }) {
  const { title, unit, lines, until } = props;
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted(
    (a, b) => b - a,
  );
  return (
    <ScrollRegion label={`${title}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {lines.map(({ label }) => (
              <th key={label} scope="col" class="number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time) => (
            <tr key={time}>
              <th scope="row">{formatSoon(new Date(time).toISOString(), until)}</th>
              {lines.map(({ label, points }) => {
                const point = points.find(({ at }) => at === time);
                return (
                  <td key={label} class="number">
                    {point === undefined ? '–' : formatFigure(point.value, unit)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
