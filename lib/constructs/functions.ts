import { Fn, Stack, Token } from 'aws-cdk-lib';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
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
import { envSchema as reviewerEnv } from '../../lambdas/submission-reviewer/env.ts';
import { envSchema as senderEnv } from '../../lambdas/webhook-sender/env.ts';
import { judgeTokenPrefix, modelKeyPrefix, scheduleGroupName } from '../naming.ts';
import { AssizeFunction } from './assize-function.ts';
import type { FunctionName } from './function-limits.ts';
import { functionPermissions, type Surroundings } from './function-permissions.ts';
import type { UsersOfStage } from './identity.ts';
import { tokenDomain } from './machine-clients.ts';
import { modelArns } from './model-arns.ts';
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

/** The zod schema of a function's environment, from its env.ts. */
interface EnvSchema {
  readonly shape: object;
  safeParse(value: unknown): {
    readonly error?: {
      readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[];
    };
  };
}

interface FunctionSpec {
  readonly description: string;
  readonly envSchema: EnvSchema;
  readonly bundle?: string;
  readonly inVpc?: boolean;
  /** Invoked by Scheduler or by a colleague without waiting. */
  readonly async?: boolean;
  /** Starts itself again where its time does not suffice. */
  readonly goesOn?: boolean;
  /** Released in steps, and called by an alias. */
  readonly canary?: boolean;
}

/** All functions, made in the order in which they know each other: whoever is invoked comes first. */
export class Functions extends Construct {
  readonly byName = new Map<FunctionName, LambdaFunction>();
  readonly #called = new Map<FunctionName, IFunction>();
  readonly #props: FunctionsProps;
  readonly #surroundings: Surroundings;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.#surroundings = this.#survey();

    this.#add('host-prober', {
      description: 'Examines and probes judge hosts by running programs',
      envSchema: proberEnv,
      inVpc: true,
    });
    this.#add('submission-executor', {
      description: 'Judges submissions on hosts of the fleet',
      envSchema: executorEnv,
      inVpc: true,
    });
    this.#add('submission-executor-hosted', {
      description: 'Judges submissions on Judge0 servers that others keep',
      envSchema: executorEnv,
      bundle: 'submission-executor',
    });
    this.#add('scheduler-launcher', {
      description: 'Claims a launch round and launches it',
      envSchema: launcherEnv,
      async: true,
    });
    this.#add('webhook-sender', {
      description: 'Tells webhooks of events, again and again until they answer',
      envSchema: senderEnv,
      async: true,
    });
    this.#add('submission-reviewer', {
      description: 'Reviews sources by rules, without running anything of them',
      envSchema: reviewerEnv,
      async: true,
      goesOn: true,
      canary: true,
    });
    this.#add('auto-shutdown', {
      description: 'Drains a closed session, ends its hosts, settles its ledger',
      envSchema: shutdownEnv,
      async: true,
    });
    this.#add('health-monitor', {
      description: 'The tick: finds whatever an event missed',
      envSchema: monitorEnv,
      async: true,
    });
    this.#add('problem-importer', {
      description: 'Turns uploaded packages into problems, or lists their faults',
      envSchema: importerEnv,
    });
    this.#add('api', {
      description: 'Books sessions, takes submissions, answers questions',
      envSchema: apiEnv,
    });

    const { events, shared, config } = props;
    const { fleetExecutors, hostedExecutors, importers } = config.concurrency;
    this.#feed('submission-executor', events.fleet.queue, fleetExecutors);
    this.#feed('submission-executor-hosted', events.hosted.queue, hostedExecutors);
    const uploads = Queue.fromQueueArn(this, 'PackageUploads', shared.read('package-uploads-queue-arn'));
    this.#feed('problem-importer', uploads, importers);
  }

  /** @throws Error when the function has not been made yet: the order above is wrong */
  get(name: FunctionName): IFunction {
    return this.#made(name);
  }

  /** What callers of a function invoke: itself, or its alias. @throws Error as `get` */
  called(name: FunctionName): IFunction {
    const made = this.#made(name);
    return this.#called.get(name) ?? made;
  }

  /** Name of the log group of a function. @throws Error as `get` */
  logGroupOf(name: FunctionName): string {
    return this.#made(name).logGroup.logGroupName;
  }

  #made(name: FunctionName): LambdaFunction {
    const fn = this.byName.get(name);
    if (fn === undefined) throw new Error(`${name} is needed by a function that is made before it`);
    return fn;
  }

  #add(name: FunctionName, spec: FunctionSpec): void {
    const { config, bundles, shared, asyncFailures } = this.#props;
    const { inVpc, async, envSchema, ...rest } = spec;
    const made = new AssizeFunction(this, name, {
      ...rest,
      config,
      name,
      bundles,
      environment: this.#environmentOf(name, envSchema),
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
    this.#called.set(name, made.called);
  }

  /** What a function's schema asks for. @throws Error naming a variable that has no value here, or a wrong one */
  #environmentOf(name: FunctionName, schema: EnvSchema): Record<string, string> {
    const { shared, events, users, config } = this.#props;
    const values: Readonly<Record<string, () => string>> = {
      STAGE: () => config.stage,
      SESSIONS_TABLE: () => shared.read('sessions-table-name'),
      SUBMISSIONS_TABLE: () => shared.read('submissions-table-name'),
      METRICS_TABLE: () => shared.read('metrics-table-name'),
      DATA_BUCKET: () => shared.read('data-bucket-name'),
      SUBMISSION_EVENTS_TOPIC_ARN: () => events.submissions.topicArn,
      SESSION_EVENTS_TOPIC_ARN: () => events.sessions.topicArn,
      LAUNCHER_FUNCTION_ARN: () => this.get('scheduler-launcher').functionArn,
      HEALTH_MONITOR_FUNCTION_ARN: () => this.get('health-monitor').functionArn,
      AUTO_SHUTDOWN_FUNCTION_ARN: () => this.get('auto-shutdown').functionArn,
      WEBHOOK_SENDER_FUNCTION_ARN: () => this.get('webhook-sender').functionArn,
      REVIEWER_FUNCTION_ARN: () => this.called('submission-reviewer').functionArn,
      WEBHOOK_EVENTS_QUEUE_URL: () => events.webhooks.queueUrl,
      FLEET_SUBMISSIONS_QUEUE_URL: () => events.fleet.queue.queueUrl,
      HOSTED_SUBMISSIONS_QUEUE_URL: () => events.hosted.queue.queueUrl,
      MODEL_KEYS_PREFIX: () => modelKeyPrefix(config.stage),
      PROBER_FUNCTION_NAME: () => this.get('host-prober').functionName,
      EXECUTOR_FUNCTION_NAME: () => this.get('submission-executor').functionName,
      SCHEDULE_GROUP_NAME: () => scheduleGroupName(config.stage),
      SCHEDULE_ROLE_ARN: () => shared.read('schedule-role-arn'),
      SCHEDULE_DLQ_ARN: () => shared.read('schedule-dead-letters-arn'),
      LAUNCH_TEMPLATE_ID: () => shared.read('launch-template-id'),
      SUBNET_IDS: () => Fn.join(',', [shared.read('host-subnet-a-id'), shared.read('host-subnet-b-id')]),
      HOST_SEALED_SG_ID: () => shared.read('host-sealed-security-group-id'),
      USER_POOL_ID: () => users.poolId,
      USER_POOL_CLIENT_ID: () => users.clientId,
      MACHINES: () => (users.machines.length === 0 ? '[]' : Stack.of(this).toJsonString(users.machines)),
      TOKEN_DOMAIN: () => tokenDomain(config.stage),
    };
    // Lambda itself gives what begins so, and lets nobody else.
    const asked = Object.keys(schema.shape).filter((variable) => !variable.startsWith('AWS_'));
    const environment = Object.fromEntries(asked.map((variable) => [variable, values[variable]?.() ?? '']));
    const [fault] = (schema.safeParse(environment).error?.issues ?? []).filter(
      // Tokens are texts that CloudFormation fills in later; what is known now is checked now.
      ({ path: [variable = ''] }) =>
        String(variable) in environment && !Token.isUnresolved(environment[String(variable)]),
    );
    if (fault !== undefined)
      throw new Error(`the environment of ${name} is wrong: ${String(fault.path[0])} ${fault.message}`);
    return environment;
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
    const isBaked = config.host.imageId !== undefined;
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
      userPool: stack.formatArn({
        service: 'cognito-idp',
        resource: 'userpool',
        resourceName: this.#props.users.poolId,
      }),
      judgeTokens: stack.formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: judgeTokenPrefix(config.stage).slice(1),
      }),
      models: modelArns(config, stack),
      submissionEvents: events.submissions.topicArn,
      sessionEvents: events.sessions.topicArn,
      webhookEvents: events.webhooks.queueArn,
      submissionQueues: [events.fleet.queue.queueArn, events.hosted.queue.queueArn],
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
        birthGroup: ec2(
          'security-group',
          shared.read(isBaked ? 'host-sealed-security-group-id' : 'host-installing-security-group-id'),
        ),
        subnets: [
          ec2('subnet', shared.read('host-subnet-a-id')),
          ec2('subnet', shared.read('host-subnet-b-id')),
        ],
        spot: config.host.market === 'spot',
        imageParameter: isBaked
          ? undefined
          : stack.formatArn({
              service: 'ssm',
              account: '',
              resource: 'parameter',
              resourceName: stockImageParameter.slice(1),
            }),
      },
      sealedGroup: ec2('security-group', shared.read('host-sealed-security-group-id')),
      functionArn: (name) => this.called(name).functionArn,
    };
  }
}
