import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Effect, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { REVIEW_UPLOADS } from '../../core/review/take-upload.ts';
import { defaultBundles } from '../constructs/assize-function.ts';
import { functionNames } from '../constructs/function-limits.ts';
import { Functions } from '../constructs/functions.ts';
import { HttpFront } from '../constructs/http-front.ts';
import type { UsersOfStage } from '../constructs/identity.ts';
import { createDeadLetterQueue } from '../constructs/queue-with-dead-letters.ts';
import { SavedQueries } from '../constructs/saved-queries.ts';
import { StageStack, type StageStackProps } from '../constructs/stage-stack.ts';
import { SubmissionEvents } from '../constructs/submission-events.ts';
import { type SharedName, scheduleGroupName } from '../naming.ts';
import { printFirstSteps } from './first-steps.ts';

export interface AppStackProps extends StageStackProps {
  /** Folder of the function bundles. @default dist/lambdas */
  readonly bundles?: string;
}

/** What a release replaces: the API, doorbells and functions. */
export class AppStack extends StageStack {
  readonly functions: Functions;

  constructor(scope: Construct, props: AppStackProps) {
    const { bundles = defaultBundles, ...stageProps } = props;
    super(scope, 'App', 'Assize: API, functions and queues', stageProps);
    const { config, shared } = this;

    const users: UsersOfStage = {
      poolId: shared.read('user-pool-id'),
      clientId: shared.read('user-pool-client-id'),
      machines: config.machines.map(({ name, owners }) => ({
        name,
        owners,
        clientId: shared.read(`machine-${name}-client-id`),
      })),
    };
    const asyncFailures = createDeadLetterQueue(this, 'AsyncFailures');
    const events = new SubmissionEvents(this, 'Events');
    this.functions = new Functions(this, 'Functions', {
      config,
      shared,
      events,
      users,
      asyncFailures,
      bundles,
    });
    new SavedQueries(this, 'Questions', {
      stage: config.stage,
      logGroupOf: (name) => this.functions.logGroupOf(name),
    });
    this.#letSchedulesInvoke();
    this.#sweepEachHour();
    this.#reviewUploads();
    if (config.host.market === 'spot') this.#heedNotices();
    const front = new HttpFront(this, 'Front', { config, users, handler: this.functions.get('api') });

    shared.publish({
      ...Object.fromEntries(
        functionNames.map((name): [SharedName, string] => [
          `${name}-function-name`,
          this.functions.get(name).functionName,
        ]),
      ),
      'api-id': front.api.apiId,
      'fleet-submissions-queue-name': events.fleet.queue.queueName,
      'fleet-submissions-dead-letters-name': events.fleet.deadLetters.queueName,
      'hosted-submissions-queue-name': events.hosted.queue.queueName,
      'hosted-submissions-dead-letters-name': events.hosted.deadLetters.queueName,
      'async-failures-queue-name': asyncFailures.queueName,
    });
    printFirstSteps(this, { users, api: front.api, stage: config.stage });
  }

  /** The schedule role lives with the fleet; whom it may wake is known only here. */
  #letSchedulesInvoke(): void {
    const role = Role.fromRoleName(this, 'ScheduleRole', this.shared.read('schedule-role-name'));
    const woken = (['scheduler-launcher', 'health-monitor', 'auto-shutdown', 'webhook-sender'] as const).map(
      (name) => this.functions.get(name).functionArn,
    );
    new Policy(this, 'ScheduleInvokes', {
      roles: [role],
      statements: [
        new PolicyStatement({ effect: Effect.ALLOW, actions: ['lambda:InvokeFunction'], resources: woken }),
      ],
    });
  }

  /**
   * EC2 tells two minutes before it takes a spot host back. Hosts have no role and no way out: nobody on them could say so.
   * A rule matches no tags, so that notices of the account's other instances come too, and are left alone.
   */
  #heedNotices(): void {
    new Rule(this, 'Interruptions', {
      description: 'Spot hosts that EC2 takes back',
      eventPattern: { source: ['aws.ec2'], detailType: ['EC2 Spot Instance Interruption Warning'] },
      targets: [
        // What is later than that is known to the tick.
        new LambdaFunction(this.functions.get('health-monitor'), {
          maxEventAge: Duration.seconds(120),
          retryAttempts: 5,
        }),
      ],
    });
  }

  /** A file that somebody with access to the bucket puts below reviews/ is reviewed. */
  #reviewUploads(): void {
    new Rule(this, 'ReviewUploads', {
      description: 'Files that are put into the bucket to be reviewed',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [this.shared.read('data-bucket-name')] },
          object: { key: Match.prefix(REVIEW_UPLOADS) },
        },
      },
      targets: [new LambdaFunction(this.functions.called('submission-reviewer'))],
    });
  }

  /** The second of the four stops belongs to no session: cloud truth against all of them, whatever became of their schedules. */
  #sweepEachHour(): void {
    new CfnSchedule(this, 'Sweep', {
      description: 'Finds hosts that no session explains, and sessions that nobody settled',
      groupName: scheduleGroupName(this.config.stage),
      scheduleExpression: 'rate(1 hour)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.functions.get('health-monitor').functionArn,
        roleArn: this.shared.read('schedule-role-arn'),
        input: JSON.stringify({ kind: 'sweep' }),
        deadLetterConfig: { arn: this.shared.read('schedule-dead-letters-arn') },
        // The next sweep sees what this one would have seen.
        retryPolicy: { maximumEventAgeInSeconds: 1800, maximumRetryAttempts: 2 },
      },
    });
  }
}
