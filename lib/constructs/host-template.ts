import { Fn } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { DISK_MIBPS } from '../../core/costs/prices.ts';
import { stockImageParameter } from '../../core/fleet/stock-image.ts';
import { tagKeys } from '../naming.ts';
import { buildHostUserData } from './host-user-data.ts';

export interface HostTemplateProps {
  readonly config: StageConfig;
  /** The group that a host of the stock image is born in, since it fetches what it runs. */
  readonly installingGroupId: string;
  /** The group that a host of a baked image is born in. */
  readonly sealedGroupId: string;
}

/**
 * How a judge host is launched. Launches name the subnet, the type and the tags of session, round, token and deadline;
 * everything else is here. A host has no instance role: it runs strangers' code and is treated as already lost.
 */
export class HostTemplate extends Construct {
  readonly launchTemplateId: string;

  constructor(scope: Construct, id: string, props: HostTemplateProps) {
    super(scope, id);
    const { stage, host } = props.config;
    const isBaked = host.imageId !== undefined;
    const tags = [
      { key: tagKeys.stage, value: stage },
      { key: 'Name', value: `assize-${stage}-host` },
    ];
    const template = new CfnLaunchTemplate(this, 'Template', {
      versionDescription: isBaked
        ? 'A baked image that has Judge0 1.13.1'
        : 'Ubuntu 22.04 that installs Judge0 1.13.1',
      launchTemplateData: {
        imageId: host.imageId ?? `resolve:ssm:${stockImageParameter}`,
        instanceType: host.instanceTypes[0]!,
        instanceInitiatedShutdownBehavior: 'terminate',
        userData: Fn.base64(buildHostUserData({ maxLifetimeHours: host.maxLifetimeHours })),
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
          instanceMetadataTags: 'enabled',
        },
        networkInterfaces: [
          {
            deviceIndex: 0,
            // The one way to a public address: the subnets give none. A host that has everything needs no way out.
            associatePublicIpAddress: !isBaked,
            deleteOnTermination: true,
            groups: [isBaked ? props.sealedGroupId : props.installingGroupId],
          },
        ],
        blockDeviceMappings: [
          {
            deviceName: '/dev/sda1',
            ebs: {
              volumeSize: host.diskGib,
              volumeType: 'gp3',
              // Judge0's image unpacks to 10 GB: at gp3's base of 125 MiB/s that alone would take 80 s of the boot.
              throughput: DISK_MIBPS,
              encrypted: true,
              deleteOnTermination: true,
            },
          },
        ],
        monitoring: { enabled: false },
        tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
          resourceType,
          tags,
        })),
      },
      tagSpecifications: [{ resourceType: 'launch-template', tags }],
    });
    this.launchTemplateId = template.ref;
  }
}
