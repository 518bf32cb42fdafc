import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { HostNetwork } from '../constructs/host-network.ts';
import { HostTemplate } from '../constructs/host-template.ts';
import { createDeadLetterQueue } from '../constructs/queue-with-dead-letters.ts';
import { StageStack, type StageStackProps } from '../constructs/stage-stack.ts';
import { scheduleGroupName, tagKeys } from '../naming.ts';

/** Where and how hosts run, and what may act on them by the clock: network, launch template, schedule group and role. */
export class FleetStack extends StageStack {
  readonly network: HostNetwork;

  constructor(scope: Construct, props: StageStackProps) {
    super(scope, 'Fleet', 'Assize: network, launch template and schedules of judge hosts', props);
    const { stage, host } = this.config;

    this.network = new HostNetwork(this, 'Network', { vpcCidr: host.vpcCidr });
    const template = new HostTemplate(this, 'JudgeHost', {
      config: this.config,
      installingGroupId: this.network.hostInstalling.securityGroupId,
      sealedGroupId: this.network.hostSealed.securityGroupId,
    });

    const group = new CfnScheduleGroup(this, 'Schedules', { name: scheduleGroupName(stage) });
    const deadLetters = createDeadLetterQueue(this, 'ScheduleDeadLetters');
    const scheduleRole = new Role(this, 'ScheduleRole', {
      description: 'What EventBridge Scheduler may do for sessions of this stage',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': this.account,
            'aws:SourceArn': this.formatArn({
              service: 'scheduler',
              resource: 'schedule-group',
              resourceName: group.name!,
            }),
          },
        },
      }),
    });
    scheduleRole.addToPolicy(
      new PolicyStatement({
        sid: 'TerminateHostsOfThisStage',
        effect: Effect.ALLOW,
        actions: ['ec2:TerminateInstances'],
        resources: [this.formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
        conditions: { StringEquals: { [`aws:ResourceTag/${tagKeys.stage}`]: stage } },
      }),
    );
    scheduleRole.addToPolicy(
      new PolicyStatement({
        sid: 'KeepWhatFailed',
        actions: ['sqs:SendMessage'],
        resources: [deadLetters.queueArn],
      }),
    );

    const functionSubnets = this.network.vpc.selectSubnets({
      subnetType: SubnetType.PRIVATE_ISOLATED,
    }).subnetIds;
    const hostSubnets = this.network.vpc.selectSubnets({ subnetType: SubnetType.PUBLIC }).subnetIds;
    this.shared.publish({
      'function-subnet-a-id': functionSubnets[0]!,
      'function-subnet-b-id': functionSubnets[1]!,
      'host-subnet-a-id': hostSubnets[0]!,
      'host-subnet-b-id': hostSubnets[1]!,
      'function-security-group-id': this.network.functions.securityGroupId,
      'host-installing-security-group-id': this.network.hostInstalling.securityGroupId,
      'host-sealed-security-group-id': this.network.hostSealed.securityGroupId,
      'launch-template-id': template.launchTemplateId,
      'schedule-role-arn': scheduleRole.roleArn,
      'schedule-role-name': scheduleRole.roleName,
      'schedule-dead-letters-arn': deadLetters.queueArn,
      'schedule-dead-letters-name': deadLetters.queueName,
    });
  }
}
