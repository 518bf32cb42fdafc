/** Points of one thing over another. */
export interface Series {
  readonly name: string;
  /** Class of the page's style sheet that gives its colour. */
  readonly style: 'first' | 'second' | 'third';
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What is drawn, with words for who cannot see it. */
export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  readonly as: 'lines' | 'dots';
}

const [WIDTH, HEIGHT] = [720, 260];
const MARGIN = { left: 56, right: 16, top: 12, bottom: 40 };
const TICKS = 5;

/** Draws a chart as SVG that needs nothing else. Pure. */
export function drawChart(chart: Chart): string {
  const all = chart.series.flatMap(({ points }) => points);
  const [maxX, maxY] = [niceCeiling(maxOf(all, 0)), niceCeiling(maxOf(all, 1))];
  const placeX = (x: number) => round(MARGIN.left + (x / maxX) * (WIDTH - MARGIN.left - MARGIN.right));
  const placeY = (y: number) =>
    round(HEIGHT - MARGIN.bottom - (y / maxY) * (HEIGHT - MARGIN.top - MARGIN.bottom));
  const ticks = Array.from({ length: TICKS + 1 }, (_, at) => at / TICKS);
  const marks = ticks.flatMap((share) => [
    `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${placeY(share * maxY)}" y2="${placeY(share * maxY)}"/>`,
    `<text class="tick" text-anchor="end" x="${MARGIN.left - 6}" y="${placeY(share * maxY) + 4}">${tell(share * maxY)}</text>`,
    `<text class="tick" text-anchor="middle" x="${placeX(share * maxX)}" y="${HEIGHT - MARGIN.bottom + 16}">${tell(share * maxX)}</text>`,
  ]);
  const drawn = chart.series.map(({ points, style }) =>
    chart.as === 'lines'
      ? `<polyline class="${style}" points="${points.map(([x, y]) => `${placeX(x)},${placeY(y)}`).join(' ')}"/>`
      : points
          .map(([x, y]) => `<circle class="${style}" r="2.5" cx="${placeX(x)}" cy="${placeY(y)}"/>`)
          .join(''),
  );
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(describe(chart))}">`,
    ...marks,
    ...drawn,
    `<text class="axis" text-anchor="middle" x="${WIDTH / 2}" y="${HEIGHT - 6}">${escapeText(chart.x)}</text>`,
    `<text class="axis" text-anchor="middle" transform="translate(14 ${HEIGHT / 2}) rotate(-90)">${escapeText(chart.y)}</text>`,
    '</svg>',
  ].join('\n');
}

/** Text as HTML and SVG have it. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function describe({ title, series }: Chart): string {
  const most = series.map(({ name, points }) => `${name} at most ${tell(maxOf(points, 1))}`);
  return `${title}: ${most.join(', ')}`;
}

function maxOf(points: readonly (readonly [number, number])[], axis: 0 | 1): number {
  return points.reduce((most, point) => Math.max(most, point[axis]), 0);
}

/** The next of 1, 2, 2.5, 5 and 10 times a power of ten, so that marks have short numbers. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

const round = (value: number) => Math.round(value * 10) / 10;
const tell = (value: number) => String(Number(value.toPrecision(3)));
