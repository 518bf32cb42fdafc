import { CreateLaunchTemplateCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { LaunchSettings } from '../../adapters/ec2/ec2-cloud.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';
import { buildJudgeHostUserData } from '../../lib/constructs/judge-host-user-data.ts';

/** The launch template of the fleet stack, and the network that a local EC2 of the tests has. */
export async function prepareEc2(client: EC2Client, stage: string): Promise<LaunchSettings> {
  const template = await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'host',
      LaunchTemplateData: {
        ImageId:
          'resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
        InstanceType: 'c7i.large',
        InstanceInitiatedShutdownBehavior: 'terminate',
        UserData: Buffer.from(buildJudgeHostUserData({ maxLifetimeHours: 12 })).toString('base64'),
        NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-installing'] }],
        TagSpecifications: ['instance', 'network-interface'].map((ResourceType) => ({
          ResourceType: ResourceType as 'instance',
          Tags: [{ Key: tagKeys.stage, Value: stage }],
        })),
      },
    }),
  );
  return {
    launchTemplateId: template.LaunchTemplate?.LaunchTemplateId ?? '',
    subnetIds: ['subnet-a', 'subnet-b'],
    sealedGroupId: 'sg-sealed',
  };
}
