import * as z from 'zod';
import {
  type AlarmDefinition,
  COMPARISONS,
  type Comparison,
  type MetricQuery,
} from '../../aws/cloudwatch/alarm.ts';
import { metricQueriesSchema } from '../../aws/cloudwatch/inputs.ts';
import { readFilterPattern } from '../../aws/cloudwatch/metric-filter.ts';
import type { Properties, Providers, ResourceContext } from '../provider.ts';

const NAME_LIMIT = 255;
const comparisonNames = Object.keys(COMPARISONS);

const notServed = (what: string) => z.undefined({ error: `${what} not served by local mode` }).optional();
const arns = z.array(z.string()).default([]);

const sharedFields = {
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().max(1024, 'CloudWatch takes 1,024 characters').optional(),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: arns,
  OKActions: arns,
  InsufficientDataActions: arns,
};

/** What a template says of an alarm, and not more: what is not known could mean that it rings at other times. */
export const metricAlarmSchema = z.strictObject({
  ...sharedFields,
  ComparisonOperator: z.string().transform((name, context): Comparison => {
    if (Object.hasOwn(COMPARISONS, name)) return name as Comparison;
    context.addIssue(`${name} is not served by local mode: ${comparisonNames.join(', ')} are`);
    return z.NEVER;
  }),
  EvaluationPeriods: z.coerce.number().int().min(1),
  DatapointsToAlarm: z.coerce.number().int().min(1).optional(),
  Threshold: z.coerce.number(),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Period: z.coerce.number().multipleOf(60, 'only whole minutes are served by local mode').optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Metrics: metricQueriesSchema.optional(),
  Tags: z.unknown().optional(),
});

const compositeSchema = z.strictObject({
  ...sharedFields,
  AlarmRule: z.string(),
  ActionsSuppressor: notServed('suppressors are'),
  Tags: z.unknown().optional(),
});

const filterSchema = z.object({
  LogGroupName: z.string(),
  FilterPattern: z.string(),
  MetricTransformations: z.tuple([
    z.object({
      MetricNamespace: z.string(),
      MetricName: z.string(),
      MetricValue: z.string(),
      Dimensions: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
      Unit: z.string().default('None'),
      DefaultValue: notServed('a default value is'),
    }),
  ]),
});

/** The metrics that an alarm reads: those of its list, or the only one. */
function queriesOf(alarm: z.output<typeof metricAlarmSchema>): readonly MetricQuery[] {
  if (alarm.Metrics !== undefined) return alarm.Metrics;
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = alarm;
  const statistic = Statistic ?? ExtendedStatistic;
  if (Namespace === undefined || MetricName === undefined || Period === undefined || statistic === undefined)
    throw new Error('it has neither Metrics nor Namespace, MetricName, Period and Statistic');
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const stat = { namespace: Namespace, name: MetricName, dimensions, statistic, periodS: Period };
  return [{ id: 'm', stat, returnData: true }];
}

/**
 * The definition of an alarm by its resolved properties. `now`: ms since 1970.
 *
 * @throws ZodError or Error for what local mode does not serve
 */
export function readAlarm(
  type: 'AWS::CloudWatch::Alarm' | 'AWS::CloudWatch::CompositeAlarm',
  properties: Properties,
  place: { readonly name: string; readonly region: string; readonly accountId: string; readonly now: number },
): AlarmDefinition {
  const composite = type === 'AWS::CloudWatch::CompositeAlarm';
  const declared = composite ? compositeSchema.parse(properties) : metricAlarmSchema.parse(properties);
  const name = declared.AlarmName ?? place.name;
  const shared = {
    name,
    arn: `arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${name}`,
    ...(declared.AlarmDescription === undefined ? {} : { description: declared.AlarmDescription }),
    actionsEnabled: declared.ActionsEnabled,
    actions: {
      ALARM: declared.AlarmActions,
      OK: declared.OKActions,
      INSUFFICIENT_DATA: declared.InsufficientDataActions,
    },
    updatedAt: place.now,
  };
  if ('AlarmRule' in declared) return { ...shared, kind: 'composite', rule: declared.AlarmRule };
  const { TreatMissingData, EvaluationPeriods } = declared;
  // With fewer figures than periods CloudWatch keeps the state or rings early by a table of its own.
  if (EvaluationPeriods > 1 && (TreatMissingData === 'missing' || TreatMissingData === 'ignore'))
    throw new Error(
      `TreatMissingData ${TreatMissingData} with more than one period is not served by local mode: say breaching or notBreaching`,
    );
  const queries = queriesOf(declared);
  const returning = queries.filter(({ returnData }) => returnData);
  if (returning.length !== 1) throw new Error(`${returning.length} of its metrics return data; one must`);
  const periods = queries.flatMap(({ stat, periodS }) => stat?.periodS ?? periodS ?? []);
  return {
    ...shared,
    kind: 'metric',
    queries,
    comparison: declared.ComparisonOperator,
    threshold: declared.Threshold,
    periodS: Math.max(...periods),
    evaluationPeriods: declared.EvaluationPeriods,
    datapointsToAlarm: declared.DatapointsToAlarm ?? declared.EvaluationPeriods,
    missingData: declared.TreatMissingData,
  };
}

function alarmProvider(type: Parameters<typeof readAlarm>[0]): Providers[string] {
  return {
    ensure: async (properties, { services, makeName, region, accountId }: ResourceContext) => {
      const name = makeName(NAME_LIMIT);
      const alarm = readAlarm(type, properties, { name, region, accountId, now: Date.now() });
      services.cloudwatch.alarms.put(alarm);
      return { physicalId: alarm.name, attributes: { Arn: alarm.arn } };
    },
    remove: async ({ physicalId }, { services }) => services.cloudwatch.alarms.remove(physicalId),
  };
}

export const cloudwatchProviders: Providers = {
  'AWS::CloudWatch::Alarm': alarmProvider('AWS::CloudWatch::Alarm'),
  'AWS::CloudWatch::CompositeAlarm': alarmProvider('AWS::CloudWatch::CompositeAlarm'),
  'AWS::Logs::MetricFilter': {
    ensure: async (properties, { services, makeName }) => {
      const { LogGroupName, FilterPattern, MetricTransformations } = filterSchema.parse(properties);
      const [transformation] = MetricTransformations;
      const name = makeName(NAME_LIMIT);
      services.cloudwatch.putFilter(name, {
        logGroup: LogGroupName,
        matches: readFilterPattern(FilterPattern),
        namespace: transformation.MetricNamespace,
        name: transformation.MetricName,
        value: transformation.MetricValue,
        dimensions: Object.fromEntries(transformation.Dimensions.map(({ Key, Value }) => [Key, Value])),
        unit: transformation.Unit,
      });
      return { physicalId: name };
    },
    remove: async ({ physicalId }, { services }) => services.cloudwatch.removeFilter(physicalId),
  },
};
