import type { LaunchSettings } from '../../adapters/ec2/ec2-cloud.ts';
import type { NetworkModel } from '../../cloud/aws/network-model.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';
import { buildHostUserData } from '../../lib/constructs/host-user-data.ts';
import { declareTemplate } from '../contract/cloud-aws/system.ts';

/** The launch template of the fleet stack, and the network that a local EC2 of the tests has. */
export function prepareEc2(network: NetworkModel, stage: string): LaunchSettings {
  declareTemplate(network, 'lt-host', {
    ImageId: 'resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
    InstanceType: 'c7i.large',
    InstanceInitiatedShutdownBehavior: 'terminate',
    UserData: Buffer.from(buildHostUserData({ maxLifetimeHours: 12 })).toString('base64'),
    NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-installing'] }],
    TagSpecifications: ['instance', 'network-interface'].map((ResourceType) => ({
      ResourceType,
      Tags: [{ Key: tagKeys.stage, Value: stage }],
    })),
  });
  return {
    launchTemplateId: 'lt-host',
    subnetIds: ['subnet-a', 'subnet-b'],
    sealedGroupId: 'sg-sealed',
  };
}
