import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { LaunchSettings } from '../../adapters/ec2/ec2-cloud.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';

/** Network, security groups and launch template on a local EC2, as the fleet stack makes them. */
export async function prepareEc2(client: EC2Client, stage: string): Promise<LaunchSettings> {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId;
  const subnetIds = await Promise.all(
    ['a', 'b'].map(async (zone, at) => {
      const { Subnet } = await client.send(
        new CreateSubnetCommand({
          VpcId,
          CidrBlock: `10.0.${at}.0/24`,
          AvailabilityZone: `eu-central-1${zone}`,
        }),
      );
      return Subnet?.SubnetId ?? '';
    }),
  );
  const makeGroup = async (GroupName: string) => {
    const group = await client.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }),
    );
    return group.GroupId ?? '';
  };
  const installing = await makeGroup('installing');
  const template = await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'host',
      LaunchTemplateData: {
        ImageId:
          'resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
        InstanceType: 'c7i.large',
        InstanceInitiatedShutdownBehavior: 'terminate',
        NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [installing] }],
        TagSpecifications: ['instance', 'network-interface'].map((ResourceType) => ({
          ResourceType: ResourceType as 'instance',
          Tags: [{ Key: tagKeys.stage, Value: stage }],
        })),
      },
    }),
  );
  return {
    launchTemplateId: template.LaunchTemplate?.LaunchTemplateId ?? '',
    subnetIds,
    sealedGroupId: await makeGroup('sealed'),
  };
}
