import { Fn, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { stockImageParameter } from '../../core/fleet/stock-image.ts';
import { envSchema as apiEnv } from '../../lambdas/api/env.ts';
import { envSchema as shutdownEnv } from '../../lambdas/auto-shutdown/env.ts';
import { envSchema as monitorEnv } from '../../lambdas/health-monitor/env.ts';
import { envSchema as proberEnv } from '../../lambdas/host-prober/env.ts';
import { envSchema as importerEnv } from '../../lambdas/problem-importer/env.ts';
import { envSchema as launcherEnv } from '../../lambdas/scheduler-launcher/env.ts';
import { envSchema as executorEnv } from '../../lambdas/submission-executor/env.ts';
import { judgeTokenPrefix, scheduleGroupName } from '../naming.ts';
import { AssizeFunction, type EnvSchema } from './assize-function.ts';
import type { FunctionName } from './function-limits.ts';
import { functionPermissions, type Surroundings } from './function-permissions.ts';
import type { UsersOfStage } from './identity.ts';
import type { SharedValues } from './shared-values.ts';
import type { SubmissionEvents } from './submission-events.ts';

export interface FunctionsProps {
  readonly config: StageConfig;
  readonly shared: SharedValues;
  readonly events: SubmissionEvents;
  readonly users: UsersOfStage;
  /** Where asynchronous events go that failed for good. */
  readonly asyncFailures: IQueue;
  /** Folder of the bundles. */
  readonly bundles: string;
}

interface FunctionSpec<Env extends Record<string, string>> {
  readonly description: string;
  readonly envSchema: EnvSchema<Env>;
  readonly env: Env;
  readonly bundle?: string;
  readonly inVpc?: boolean;
  /** Invoked by Scheduler or by a colleague without waiting. */
  readonly async?: boolean;
}

/** All functions, made in the order in which they know each other: whoever is invoked comes first. */
export class Functions extends Construct {
  readonly byName = new Map<FunctionName, IFunction>();
  readonly #props: FunctionsProps;
  readonly #surroundings: Surroundings;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.#surroundings = this.#survey();
    const { shared, events, users, config } = props;

    const stage = { STAGE: config.stage };
    const sessions = { ...stage, SESSIONS_TABLE: shared.read('sessions-table-name') };
    const rows = { ...sessions, SUBMISSIONS_TABLE: shared.read('submissions-table-name') };
    const tables = { ...rows, METRICS_TABLE: shared.read('metrics-table-name') };
    const bucket = { DATA_BUCKET: shared.read('data-bucket-name') };
    const doorbell = { SUBMISSION_EVENTS_TOPIC_ARN: events.submissions.topicArn };
    const sessionEvents = { SESSION_EVENTS_TOPIC_ARN: events.sessions.topicArn };
    const topics = { ...doorbell, ...sessionEvents };
    const group = { SCHEDULE_GROUP_NAME: scheduleGroupName(config.stage) };
    const schedules = {
      ...group,
      SCHEDULE_ROLE_ARN: shared.read('schedule-role-arn'),
      SCHEDULE_DLQ_ARN: shared.read('schedule-dead-letters-arn'),
    };

    this.#add('host-prober', {
      description: 'Examines and probes judge hosts by running programs',
      envSchema: proberEnv,
      env: stage,
      inVpc: true,
    });
    const executor = { bundle: 'submission-executor', envSchema: executorEnv, env: { ...tables, ...bucket } };
    this.#add('submission-executor', {
      ...executor,
      description: 'Judges submissions on hosts of the fleet',
      inVpc: true,
    });
    this.#add('submission-executor-hosted', {
      ...executor,
      description: 'Judges submissions on Judge0 servers that others keep',
    });
    const fleet = {
      PROBER_FUNCTION_NAME: this.get('host-prober').functionName,
      LAUNCH_TEMPLATE_ID: shared.read('launch-template-id'),
      SUBNET_IDS: Fn.join(',', [shared.read('host-subnet-a-id'), shared.read('host-subnet-b-id')]),
      HOST_SEALED_SG_ID: shared.read('host-sealed-security-group-id'),
    };
    this.#add('scheduler-launcher', {
      description: 'Claims a launch round and launches it',
      envSchema: launcherEnv,
      env: {
        ...rows,
        ...topics,
        ...fleet,
        ...schedules,
        EXECUTOR_FUNCTION_NAME: this.get('submission-executor').functionName,
      },
      async: true,
    });
    this.#add('auto-shutdown', {
      description: 'Drains a closed session, ends its hosts, settles its ledger',
      envSchema: shutdownEnv,
      env: { ...tables, ...sessionEvents, ...group },
      async: true,
    });
    this.#add('health-monitor', {
      description: 'The tick: finds whatever an event missed',
      envSchema: monitorEnv,
      env: {
        ...rows,
        ...topics,
        ...fleet,
        ...schedules,
        AUTO_SHUTDOWN_FUNCTION_ARN: this.get('auto-shutdown').functionArn,
      },
      async: true,
    });
    this.#add('problem-importer', {
      description: 'Turns uploaded packages into problems, or lists their faults',
      envSchema: importerEnv,
      env: { ...sessions, ...bucket },
    });
    this.#add('api', {
      description: 'Books sessions, takes submissions, answers questions',
      envSchema: apiEnv,
      env: {
        ...tables,
        ...bucket,
        ...doorbell,
        ...schedules,
        LAUNCHER_FUNCTION_ARN: this.get('scheduler-launcher').functionArn,
        HEALTH_MONITOR_FUNCTION_ARN: this.get('health-monitor').functionArn,
        AUTO_SHUTDOWN_FUNCTION_ARN: this.get('auto-shutdown').functionArn,
        USER_POOL_ID: users.poolId,
        USER_POOL_CLIENT_ID: users.clientId,
      },
    });

    const { fleetExecutors, hostedExecutors, importers } = config.concurrency;
    this.#feed('submission-executor', events.fleet.queue, fleetExecutors);
    this.#feed('submission-executor-hosted', events.hosted.queue, hostedExecutors);
    const uploads = Queue.fromQueueArn(this, 'PackageUploads', shared.read('package-uploads-queue-arn'));
    this.#feed('problem-importer', uploads, importers);
  }

  /** @throws Error when the function has not been made yet: the order above is wrong */
  get(name: FunctionName): IFunction {
    const fn = this.byName.get(name);
    if (fn === undefined) throw new Error(`${name} is needed by a function that is made before it`);
    return fn;
  }

  #add<Env extends Record<string, string>>(name: FunctionName, spec: FunctionSpec<Env>): void {
    const { config, bundles, shared, asyncFailures } = this.#props;
    const { inVpc, async, ...rest } = spec;
    const made = new AssizeFunction<Env>(this, name, {
      ...rest,
      config,
      name,
      bundles,
      permissions: functionPermissions[name](this.#surroundings),
      ...(async && { asyncFailures }),
      ...(inVpc && {
        network: {
          subnetIds: [shared.read('function-subnet-a-id'), shared.read('function-subnet-b-id')],
          securityGroupId: shared.read('function-security-group-id'),
        },
      }),
    });
    this.byName.set(name, made.fn);
  }

  /** One message an invocation: a doorbell wakes one worker, and a package is enough for one. */
  #feed(name: FunctionName, queue: IQueue, maxConcurrency: number): void {
    this.get(name).addEventSource(
      new SqsEventSource(queue, { batchSize: 1, maxConcurrency, reportBatchItemFailures: true }),
    );
  }

  #survey(): Surroundings {
    const { shared, events, config } = this.#props;
    const stack = Stack.of(this);
    const table = (name: string) =>
      stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: name });
    const ec2 = (resource: string, resourceName: string) =>
      stack.formatArn({ service: 'ec2', resource, resourceName });
    return {
      stage: config.stage,
      sessions: table(shared.read('sessions-table-name')),
      submissions: table(shared.read('submissions-table-name')),
      metrics: table(shared.read('metrics-table-name')),
      bucket: stack.formatArn({
        service: 's3',
        region: '',
        account: '',
        resource: shared.read('data-bucket-name'),
      }),
      judgeTokens: stack.formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: judgeTokenPrefix(config.stage).slice(1),
      }),
      submissionEvents: events.submissions.topicArn,
      sessionEvents: events.sessions.topicArn,
      schedules: {
        schedules: stack.formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${scheduleGroupName(config.stage)}/*`,
        }),
        role: shared.read('schedule-role-arn'),
      },
      launch: {
        launchTemplate: ec2('launch-template', shared.read('launch-template-id')),
        installingGroup: ec2('security-group', shared.read('host-installing-security-group-id')),
        subnets: [
          ec2('subnet', shared.read('host-subnet-a-id')),
          ec2('subnet', shared.read('host-subnet-b-id')),
        ],
        imageParameter: stack.formatArn({
          service: 'ssm',
          account: '',
          resource: 'parameter',
          resourceName: stockImageParameter.slice(1),
        }),
      },
      sealedGroup: ec2('security-group', shared.read('host-sealed-security-group-id')),
      functionArn: (name) => this.get(name).functionArn,
    };
  }
}
