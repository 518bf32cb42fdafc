/** CloudWatch's embedded metric format: metrics that functions print as JSON lines. */

/** Values of one metric with one set of dimensions, from one line. */
export interface MetricDatum {
  /** Unix ms. */
  readonly timestampMs: number;
  readonly namespace: string;
  readonly name: string;
  /** CloudWatch's unit names: Count, Milliseconds, Kilobytes ... */
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

interface MetricDirective {
  readonly Namespace: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string; readonly Unit?: string }[];
}

/** Whether a line of output is a metric line and not a log line. */
export function isEmfLine(line: string): boolean {
  return line.startsWith('{') && line.includes('"CloudWatchMetrics"');
}

/**
 * Reads one line in embedded metric format; one datum for each metric and dimension set.
 * A line that is not in the format gives an empty list, as CloudWatch drops it silently too.
 */
export function parseEmfLine(line: string): MetricDatum[] {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return [];
  }
  const aws = entry['_aws'] as
    | { readonly Timestamp?: number; readonly CloudWatchMetrics?: readonly MetricDirective[] }
    | undefined;
  if (!Array.isArray(aws?.CloudWatchMetrics)) return [];
  const timestampMs = Number(aws.Timestamp ?? 0);
  return (aws.CloudWatchMetrics as readonly MetricDirective[]).flatMap((directive) =>
    (directive.Metrics ?? []).flatMap(({ Name, Unit }) => {
      const values = [entry[Name]].flat().filter((value): value is number => typeof value === 'number');
      if (values.length === 0) return [];
      return (directive.Dimensions ?? [[]]).map((names) => ({
        timestampMs,
        namespace: directive.Namespace,
        name: Name,
        unit: Unit ?? 'None',
        dimensions: Object.fromEntries(names.map((name) => [name, String(entry[name])])),
        values,
      }));
    }),
  );
}

export interface MetricSummary {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Metrics of one local system, newest kept up to a bound. */
export class MetricStore {
  readonly #data: MetricDatum[] = [];
  readonly #capacity: number;

  /** @param capacity data kept; the oldest go first */
  constructor(capacity = 100_000) {
    this.#capacity = capacity;
  }

  add(data: readonly MetricDatum[]): void {
    this.#data.push(...data);
    if (this.#data.length > this.#capacity) this.#data.splice(0, this.#data.length - this.#capacity);
  }

  /** Data of one metric, oldest first; `dimensions` must all match where given. */
  query(filter: {
    namespace: string;
    name: string;
    dimensions?: Readonly<Record<string, string>>;
    sinceMs?: number;
  }): MetricDatum[] {
    const wanted = Object.entries(filter.dimensions ?? {});
    return this.#data.filter(
      (datum) =>
        datum.namespace === filter.namespace &&
        datum.name === filter.name &&
        datum.timestampMs >= (filter.sinceMs ?? 0) &&
        wanted.every(([name, value]) => datum.dimensions[name] === value),
    );
  }

  /** Statistics of one metric as CloudWatch gives them; undefined when there are no data. */
  summarize(filter: Parameters<MetricStore['query']>[0]): MetricSummary | undefined {
    const values = this.query(filter).flatMap(({ values }) => values);
    if (values.length === 0) return undefined;
    return {
      count: values.length,
      sum: values.reduce((sum, value) => sum + value, 0),
      minimum: values.reduce((least, value) => Math.min(least, value)),
      maximum: values.reduce((most, value) => Math.max(most, value)),
    };
  }
}
