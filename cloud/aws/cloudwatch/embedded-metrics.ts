import * as z from 'zod';
import type { Datum } from './metric-store.ts';

/** CloudWatch's embedded metric format, as its specification has it. */
const metricSchema = z.object({ Name: z.string().min(1).max(1024), Unit: z.string().optional() });
const directiveSchema = z.object({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string()).max(30)),
  Metrics: z.array(metricSchema).max(100),
});
const lineSchema = z.looseObject({
  _aws: z.looseObject({ Timestamp: z.number(), CloudWatchMetrics: z.array(directiveSchema) }),
});
/** What a metric's member of the line may be: a number, or up to 100 of them. */
const valuesSchema = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);

/** How old a metric may be, and how far ahead of the clock, ms. */
const OLDEST_MS = 14 * 24 * 3_600_000;
const AHEAD_MS = 2 * 3_600_000;

/**
 * The metrics of a log line, as CloudWatch Logs takes them out of it at `now` (ms since 1970): nothing of a line that is
 * none, or none by the specification, and nothing that is too old or of the future.
 */
export function readEmbeddedMetrics(line: string, now: number): Datum[] {
  // Most lines carry none.
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return [];
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return [];
  const { _aws, ...members } = parsed.data;
  const at = _aws.Timestamp;
  if (at < now - OLDEST_MS || at > now + AHEAD_MS) return [];
  return _aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name, Unit: unit = 'None' }) => {
      const values = valuesSchema.safeParse(members[name]);
      if (!values.success || values.data.length === 0) return [];
      return Dimensions.flatMap((names) => {
        const dimensions = dimensionsOf(names, members);
        return dimensions === undefined
          ? []
          : [{ namespace, name, dimensions, at, values: values.data, unit }];
      });
    }),
  );
}

/** The values of a set of dimensions; undefined if the line lacks one. */
function dimensionsOf(
  names: readonly string[],
  members: Readonly<Record<string, unknown>>,
): Record<string, string> | undefined {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = members[name];
    if (typeof value !== 'string') return undefined;
    dimensions[name] = value;
  }
  return dimensions;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
