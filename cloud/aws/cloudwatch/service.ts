import type { AwsCall, AwsResponse, AwsService } from '../http-types.ts';
import { AwsError, UnservedOperation } from '../http-types.ts';
import type { Log } from '../log.ts';
import type { AlarmDefinition, AlarmStatus, MetricQuery } from './alarm.ts';
import { type AlarmChange, Alarms, type AlarmsOptions } from './alarms.ts';
import { readEmbeddedMetrics } from './embedded-metrics.ts';
import {
  alarmHistoryInput,
  describeAlarmsInput,
  getMetricDataInput,
  listMetricsInput,
  readInputOf,
  setAlarmStateInput,
  toMetricQuery,
} from './inputs.ts';
import { countLine, type MetricFilter } from './metric-filter.ts';
import { type Datum, floorTo, MetricStore, MINUTE_MS } from './metric-store.ts';
import { readMetrics } from './read-metrics.ts';
import { type Output, readCall, renderOutput } from './wire.ts';

export interface CloudWatchOptions extends Pick<AlarmsOptions, 'publish' | 'region' | 'accountId' | 'path'> {
  readonly log: Log;
  /** ms since 1970. */
  readonly now: () => number;
  /** What services know of themselves once a minute, as the ages of queues; asked before alarms are judged. */
  readonly sample: (at: number) => readonly Datum[];
}

/** CloudWatch on one machine: metrics of a day, alarms over them, and the calls that ask for both. */
export interface CloudWatchService extends AwsService {
  readonly alarms: Alarms;
  readonly metrics: MetricStore;
  /** Takes what a service of AWS measures of itself. */
  record(data: readonly Datum[]): void;
  /** A line that was written to a log group: its embedded metrics, and what filters of the group count. */
  takeLine(logGroup: string, line: string): void;
  /** Adds or replaces the filter of that id. */
  putFilter(id: string, filter: MetricFilter): void;
  removeFilter(id: string): void;
  /** Everything that was recorded is told, too: for who keeps a record. */
  onRecord?: ((datum: Datum) => void) | undefined;
  /** Samples, judges every alarm, tells topics, and answers what changed; each minute after `start`. */
  evaluate(now: number): Promise<readonly AlarmChange[]>;
  start(): void;
  stop(): void;
}

/** A minute's metrics may come a little late. */
const AFTER_THE_MINUTE_MS = 5_000;

/** Makes the service; it judges nothing by itself until `start`. */
export function makeCloudWatch(options: CloudWatchOptions): CloudWatchService {
  const { log, now } = options;
  const metrics = new MetricStore();
  const filters = new Map<string, MetricFilter>();
  const alarms = new Alarms({
    ...options,
    store: metrics,
    onChange: ({ alarm, status, from }) => {
      if (status.state === 'ALARM')
        log(
          'error',
          'alarm',
          `${alarm.name} rings: ${status.reason} ${firstLineOf(alarm.description)}`.trim(),
        );
      else if (from === 'ALARM') log('info', 'alarm', `${alarm.name} is over: ${status.reason}`);
    },
    onProblem: (problem) => log('error', 'cloudwatch', problem),
  });
  let timer: NodeJS.Timeout | undefined;

  const operations: Readonly<Record<string, (input: object) => Output | Promise<Output>>> = {
    DescribeAlarms: (input) => describeAlarms(alarms, input),
    DescribeAlarmHistory: (input) => describeHistory(alarms, input),
    GetMetricData: (input) => getMetricData(metrics, input),
    ListMetrics: (input) => listMetrics(metrics, input),
    SetAlarmState: async (input) => {
      const { AlarmName, StateValue, StateReason } = readInputOf(setAlarmStateInput, input);
      const found = await alarms.setState(AlarmName, { state: StateValue, reason: StateReason }, now());
      if (!found) throw new AwsError('ResourceNotFound', `There is no alarm ${AlarmName}.`, 404);
      return {};
    },
  };

  const service: CloudWatchService = {
    alarms,
    metrics,
    handle: async (call: AwsCall): Promise<AwsResponse> => {
      const operate = operations[call.operation];
      if (operate === undefined) throw new UnservedOperation('monitoring', call.operation);
      return renderOutput(call, (await operate(readCall(call).input)) as Record<string, Output>);
    },
    record: (data) => {
      for (const datum of data) {
        metrics.record(datum);
        service.onRecord?.(datum);
      }
    },
    takeLine: (logGroup, line) => {
      service.record(readEmbeddedMetrics(line, now()));
      service.record(countLine([...filters.values()], logGroup, line, now()));
    },
    putFilter: (id, filter) => void filters.set(id, filter),
    removeFilter: (id) => void filters.delete(id),
    evaluate: async (at) => {
      // Of the minute that ends here.
      service.record(options.sample(at));
      metrics.forgetBefore(at);
      return await alarms.evaluate(at);
    },
    start: () => {
      const next = (minutes: number) => {
        const at = now();
        const due = floorTo(at, MINUTE_MS) + minutes * MINUTE_MS + AFTER_THE_MINUTE_MS;
        timer = setTimeout(() => {
          next(1);
          void service.evaluate(now());
        }, due - at).unref();
      };
      // What acts hourly has then acted once.
      next(2);
    },
    stop: () => clearTimeout(timer),
  };
  return service;
}

function firstLineOf(text = ''): string {
  return text.split('\n', 1)[0]!;
}

function describeAlarms(alarms: Alarms, input: object): Output {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix, MaxRecords, NextToken } =
    readInputOf(describeAlarmsInput, input);
  const chosen = alarms
    .list()
    .filter(
      ({ alarm, status }) =>
        (AlarmNames === undefined || AlarmNames.includes(alarm.name)) &&
        (AlarmNamePrefix === undefined || alarm.name.startsWith(AlarmNamePrefix)) &&
        AlarmTypes.includes(typeOf(alarm)) &&
        (StateValue === undefined || status.state === StateValue) &&
        (ActionPrefix === undefined || alarm.actions.ALARM.some((arn) => arn.startsWith(ActionPrefix))),
    );
  const { items, next } = pageOf(chosen, MaxRecords, NextToken);
  const ofType = (type: AlarmType): Output[] =>
    items.filter(({ alarm }) => typeOf(alarm) === type).map(({ alarm, status }) => viewAlarm(alarm, status));
  return { MetricAlarms: ofType('MetricAlarm'), CompositeAlarms: ofType('CompositeAlarm'), NextToken: next };
}

type AlarmType = 'MetricAlarm' | 'CompositeAlarm';

const typeOf = ({ kind }: AlarmDefinition): AlarmType =>
  kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';

/** An alarm as DescribeAlarms shows it. */
function viewAlarm(alarm: AlarmDefinition, status: AlarmStatus): Output {
  const shared = {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.updatedAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: status.state,
    StateReason: status.reason,
    StateUpdatedTimestamp: new Date(status.since),
    StateTransitionedTimestamp: new Date(status.since),
  };
  if (alarm.kind === 'composite') return { ...shared, AlarmRule: alarm.rule };
  const [only] = alarm.queries;
  const stat = alarm.queries.length === 1 ? only?.stat : undefined;
  return {
    ...shared,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.missingData,
    ...(stat === undefined
      ? { Metrics: alarm.queries.map(viewQuery) }
      : {
          Namespace: stat.namespace,
          MetricName: stat.name,
          Dimensions: viewDimensions(stat.dimensions),
          Period: stat.periodS,
          [stat.statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic']: stat.statistic,
        }),
  };
}

const viewDimensions = (dimensions: Readonly<Record<string, string>>): Output =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

function viewQuery({ id, label, expression, stat, periodS, returnData }: MetricQuery): Output {
  return {
    Id: id,
    Label: label,
    Expression: expression,
    Period: periodS,
    ReturnData: returnData,
    MetricStat: stat && {
      Metric: {
        Namespace: stat.namespace,
        MetricName: stat.name,
        Dimensions: viewDimensions(stat.dimensions),
      },
      Period: stat.periodS,
      Stat: stat.statistic,
    },
  };
}

function describeHistory(alarms: Alarms, input: object): Output {
  const { AlarmName, AlarmTypes, StartDate, EndDate, MaxRecords, ScanBy, NextToken } = readInputOf(
    alarmHistoryInput,
    input,
  );
  const entries = alarms
    .list()
    .filter(({ alarm }) => AlarmTypes.includes(typeOf(alarm)) && alarm.name === (AlarmName ?? alarm.name))
    .flatMap(({ alarm }) =>
      alarms.historyOf(alarm.name).map((status, at, all) => ({
        alarm,
        status,
        before: all[at + 1]?.state ?? 'INSUFFICIENT_DATA',
      })),
    )
    .filter(
      ({ status: { since } }) =>
        since >= (StartDate ?? Number.NEGATIVE_INFINITY) && since <= (EndDate ?? Number.POSITIVE_INFINITY),
    )
    .sort((one, other) =>
      ScanBy === 'TimestampAscending'
        ? one.status.since - other.status.since
        : other.status.since - one.status.since,
    );
  const { items, next } = pageOf(entries, MaxRecords, NextToken);
  return {
    AlarmHistoryItems: items.map(({ alarm, status, before }) => ({
      AlarmName: alarm.name,
      AlarmType: typeOf(alarm),
      Timestamp: new Date(status.since),
      HistoryItemType: 'StateUpdate',
      HistorySummary: `Alarm updated from ${before} to ${status.state}`,
      HistoryData: JSON.stringify({
        version: '1.0',
        oldState: { stateValue: before },
        newState: { stateValue: status.state, stateReason: status.reason },
      }),
    })),
    NextToken: next,
  };
}

/** A page of what there is, and the token of the next. */
function pageOf<T>(
  all: readonly T[],
  most: number,
  token: string | undefined,
): { items: readonly T[]; next: string | undefined } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from)) throw new AwsError('InvalidNextToken', 'The NextToken is not one of ours.');
  const until = from + most;
  return { items: all.slice(from, until), next: until < all.length ? String(until) : undefined };
}

const METRICS_A_PAGE = 500;

function listMetrics(store: MetricStore, input: object): Output {
  const { Namespace, MetricName, Dimensions, NextToken } = readInputOf(listMetricsInput, input);
  const chosen = store.list().filter(
    ({ namespace, name, dimensions }) =>
      namespace === (Namespace ?? namespace) &&
      name === (MetricName ?? name) &&
      Dimensions.every(({ Name, Value }) => {
        const value = dimensions[Name];
        return value !== undefined && value === (Value ?? value);
      }),
  );
  const { items, next } = pageOf(chosen, METRICS_A_PAGE, NextToken);
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: viewDimensions(dimensions),
    })),
    NextToken: next,
  };
}

function getMetricData(store: MetricStore, input: object): Output {
  const { MetricDataQueries, StartTime, EndTime, ScanBy } = readInputOf(getMetricDataInput, input);
  const queries = MetricDataQueries.map(toMetricQuery);
  const periods = queries.flatMap(({ stat, periodS }) => stat?.periodS ?? periodS ?? []);
  // Expressions join metrics of one period; CloudWatch takes the longest of them.
  const periodMs = Math.max(60, ...periods) * 1000;
  if (periodMs % MINUTE_MS !== 0)
    throw new AwsError('InvalidParameterValue', 'Periods are multiples of 60 seconds in local mode.');
  const from = floorTo(StartTime, periodMs);
  const count = Math.max(0, Math.ceil((EndTime - from) / periodMs));
  let results: ReturnType<typeof readMetrics>;
  try {
    results = readMetrics(store, queries, periodMs, from, count);
  } catch (error) {
    throw new AwsError('InvalidParameterValue', (error as Error).message);
  }
  return {
    MetricDataResults: results.map(({ id, label, values }) => {
      const points = values.flatMap((value, at) =>
        value === undefined ? [] : [{ at: new Date(from + at * periodMs), value }],
      );
      if (ScanBy === 'TimestampDescending') points.reverse();
      return {
        Id: id,
        Label: label,
        Timestamps: points.map(({ at }) => at),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
      };
    }),
    Messages: [],
  };
}
