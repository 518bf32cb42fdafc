import * as z from 'zod/mini';
import { DEFAULT_FLEET_POLICY } from '../fleet/fleet-policy.ts';
import { LEAST_RUN_KIB, plannedRunKiB } from '../fleet/host-memory.ts';
import { vcpusOf } from '../fleet/instance-size.ts';
import { DEFAULT_CIRCUITS } from '../resilience/circuit.ts';
import { DEFAULT_SIGNALS } from '../security/security-signal.ts';
import { SLOTS_PER_EXECUTOR } from '../submissions/slot.ts';
import { machinesSchema } from './machine-clients.ts';
import { modelSettingsSchema } from './model-settings.ts';
import { type Stage, stages } from './stages.ts';

const integer = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const positive = z.number().check(z.positive());

const days = integer(1, 3653);

/** Retention periods that CloudWatch Logs accepts, in days. */
const logRetentionDays = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365]);

const origin = z
  .string()
  .check(
    z.regex(/^(\*|https?:\/\/[^/\s]+)$/, 'an origin has a scheme and no path: https://exam.example.edu'),
  );

const hostSchema = z.strictObject({
  /** EC2 types in order of preference. Judge0 runs on amd64 only; burstable types distort timing and are refused. */
  instanceTypes: z
    .array(
      z.string().check(
        z.regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an instance type looks like c7i.large'),
        z.refine((type) => !/^t[0-9]/.test(type), 'burstable types (t2, t3, t4g) distort timing'),
        z.refine(
          (type) => vcpusOf(type) !== undefined,
          'a size says its vCPUs: medium, large, xlarge or as 2xlarge; not metal',
        ),
        z.refine(
          (type) => (plannedRunKiB(type) ?? LEAST_RUN_KIB) >= LEAST_RUN_KIB,
          `a run needs ${LEAST_RUN_KIB / 1024} MiB beside Judge0's own memory`,
        ),
      ),
    )
    .check(z.minLength(1)),
  /**
   * An image of this account and region that has Judge0 already, baked as docs/deploying.md says: hosts are born sealed
   * from it. Without one each installs itself from Canonical's stock image, and is sealed then.
   */
  imageId: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/,
          'an image id looks like ami-0123456789abcdef0; leave it out for the stock image',
        ),
      ),
  ),
  /**
   * What hosts are bought as. Spot costs less, by a price that changes, and EC2 may take a host back at two minutes' notice:
   * it drains, and others are launched on demand (docs/decisions/spot-with-a-way-back.md).
   */
  market: z._default(z.enum(['on-demand', 'spot']), 'on-demand'),
  /** Size of the root volume in GiB, no less than a baked image's; Judge0's image alone unpacks to about 10 GB. */
  diskGib: integer(20, 200),
  /**
   * vCPUs of On-Demand Standard instances that the account may run at once in the region (quota L-1216C47A); 5 in a
   * new one. `assize stage check` reads the real one.
   */
  vcpuQuota: integer(1, 100_000),
  /** Most hosts that one session may launch. 2 hosts of 2 vCPU fit the 5 vCPU of a new account. */
  maxPerSession: integer(1, 50),
  /** A host powers itself off after this many hours whatever it is told: the last of the four stops. */
  maxLifetimeHours: integer(1, 48),
  /** CIDR of the VPC; change it only where it collides with a peered network. */
  vpcCidr: z.cidrv4(),
});

const concurrencySchema = z
  .strictObject({
    /** Concurrent Lambda executions of the account (quota L-B99A9384); 10 in a new one, where reserving is refused. */
    account: z.int().check(z.gte(10)),
    /** Cap of the event source that drives hosts of the fleet. Event sources accept no less than 2. */
    fleetExecutors: integer(2, 1000),
    /** Cap of the event source that drives Judge0 servers outside the fleet. */
    hostedExecutors: integer(2, 1000),
    /** Cap of the event source that imports problem packages. */
    importers: integer(2, 1000),
    /** Executions kept free for the fleet pass: one tick and the probe that it waits for. */
    fleetPasses: z.int().check(z.gte(2)),
    /** Executions kept free for the API when everything above is at its cap. */
    api: z.int().check(z.gte(2)),
  })
  .check(
    z.refine((budget) => sumConcurrency(budget) <= budget.account, {
      error:
        'the caps sum to more executions than the account has; lower one or ask AWS for quota L-B99A9384',
    }),
  );

/** Reviews of one client. */
const reviewPlanSchema = z
  .strictObject({ perDay: integer(0, 1_000_000), perMonth: integer(0, 10_000_000) })
  .check(z.refine(({ perDay, perMonth }) => perDay <= perMonth, 'a day has no more than a month'));

/** vCPUs of the largest of the instance types; a slot is a vCPU, so this is the most slots that a host has. */
export function largestHost(host: Pick<z.output<typeof hostSchema>, 'instanceTypes'>): number {
  return Math.max(...host.instanceTypes.map((type) => vcpusOf(type) ?? 2));
}

/** Everything about a stage that a person decides. Unknown fields are refused. */
const stageFields = z.strictObject({
  stage: z.enum(stages),
  /** Keeps tables, the data bucket and the user pool when their stack is deleted, and protects them from deletion. */
  retainData: z.boolean(),
  /**
   * Whether the console stands behind CloudFront, in a stack of its own. AWS refuses distributions to some new accounts
   * until its support has verified them; without one there is no page, and the command line does what it shows.
   */
  cloudFront: z.boolean(),
  /** Address that alarms and the budget write to; without one they only change colour. */
  alarmEmail: z.optional(z.email()),
  /** Whether the stage has the dashboards in CloudWatch. An account has three for nothing, which is one stage's; more cost 3 USD a month each. */
  dashboards: z._default(z.boolean(), false),
  /**
   * Whether releases reach the reviewer in steps, which an alarm takes back with all else that the stack was to become
   * (docs/decisions/a-canary-for-the-reviewer.md). Without it they are there at once.
   */
  canary: z._default(z.boolean(), true),
  /** What is called, by HTTPS, while an exam stands still: a pager that confirms subscriptions of SNS and reads its messages. */
  pagerUrl: z.optional(z.string().check(z.regex(/^https:\/\/[^\s/]+\S*$/, 'begins with https://'))),
  /** Where people find docs/runbooks on the web, without a slash at its end; alarms link there. */
  runbookUrl: z.optional(
    z
      .string()
      .check(z.regex(/^https:\/\/[^\s/]+\S*[^\s/]$/, 'begins with https:// and ends without a slash')),
  ),
  host: hostSchema,
  concurrency: concurrencySchema,
  budgetUsd: z.strictObject({
    /** Monthly budget of the account: a mail at 80 % of the actual and at 100 % of the forecast cost. */
    month: positive,
    /** Most that one session may be estimated to cost when it is booked. */
    session: positive,
  }),
  retentionDays: z.strictObject({
    logs: logRetentionDays,
    /** Uploaded packages: their test data and manifests stay, the zip is only kept to look at. */
    packages: days,
    /** Participants' outputs that are too large for the submission's row. */
    outputs: days,
    /** Batches and bills in the metrics table. */
    metrics: days,
  }),
  api: z.strictObject({
    /** Origins of browsers other than the console (which has the API's origin). */
    corsOrigins: z.array(origin),
    /**
     * Participants who may sit exams at the same time; what the stage's throttle lets through follows it
     * (core/api/throttle.ts), and so does the largest session.
     */
    participants: integer(1, 10_000),
  }),
  /** When a host, or a service of AWS, that fails is left alone by all functions for a while. */
  circuits: z._default(
    z.strictObject({
      /** Failures in a row. */
      failuresToOpen: z._default(integer(2, 100), DEFAULT_CIRCUITS.failuresToOpen),
      /** How long, ms; then one tries. */
      openMs: z._default(integer(1_000, 600_000), DEFAULT_CIRCUITS.openMs),
    }),
    DEFAULT_CIRCUITS,
  ),
  /** When a host of the fleet is doubted, repaired and replaced: the bounds of core/fleet/fleet-policy.ts that a stage may have otherwise. */
  fleet: z.prefault(
    z.strictObject({
      /** Probes that fail in a row before a host is suspect, and examinations before it is rejected. One alone may be a moment of the network's. */
      failuresToSuspect: z._default(integer(2, 10), DEFAULT_FLEET_POLICY.failuresToSuspect),
      /** Reboots that are tried before a suspect is replaced; with none it is replaced at once. */
      maxRepairReboots: z._default(integer(0, 3), DEFAULT_FLEET_POLICY.maxRepairReboots),
      /** CPU time for known work, over the median of the fleet's other hosts. Below 1.5 types of one list may exclude each other. */
      maxSlowdown: z._default(z.number().check(z.gte(1.5), z.lte(10)), DEFAULT_FLEET_POLICY.maxSlowdown),
      /** Launch rounds of a session in an hour: what keeps failing costs so much and no more. Some are kept for hosts that are gone. */
      maxRoundsPerHour: z._default(
        integer(DEFAULT_FLEET_POLICY.roundsForTheLost + 1, 60),
        DEFAULT_FLEET_POLICY.maxRoundsPerHour,
      ),
    }),
    {},
  ),
  /** From when on what was seen is told as a security signal. */
  signals: z._default(
    z.strictObject({
      /** Requests of one caller that one instance of the API refuses within a minute, for want of rights or for their token. */
      refusals: z._default(integer(5, 10_000), DEFAULT_SIGNALS.refusals),
      /** Requests without a valid token within five minutes, of all callers together. */
      unauthorized: z._default(integer(5, 1_000_000), DEFAULT_SIGNALS.unauthorized),
      /** Batches of one participant within an hour that broke off. */
      cutOutputs: z._default(integer(1, 1_000), DEFAULT_SIGNALS.cutOutputs),
    }),
    DEFAULT_SIGNALS,
  ),
  /** Programs that call the API with credentials of their own, as a learning platform does. */
  machines: z._default(machinesSchema, []),
  /** Reviews of sources (docs/reviews.md). */
  reviews: z.prefault(
    z.strictObject({
      /** How long reviews and what was reviewed are kept. */
      keptDays: z._default(days, 90),
      /** What each person may ask for, and a machine that has no plan of its own. What was reviewed before is answered all the same. */
      plan: z._default(reviewPlanSchema, { perDay: 200, perMonth: 2_000 }),
      /** Further plans by name, for machines. */
      plans: z._default(z.record(z.string(), reviewPlanSchema), {}),
      /** Language models that are asked beside the rules; left out, none is, and nothing leaves the stage. */
      models: z.optional(modelSettingsSchema),
    }),
    {},
  ),
});

/** A largest fleet that the account cannot launch, or that the executors cannot keep busy, is found here and not in an exam. */
export const stageConfigSchema = stageFields.check(
  z.refine(
    ({ machines, reviews }) =>
      machines.every(
        ({ reviewPlan }) => reviewPlan === undefined || Object.hasOwn(reviews.plans, reviewPlan),
      ),
    { path: ['machines'], error: 'a machine has a reviewPlan that is none of reviews.plans' },
  ),
  z.refine(({ host }) => host.maxPerSession * largestHost(host) <= host.vcpuQuota, {
    path: ['host', 'maxPerSession'],
    error: (issue) => {
      const { host } = issue.input as z.output<typeof stageFields>;
      const needed = host.maxPerSession * largestHost(host);
      return `${host.maxPerSession} hosts of ${largestHost(host)} vCPU need ${needed} vCPU and host.vcpuQuota is ${host.vcpuQuota}: lower it, or ask AWS for quota L-1216C47A and raise host.vcpuQuota to what you were given`;
    },
  }),
  z.refine(
    ({ host, concurrency }) =>
      host.maxPerSession * largestHost(host) <= concurrency.fleetExecutors * SLOTS_PER_EXECUTOR,
    {
      path: ['concurrency', 'fleetExecutors'],
      error: (issue) => {
        const { host, concurrency } = issue.input as z.output<typeof stageFields>;
        const slots = host.maxPerSession * largestHost(host);
        return `${concurrency.fleetExecutors} executors drive ${concurrency.fleetExecutors * SLOTS_PER_EXECUTOR} slots and the largest fleet has ${slots}: raise it to ${Math.ceil(slots / SLOTS_PER_EXECUTOR)}, or lower host.maxPerSession`;
      },
    },
  ),
);

export type StageConfig = z.output<typeof stageConfigSchema>;
export type ConcurrencyBudget = z.output<typeof concurrencySchema>;

/**
 * Executions that can run at once when every cap is reached: what the account's quota must hold.
 * The launcher and auto-shutdown run in the places of the fleet pass: they hand over to each other.
 */
export function sumConcurrency(budget: Omit<ConcurrencyBudget, 'account'>): number {
  return budget.fleetExecutors + budget.hostedExecutors + budget.importers + budget.fleetPasses + budget.api;
}

/**
 * Requests that may wait for a verdict at a time. Lambda gives each request an instance of its own, so who waits takes from everybody else:
 * half of what the API always has is left to them.
 */
export function waitersOf({ api }: Pick<ConcurrencyBudget, 'api'>): number {
  return Math.floor(api / 2);
}

/**
 * Requests that may wait for a review at a time, beside those for verdicts: whoever waits for a verdict neither keeps an instructor's
 * review from being answered nor loses a place by it. Few ask, and the older clients have no other way: one, or an eighth.
 */
export function reviewWaitersOf({ api }: Pick<ConcurrencyBudget, 'api'>): number {
  return Math.max(1, Math.floor(api / 8));
}

/** What a new AWS account can carry: 10 concurrent Lambdas and 5 vCPU. See docs/decisions/concurrency.md. */
const newAccount: Pick<z.input<typeof stageConfigSchema>, 'host' | 'concurrency'> = {
  host: {
    instanceTypes: ['c7i.large', 'c6i.large', 'c7a.large', 'c6a.large'],
    diskGib: 30,
    vcpuQuota: 5,
    maxPerSession: 2,
    maxLifetimeHours: 12,
    vpcCidr: '10.42.0.0/16',
  },
  concurrency: { account: 10, fleetExecutors: 2, hostedExecutors: 2, importers: 2, fleetPasses: 2, api: 2 },
};

const configs: Record<Stage, z.input<typeof stageConfigSchema>> = {
  dev: {
    stage: 'dev',
    retainData: false,
    cloudFront: true,
    ...newAccount,
    budgetUsd: { month: 20, session: 5 },
    retentionDays: { logs: 14, packages: 7, outputs: 14, metrics: 90 },
    api: { corsOrigins: ['http://localhost:5173'], participants: 2000 },
  },
  staging: {
    stage: 'staging',
    retainData: false,
    cloudFront: true,
    ...newAccount,
    budgetUsd: { month: 50, session: 10 },
    retentionDays: { logs: 30, packages: 14, outputs: 30, metrics: 180 },
    api: { corsOrigins: [], participants: 2000 },
  },
  prod: {
    stage: 'prod',
    retainData: true,
    cloudFront: true,
    dashboards: true,
    ...newAccount,
    budgetUsd: { month: 100, session: 20 },
    retentionDays: { logs: 90, packages: 30, outputs: 365, metrics: 1095 },
    api: { corsOrigins: [], participants: 2000 },
  },
};

/** A stage name or configuration that cannot be used; the message names the field and the fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The configuration of a stage, with single values replaced where the caller has others.
 * @param stage what came with `-c stage=`
 * @param overrides a partial configuration, merged by section: `{ alarmEmail: 'a@b.edu', host: { diskGib: 40 } }`
 * @throws ConfigError when the stage is unknown or a value is out of its bounds
 */
export function readStageConfig(stage: unknown, overrides: DeepPartial<StageConfig> = {}): StageConfig {
  const known = z.enum(stages).safeParse(stage);
  if (!known.success) {
    throw new ConfigError(
      `stage is ${JSON.stringify(stage) ?? 'missing'}: say -c stage=${stages.join(', -c stage=')}`,
    );
  }
  const parsed = stageConfigSchema.safeParse(merge(configs[known.data], overrides));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'config'}: ${wordsOf(issue)}`,
  );
  throw new ConfigError(`the configuration of stage ${known.data} does not hold:\n${faults.join('\n')}`);
}

/** What zod/mini says where nobody has said anything better. */
const NO_WORDS = 'Invalid input';

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.message !== NO_WORDS) return issue.message;
  if (issue.code === 'unrecognized_keys') return `there is no ${issue.keys.join(', ')}: take it out`;
  if (issue.code === 'too_small')
    return `${issue.origin === 'array' ? 'has' : 'must be'} ${issue.minimum} at least`;
  if (issue.code === 'too_big')
    return `${issue.origin === 'array' ? 'has' : 'must be'} ${issue.maximum} at most`;
  return issue.message;
}

type DeepPartial<T> = {
  [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : T[K] extends object ? DeepPartial<T[K]> : T[K];
};

function merge(base: object, overrides: object): object {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const old = merged[key];
    merged[key] = isPlain(old) && isPlain(value) ? merge(old, value) : value;
  }
  return merged;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
