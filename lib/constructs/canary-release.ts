import type { Duration } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  type IDestination,
  type IVersion,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Stage } from '../../core/config/stages.ts';
import { alarmName } from '../naming.ts';
import { seeAlarms, shiftTraffic } from './permissions.ts';

export interface CanaryReleaseProps {
  readonly stage: Stage;
  /** Whether releases come in steps; else the alias leads to the newest version at once. */
  readonly inSteps: boolean;
  readonly fn: LambdaFunction;
  /** What becomes of asynchronous events: an alias does not have what its function has. */
  readonly asynchronous?: {
    readonly maxEventAge: Duration;
    readonly retryAttempts: number;
    readonly onFailure: IDestination;
  };
}

/**
 * The name `live` by which a function is called, so that a release reaches it in two steps: a tenth of the calls for five
 * minutes, then all. An alarm about functions' errors meanwhile takes it back, and so does a deployment that fails or is stopped.
 *
 * For functions that participants do not wait for and that read what anybody may send: those where a version can fail by
 * what it meets and not by how it starts.
 */
export class CanaryRelease extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    const { stage, inSteps, fn, asynchronous } = props;
    this.alias = new Alias(this, 'Alias', { aliasName: 'live', version: fn.currentVersion as IVersion });
    if (asynchronous !== undefined) this.alias.configureAsyncInvoke(asynchronous);
    if (inSteps) this.#releaseInSteps(stage, fn);
  }

  #releaseInSteps(stage: Stage, fn: LambdaFunction): void {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    for (const statement of [...shiftTraffic(this.alias.functionArn, fn.functionArn), seeAlarms()])
      role.addToPolicy(statement);
    new LambdaDeploymentGroup(this, 'Deployments', {
      application: new LambdaApplication(this, 'Application'),
      alias: this.alias,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      // What AWS's own policy for this role allows beside it nobody here needs.
      role: role.withoutPolicyUpdates(),
      // By name: the stack of alarms comes after this one.
      alarms: [Alarm.fromAlarmName(this, 'Errors', alarmName(stage, 'FunctionErrors'))],
      // In the first release there is no alarm yet, and nothing to take back.
      ignorePollAlarmsFailure: true,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
  }
}
