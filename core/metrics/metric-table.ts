import type { FunctionName } from './function-names.ts';

/** Namespace of the metrics that functions print in CloudWatch's embedded format; every one has the dimension `stage`. */
export const metricNamespace = 'Assize';

/**
 * How samples of a metric come together.
 * - `count`: they add up; a zero says that somebody looked
 * - `gauge`: how something stands at a moment: least, most, mean and latest are kept
 * - `distribution`: what each of many took: percentiles are kept, within 2 % (log-buckets.ts)
 */
export type MetricKind = 'count' | 'gauge' | 'distribution';

/** What a figure is counted in; `USD/h` are dollars an hour. */
export const METRIC_UNITS = ['count', 'ms', 'USD/h', '%'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

/** By what a metric is told apart, with the most values that each takes in one exam: so many metrics it is to CloudWatch. */
export const metricDimensions = {
  function: 10,
  session: 1,
  lane: 3,
  milestone: 4,
  state: 6,
  operation: 5,
  turn: 2,
  end: 2,
  event: 20,
  kind: 22,
  class: 5,
  severity: 3,
  reviewEnd: 3,
} as const;
export type MetricDimension = keyof typeof metricDimensions;

/** One metric. */
export interface MetricRow {
  /** As CloudWatch knows it. */
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  /** Beside the stage. */
  readonly dimensions: readonly MetricDimension[];
  /**
   * By which of the dimensions CloudWatch is given it, 0.30 USD a month for each metric that comes of it, by the hours in which it is
   * printed; `none`: the metrics table alone has it, for the price of a write.
   */
  readonly cloudwatch: readonly MetricDimension[] | 'none';
  /** Watched by an alarm: printed whenever somebody looked, zero included, but for what costs by the hour and is rare. */
  readonly alarmed?: true;
  /** Hours of a month without an exam in which it is printed all the same. */
  readonly idleHours?: number;
  readonly says: string;
  readonly by: readonly FunctionName[];
}

const FLEET = ['scheduler-launcher', 'health-monitor'] as const;
const EXECUTORS = ['submission-executor', 'submission-executor-hosted'] as const;
const ALL = [
  'api',
  'scheduler-launcher',
  'health-monitor',
  'auto-shutdown',
  ...EXECUTORS,
  'problem-importer',
  'webhook-sender',
  'submission-reviewer',
] as const;

/** Every metric of our own, by its id: what it is called, counted in and told apart by, who emits it and what that costs. */
export const metricTable = {
  hostsFailed: {
    name: 'HostsFailed',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    alarmed: true,
    says: 'hosts that failed or were not launched, and sessions that judge less than was booked',
    by: FLEET,
  },
  launchFailures: {
    name: 'LaunchFailures',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    says: 'launch rounds that brought fewer hosts than they asked for; each is one of `HostsFailed`, too',
    by: FLEET,
  },
  securitySignals: {
    name: 'SecuritySignals',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    alarmed: true,
    says: 'security signals that were told; requests without a valid token add parts of one, by a filter of the access log',
    by: ['health-monitor'],
  },
  sessionsUnsettled: {
    name: 'SessionsUnsettled',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    alarmed: true,
    says: 'sessions that are over and not in order',
    by: ['health-monitor', 'auto-shutdown'],
  },
  submissionsQuarantined: {
    name: 'SubmissionsQuarantined',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    alarmed: true,
    says: 'quarantines: submissions set aside with a reason, and rows that cannot be read',
    by: ALL,
  },
  sweepFailures: {
    name: 'SweepFailures',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    alarmed: true,
    idleHours: 730,
    says: 'hosts whose end EC2 refused the sweep, or 1 when it failed itself; each hour, zero included',
    by: ['health-monitor'],
  },
  acceptanceMs: {
    name: 'AcceptanceLatency',
    kind: 'distribution',
    unit: 'ms',
    dimensions: ['lane'],
    cloudwatch: ['lane'],
    says: 'from the arrival of a submission at the API until it was stored as accepted',
    by: ['api'],
  },
  verdictMs: {
    name: 'VerdictLatency',
    kind: 'distribution',
    unit: 'ms',
    dimensions: ['lane'],
    cloudwatch: ['lane'],
    says: 'from the acceptance of a submission until its verdict was written',
    by: EXECUTORS,
  },
  judgingMs: {
    name: 'JudgingTime',
    kind: 'distribution',
    unit: 'ms',
    dimensions: [],
    cloudwatch: [],
    says: 'what one attempt at judging took, waiting for the judge included',
    by: EXECUTORS,
  },
  queueAgeMs: {
    name: 'QueueAge',
    kind: 'gauge',
    unit: 'ms',
    dimensions: ['session'],
    cloudwatch: [],
    alarmed: true,
    says: 'how long the oldest of those that are next has been waiting, up to 100 of a lane in the order in which they are judged, at each pass',
    by: ['health-monitor'],
  },
  queueDepth: {
    name: 'QueueDepth',
    kind: 'gauge',
    unit: 'count',
    dimensions: ['session', 'lane'],
    cloudwatch: ['lane'],
    says: 'submissions that wait, up to 100 in a lane, at each pass',
    by: ['health-monitor'],
  },
  batchSize: {
    name: 'BatchSize',
    kind: 'distribution',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    says: 'test cases in a judge call',
    by: EXECUTORS,
  },
  judgeCalls: {
    name: 'JudgeCalls',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    says: 'judge calls, of validators too',
    by: EXECUTORS,
  },
  judgeCallsSaved: {
    name: 'JudgeCallsSaved',
    kind: 'count',
    unit: 'count',
    dimensions: [],
    cloudwatch: [],
    says: 'judge calls that one a test case would have needed on top',
    by: EXECUTORS,
  },
  judgingSavedMs: {
    name: 'JudgingTimeSaved',
    kind: 'count',
    unit: 'ms',
    dimensions: [],
    cloudwatch: [],
    says: 'what those calls would have taken beside their test cases, each as much as those of its batch did',
    by: EXECUTORS,
  },
  slotsBusy: {
    name: 'SlotsBusy',
    kind: 'gauge',
    unit: 'count',
    dimensions: ['session'],
    cloudwatch: [],
    says: 'slots of the session that are taken, at each pass',
    by: ['health-monitor'],
  },
  slots: {
    name: 'Slots',
    kind: 'gauge',
    unit: 'count',
    dimensions: ['session'],
    cloudwatch: [],
    says: 'slots of the session, at each pass',
    by: ['health-monitor'],
  },
  hosts: {
    name: 'Hosts',
    kind: 'gauge',
    unit: 'count',
    dimensions: ['session', 'state'],
    cloudwatch: ['state'],
    says: 'hosts of the session in each state, zero included, at each pass; what has ended is not counted',
    by: ['health-monitor'],
  },
  hostMilestoneMs: {
    name: 'HostMilestone',
    kind: 'distribution',
    unit: 'ms',
    dimensions: ['milestone'],
    cloudwatch: ['milestone'],
    says: 'from the launch of a host until it ran, answered, was examined, gave its first verdict',
    by: FLEET,
  },
  circuitTurns: {
    name: 'CircuitTurns',
    kind: 'count',
    unit: 'count',
    dimensions: ['operation', 'turn'],
    cloudwatch: ['operation', 'turn'],
    says: 'circuits that opened, and that closed',
    by: [...FLEET, ...EXECUTORS],
  },
  circuitsOpen: {
    name: 'CircuitsOpen',
    kind: 'gauge',
    unit: 'count',
    dimensions: ['session'],
    cloudwatch: [],
    says: 'circuits of the hosts of the session that are open, at each pass',
    by: ['health-monitor'],
  },
  retries: {
    name: 'Retries',
    kind: 'count',
    unit: 'count',
    dimensions: ['kind'],
    cloudwatch: [],
    says: 'submissions given back to be judged again, by what they met, and writes of theirs that failed (`write`)',
    by: EXECUTORS,
  },
  recoveryMs: {
    name: 'RecoveryTime',
    kind: 'distribution',
    unit: 'ms',
    dimensions: ['end'],
    cloudwatch: ['end'],
    says: 'recoveries of hosts that ended, repaired or replaced, and how long after the failure was found',
    by: FLEET,
  },
  costBurn: {
    name: 'CostBurn',
    kind: 'gauge',
    unit: 'USD/h',
    dimensions: ['session'],
    cloudwatch: [],
    says: 'what a session costs an hour as it is, at each pass: hosts that run, by list price with their disks, and the requests that were estimated',
    by: ['health-monitor'],
  },
  budgetSpent: {
    name: 'BudgetSpent',
    kind: 'gauge',
    unit: '%',
    dimensions: ['session'],
    cloudwatch: 'none',
    says: 'what a session that has a budget has spent of it, as its watch counts',
    by: ['health-monitor'],
  },
  reviews: {
    name: 'Reviews',
    kind: 'count',
    unit: 'count',
    dimensions: ['reviewEnd'],
    cloudwatch: 'none',
    says: 'reviews that ended: reviewed, answered by what was kept (`cached`), or failed',
    by: ['api', 'submission-reviewer'],
  },
  reviewMs: {
    name: 'ReviewLatency',
    kind: 'distribution',
    unit: 'ms',
    dimensions: [],
    cloudwatch: 'none',
    says: 'from the request for a review until its report was written; not of what was kept',
    by: ['submission-reviewer'],
  },
  invocations: {
    name: 'Invocations',
    kind: 'count',
    unit: 'count',
    dimensions: ['function'],
    cloudwatch: 'none',
    says: 'times that a function was invoked: what errors are a share of; CloudWatch has its own',
    by: ALL,
  },
  coldStarts: {
    name: 'ColdStarts',
    kind: 'count',
    unit: 'count',
    dimensions: ['function'],
    cloudwatch: 'none',
    says: 'first invocations of an instance; every sweep is one, so that CloudWatch would take 0.30 USD a month for it: its log has `Init Duration` for nothing',
    by: ALL,
  },
  errors: {
    name: 'Errors',
    kind: 'count',
    unit: 'count',
    dimensions: ['function', 'event', 'kind', 'class', 'severity'],
    cloudwatch: ['class'],
    says: 'failures that were logged, each by the function, the event, its kind, class and severity ([failures](failures.md)); of the prober, which knows no table, CloudWatch alone has them',
    by: [...ALL, 'host-prober'],
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricId = keyof typeof metricTable;

/** A metric's row with the type that all have. */
export function metricOf(id: MetricId): MetricRow {
  return metricTable[id];
}

/** Whether a word is the id of a metric, as of rows that another release wrote. */
export function isMetricId(word: string): word is MetricId {
  return Object.hasOwn(metricTable, word);
}

/** Metrics that alarms watch. */
export type AlarmedMetric = {
  [Id in MetricId]: (typeof metricTable)[Id] extends { alarmed: true } ? Id : never;
}[MetricId];

/** Those of them that are told by nothing but the stage. */
export type CountedMetric = {
  [Id in AlarmedMetric]: (typeof metricTable)[Id]['dimensions'] extends readonly [] ? Id : never;
}[AlarmedMetric];

/** Names of the metrics that alarms watch. */
export const alarmedMetrics: readonly AlarmedMetric[] = (Object.keys(metricTable) as MetricId[]).filter(
  (id): id is AlarmedMetric => metricOf(id).alarmed === true,
);

/** What tells the samples of a metric apart. */
export type DimensionsOf<Id extends MetricId> = Readonly<
  Record<(typeof metricTable)[Id]['dimensions'][number], string>
>;

/**
 * Takes a sample down: in the metric's unit, of now. A figure that is not finite is left out; nothing is thrown, and nothing waited for.
 */
export type Measure = <Id extends MetricId>(
  id: Id,
  value: number,
  ...dimensions: (typeof metricTable)[Id]['dimensions'] extends readonly [] ? [] : [DimensionsOf<Id>]
) => void;
