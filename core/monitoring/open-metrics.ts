/** A sample of a family: suffix of its name, labels, value. */
export interface Sample {
  readonly suffix?: '_total' | '_created' | '_bucket' | '_count' | '_sum';
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Samples of one name. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly unit?: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The media type of the text; the character set comes with it. */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0';

/**
 * Families as OpenMetrics 1.0 text. A name ends with its unit where it has one.
 * @throws RangeError for a name or a label that the format does not allow
 */
export function writeOpenMetrics(families: readonly MetricFamily[]): string {
  const lines = families.flatMap(({ name, type, unit, help, samples }) => {
    if (!/^[a-z][a-z0-9_]*$/.test(name) || (unit !== undefined && !name.endsWith(`_${unit}`)))
      throw new RangeError(`${name} is no name of a metric of the unit ${unit ?? 'none'}`);
    return [
      `# TYPE ${name} ${type}`,
      ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
      `# HELP ${name} ${escapeText(help)}`,
      ...samples.map(
        ({ suffix = '', labels = {}, value }) =>
          `${name}${suffix}${writeLabels(labels)} ${writeNumber(value)}`,
      ),
    ];
  });
  return [...lines, '# EOF', ''].join('\n');
}

function writeLabels(labels: Readonly<Record<string, string>>): string {
  const written = Object.entries(labels).map(([name, value]) => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) throw new RangeError(`${name} is no name of a label`);
    return `${name}="${escapeText(value)}"`;
  });
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}

const escapeText = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function writeNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return String(value);
}
