import { type FunctionName, functionNames } from './function-names.ts';
import type { MetricId } from './metric-table.ts';

/** How a period becomes one figure, in the words of CloudWatch. */
export const STATISTICS = [
  'Sum',
  'Average',
  'Maximum',
  'Minimum',
  'SampleCount',
  'p50',
  'p95',
  'p99',
] as const;
export type Statistic = (typeof STATISTICS)[number];

/** A metric of our own: CloudWatch has it, and so has the metrics table. */
export interface OwnFigure {
  readonly metric: MetricId;
  /** Exactly those by which CloudWatch is given it, beside the stage. */
  readonly of?: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  readonly label: string;
}

/** Queues of a stage, each with the letters of what could not be delivered. */
export type QueueName = 'fleet-submissions' | 'hosted-submissions' | 'package-uploads';
export type TableName = 'sessions' | 'submissions' | 'metrics';

/** What a metric of AWS is about; `account`: all of the account. */
export type AwsSubject =
  | { readonly kind: 'api' | 'account' }
  | { readonly kind: 'function'; readonly name: FunctionName }
  | { readonly kind: 'queue' | 'letters'; readonly name: QueueName }
  | { readonly kind: 'table'; readonly name: TableName };

/** A metric that AWS measures: CloudWatch alone has it. */
export interface AwsFigure {
  readonly aws: 'AWS/ApiGateway' | 'AWS/DynamoDB' | 'AWS/Lambda' | 'AWS/SQS';
  readonly name: string;
  readonly about: AwsSubject;
  readonly statistic: Statistic;
  readonly label: string;
}

export type Figure = OwnFigure | AwsFigure;

/** Lines over the same time and in the same unit. */
export interface Graph {
  readonly title: string;
  readonly figures: readonly Figure[];
}

export interface DashboardSection {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

export const DASHBOARD_IDS = ['exam-day', 'fleet', 'pipeline-and-cost'] as const;
export type DashboardId = (typeof DASHBOARD_IDS)[number];

/** One dashboard: CloudWatch shows it (lib/constructs/dashboards.ts), and a page can draw what is our own of it. */
export interface Dashboard {
  /** In capitals it is part of its name in CloudWatch. */
  readonly id: DashboardId;
  readonly title: string;
  /** What is normal; Markdown without links. Whoever shows it says where the runbook is. */
  readonly normal: readonly string[];
  /** The states of all alarms stand above the rest. */
  readonly alarms?: true;
  readonly sections: readonly DashboardSection[];
}

/** CloudWatch shows three dashboards for nothing, if none has as many metrics as that. */
export const DASHBOARD_METRICS = 50;

const own = (metric: MetricId, statistic: Statistic, label: string, of?: OwnFigure['of']): OwnFigure => ({
  metric,
  statistic,
  label,
  ...(of === undefined ? {} : { of }),
});

const lanes = ['contest', 'trial', 'rejudging'] as const;
const classes = ['infrastructure', 'judge', 'network', 'application', 'user'] as const;
const hostStates = ['requested', 'booting', 'examining', 'ready', 'suspect', 'draining'] as const;
const milestones = ['running', 'reachable', 'examined', 'first-verdict'] as const;
const operations = ['launch', 'describe', 'publish', 'answer', 'judge'] as const;
const queues: readonly QueueName[] = ['fleet-submissions', 'hosted-submissions', 'package-uploads'];
const tables: readonly TableName[] = ['sessions', 'submissions', 'metrics'];

const ofAccount = (name: string, statistic: Statistic, label: string): AwsFigure => ({
  aws: 'AWS/Lambda',
  name,
  about: { kind: 'account' },
  statistic,
  label,
});
const ofApi = (name: string, statistic: Statistic, label: string): AwsFigure => ({
  aws: 'AWS/ApiGateway',
  name,
  about: { kind: 'api' },
  statistic,
  label,
});
const waiting = (kind: 'queue' | 'letters', name: QueueName): AwsFigure => ({
  aws: 'AWS/SQS',
  name: 'ApproximateNumberOfMessagesVisible',
  about: { kind, name },
  statistic: 'Maximum',
  label: name,
});

/** The three dashboards of a stage. */
export const dashboards: readonly Dashboard[] = [
  {
    id: 'exam-day',
    title: 'Exam day',
    alarms: true,
    normal: [
      'Acceptance: below 1 s. Verdict: what the judging takes, and at a rush up to the session’s target wait (a minute) more.',
      'Waiting: the age of the queue falls back to 0 after each rush. From 5 minutes on `QueueAge` rings.',
      'Slots: all are taken during a rush; that is what they are for.',
      'What needs a person: all at 0. Errors of class `user` are people’s, such as a wrong token.',
      'API: 4xx are people’s too; 5xx none.',
    ],
    sections: [
      {
        title: 'What participants feel',
        graphs: [
          {
            title: 'Acceptance (ms)',
            figures: (['p50', 'p95'] as const).map((p) =>
              own('acceptanceMs', p, `contest ${p}`, { lane: 'contest' }),
            ),
          },
          {
            title: 'Verdict (ms)',
            figures: [
              own('verdictMs', 'p50', 'contest p50', { lane: 'contest' }),
              own('verdictMs', 'p95', 'contest p95', { lane: 'contest' }),
              own('verdictMs', 'p95', 'trial p95', { lane: 'trial' }),
            ],
          },
        ],
      },
      {
        title: 'What waits',
        graphs: [
          { title: 'Oldest that waits (ms)', figures: [own('queueAgeMs', 'Maximum', 'oldest')] },
          {
            title: 'Submissions that wait',
            figures: lanes.map((lane) => own('queueDepth', 'Maximum', lane, { lane })),
          },
          {
            title: 'Slots',
            figures: [own('slotsBusy', 'Maximum', 'taken'), own('slots', 'Maximum', 'there')],
          },
        ],
      },
      {
        title: 'What needs a person',
        graphs: [
          {
            title: 'Counted',
            figures: [
              own('submissionsQuarantined', 'Sum', 'submissions quarantined'),
              own('hostsFailed', 'Sum', 'hosts failed'),
              own('launchFailures', 'Sum', 'of them not launched'),
              own('securitySignals', 'Sum', 'security signals'),
              own('sessionsUnsettled', 'Maximum', 'sessions unsettled'),
            ],
          },
          {
            title: 'Errors by class',
            figures: classes.map((name) => own('errors', 'Sum', name, { class: name })),
          },
          {
            title: 'Set aside',
            figures: queues.map((name) => waiting('letters', name)),
          },
        ],
      },
      {
        title: 'API and functions',
        graphs: [
          {
            title: 'Requests and refusals',
            figures: ['Count', '4xx', '5xx'].map((name) => ofApi(name, 'Sum', name)),
          },
          { title: 'Latency (ms)', figures: [ofApi('Latency', 'p99', 'p99')] },
          {
            title: 'Functions of the account',
            figures: [
              ofAccount('Errors', 'Sum', 'errors'),
              ofAccount('Throttles', 'Sum', 'throttled'),
              ofAccount('ConcurrentExecutions', 'Maximum', 'at once'),
            ],
          },
        ],
      },
    ],
  },
  {
    id: 'fleet',
    title: 'Fleet',
    normal: [
      'Hosts: as many `ready` as were booked from the opening on, none once the session is settled. `suspect` for a minute is a repair at work.',
      'Rise: running after half a minute, reachable after one to eight (a baked image: one), examined half a minute later.',
      'Recoveries: minutes each. Several in an hour on one host type: look at its image.',
      'Circuits: none opens. One that opens and closes once is AWS that throttled for a moment.',
    ],
    sections: [
      {
        title: 'Hosts',
        graphs: [
          {
            title: 'Hosts by state',
            figures: hostStates.map((state) => own('hosts', 'Maximum', state, { state })),
          },
          {
            title: 'Slots',
            figures: [own('slotsBusy', 'Maximum', 'taken'), own('slots', 'Maximum', 'there')],
          },
          {
            title: 'Failed',
            figures: [
              own('hostsFailed', 'Sum', 'hosts'),
              own('launchFailures', 'Sum', 'of them not launched'),
              own('sweepFailures', 'Maximum', 'ends refused'),
            ],
          },
        ],
      },
      {
        title: 'Rise and repair',
        graphs: [
          {
            title: 'From the launch on, median (ms)',
            figures: milestones.map((milestone) => own('hostMilestoneMs', 'p50', milestone, { milestone })),
          },
          {
            title: 'From the launch on, slowest (ms)',
            figures: milestones.map((milestone) =>
              own('hostMilestoneMs', 'Maximum', milestone, { milestone }),
            ),
          },
          {
            title: 'Recoveries (ms)',
            figures: ['repaired', 'replaced'].map((end) => own('recoveryMs', 'Maximum', end, { end })),
          },
          {
            title: 'Recoveries ended',
            figures: ['repaired', 'replaced'].map((end) => own('recoveryMs', 'SampleCount', end, { end })),
          },
        ],
      },
      {
        title: 'Judging',
        graphs: [
          {
            title: 'One attempt (ms)',
            figures: (['p50', 'p95'] as const).map((p) => own('judgingMs', p, p)),
          },
          { title: 'Tried again', figures: [own('retries', 'Sum', 'retries')] },
          {
            title: 'Circuits that opened',
            figures: operations.map((operation) =>
              own('circuitTurns', 'Sum', operation, { operation, turn: 'opened' }),
            ),
          },
          { title: 'Circuits of hosts open', figures: [own('circuitsOpen', 'Maximum', 'open')] },
        ],
      },
    ],
  },
  {
    id: 'pipeline-and-cost',
    title: 'Pipeline and cost',
    normal: [
      'One submission, one judge call: a batch holds all of its test cases. Small batches mean hosts with small limits.',
      'Doorbells: a few, for as long as executors work; they are no queue of submissions. Their age grows to 15 minutes on a busy day.',
      'Functions: `health-monitor` each hour between exams, nothing else. Tables: never throttled; what throttles an index of one is in the console of DynamoDB alone.',
      'Dollars an hour: the hosts that run, and 0 within minutes of the end.',
    ],
    sections: [
      {
        title: 'Batches',
        graphs: [
          {
            title: 'Test cases in a judge call',
            figures: (['Average', 'p95'] as const).map((statistic) => own('batchSize', statistic, statistic)),
          },
          {
            title: 'Judge calls',
            figures: [own('judgeCalls', 'Sum', 'made'), own('judgeCallsSaved', 'Sum', 'saved')],
          },
        ],
      },
      {
        title: 'Cost',
        graphs: [{ title: 'Sessions (USD an hour)', figures: [own('costBurn', 'Maximum', 'by list price')] }],
      },
      {
        title: 'Doorbells and packages',
        graphs: [
          { title: 'Waiting', figures: queues.map((name) => waiting('queue', name)) },
          {
            title: 'Oldest (s)',
            figures: queues.map((name) => ({
              ...waiting('queue', name),
              name: 'ApproximateAgeOfOldestMessage',
            })),
          },
        ],
      },
      {
        title: 'Functions and tables',
        graphs: [
          {
            title: 'Invocations',
            figures: functionNames.map((name) => ({
              ...ofAccount('Invocations', 'Sum', name),
              about: { kind: 'function' as const, name },
            })),
          },
          {
            title: 'Errors',
            figures: functionNames.map((name) => ({
              ...ofAccount('Errors', 'Sum', name),
              about: { kind: 'function' as const, name },
            })),
          },
          {
            title: 'Throttled',
            figures: tables.flatMap((name) =>
              (['Read', 'Write'] as const).map((kind) => ({
                aws: 'AWS/DynamoDB' as const,
                name: `${kind}ThrottleEvents`,
                about: { kind: 'table' as const, name },
                statistic: 'Sum' as const,
                label: `${name} ${kind.toLowerCase()}s`,
              })),
            ),
          },
        ],
      },
    ],
  },
];

/** All figures of a dashboard: as many metrics it is to CloudWatch, at the most. */
export function figuresOf({ sections }: Dashboard): readonly Figure[] {
  return sections.flatMap(({ graphs }) => graphs.flatMap(({ figures }) => figures));
}

/** A dashboard's title as a part of names: `ExamDay`. */
export function pascalTitleOf({ title }: Dashboard): string {
  return title.replaceAll(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What a dashboard is called in CloudWatch, where they are the account's, and not the region's. */
export function cloudWatchNameOf(dashboard: Dashboard, stage: string, region: string): string {
  return `Assize-${stage}-${pascalTitleOf(dashboard)}-${region}`;
}
