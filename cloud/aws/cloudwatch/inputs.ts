/** What CloudWatch's operations take, whichever protocol it came in: in query all is text. */
import * as z from 'zod';
import { AwsError } from '../http-types.ts';
import type { MetricQuery } from './alarm.ts';

const time = z
  .union([
    z.number().transform((seconds) => seconds * 1000),
    z.string().transform((text) => Date.parse(text)),
    z.object({ tag: z.literal(1), value: z.number() }).transform(({ value }) => value * 1000),
  ])
  .refine((at) => !Number.isNaN(at), 'must be a time');
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** A list; the query protocol writes an empty one as nothing, and some clients as empty text. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === '' ? [] : value), z.array(item));
const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const count = z.coerce.number().int().min(1);
const dimensions = listOf(z.object({ Name: z.string(), Value: z.string() })).default([]);

export const describeAlarmsInput = z.strictObject({
  AlarmNames: listOf(z.string()).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: listOf(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
  StateValue: state.optional(),
  ActionPrefix: z.string().optional(),
  MaxRecords: count.max(100).default(50),
  NextToken: z.string().optional(),
});

export const alarmHistoryInput = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmTypes: listOf(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
  HistoryItemType: z.literal('StateUpdate').optional(),
  StartDate: time.optional(),
  EndDate: time.optional(),
  MaxRecords: count.max(100).default(50),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  NextToken: z.string().optional(),
});

export const setAlarmStateInput = z.strictObject({
  AlarmName: z.string().min(1),
  StateValue: state,
  StateReason: z.string().max(1023),
  StateReasonData: z.string().optional(),
});

export const listMetricsInput = z.strictObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: listOf(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
  RecentlyActive: z.literal('PT3H').optional(),
  NextToken: z.string().optional(),
});

const querySchema = z.object({
  Id: z.string().regex(/^[a-z]\w*$/, 'an id begins with a small letter'),
  Label: z.string().optional(),
  Expression: z.string().optional(),
  Period: z.coerce.number().optional(),
  ReturnData: flag.default(true),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: z.coerce.number(),
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
});

export const getMetricDataInput = z.strictObject({
  MetricDataQueries: z.array(querySchema).min(1).max(500),
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: count.optional(),
});

/** A list of queries as the API and templates write them. */
export const metricQueriesSchema = z.array(querySchema).transform((queries) => queries.map(toMetricQuery));

export function toMetricQuery(query: z.output<typeof querySchema>): MetricQuery {
  const { Id, Label, Expression, Period, ReturnData, MetricStat } = query;
  return {
    id: Id,
    returnData: ReturnData,
    ...(Label === undefined ? {} : { label: Label }),
    ...(Expression === undefined ? {} : { expression: Expression }),
    ...(Period === undefined ? {} : { periodS: Period }),
    ...(MetricStat === undefined
      ? {}
      : {
          stat: {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: Object.fromEntries(
              MetricStat.Metric.Dimensions.map(({ Name, Value }) => [Name, Value]),
            ),
            statistic: MetricStat.Stat,
            periodS: MetricStat.Period,
          },
        }),
  };
}

/** Reads an input. @throws AwsError ValidationError that names each member */
export function readInputOf<Schema extends z.ZodType>(schema: Schema, input: object): z.output<Schema> {
  // `Action` and `Version` are the query protocol's own.
  const { Action: _action, Version: _version, ...members } = input as Record<string, unknown>;
  const parsed = schema.safeParse(members);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`,
  );
  throw new AwsError('ValidationError', `${faults.length} validation errors detected: ${faults.join('; ')}`);
}
