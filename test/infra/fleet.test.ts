import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const { template, json } = readTemplate(buildApp('dev').stacks.fleet);

/** Logical id of the resource of this type whose id begins so. */
function idOf(type: string, prefix: string): string {
  const found = Object.keys(template.findResources(type)).find((id) => id.startsWith(prefix));
  if (found === undefined) throw new Error(`no ${type} ${prefix}`);
  return found;
}

const group = (name: string) => idOf('AWS::EC2::SecurityGroup', `Network${name}`);

/** Everything that a security group lets in or out: `in tcp 2358 from {Group}`. */
function rulesOf(name: string): string[] {
  const id = group(name);
  const properties = json.Resources[id]?.Properties ?? {};
  const inline = (['Ingress', 'Egress'] as const).flatMap((way) =>
    ((properties[`SecurityGroup${way}`] ?? []) as Record<string, unknown>[]).map(
      (rule) => [way, rule] as const,
    ),
  );
  const apart = Object.values(json.Resources).flatMap(({ Type, Properties = {} }) =>
    Type.startsWith('AWS::EC2::SecurityGroup') &&
    Properties['GroupId'] !== undefined &&
    render(Properties['GroupId']) === `{${id}.GroupId}`
      ? [[Type.replace('AWS::EC2::SecurityGroup', ''), Properties] as const]
      : [],
  );
  return [...inline, ...apart]
    .map(([way, rule]) => {
      const peer = rule['CidrIp'] ?? rule['SourceSecurityGroupId'] ?? rule['DestinationSecurityGroupId'];
      return `${way} ${String(rule['IpProtocol'])} ${String(rule['FromPort'])}-${String(rule['ToPort'])} ${render(peer)}`;
    })
    .sort();
}

describe('network', () => {
  it('costs nothing while no host runs: no NAT, no interface endpoint, no address of its own', () => {
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP', 'AWS::EC2::Instance'])
      template.resourceCountIs(type, 0);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
    template.allResourcesProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
  });

  it('gives no subnet public addresses by itself', () => {
    template.resourceCountIs('AWS::EC2::Subnet', 4);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  });

  it('spreads hosts, and functions, over two zones', () => {
    const zones = Object.entries(template.findResources('AWS::EC2::Subnet')).map(([id, subnet]) => {
      const kind = /Vpc(hosts|functions)Subnet/.exec(id)?.[1];
      return `${kind} ${JSON.stringify(subnet['Properties'].AvailabilityZone['Fn::Select'])}`;
    });
    expect(zones.sort()).toEqual(
      ['functions', 'hosts'].flatMap((kind) => [0, 1].map((at) => `${kind} [${at},{"Fn::GetAZs":""}]`)),
    );
  });

  it('has no route out of the functions’ subnets but to DynamoDB and S3', () => {
    const routed = Object.values(template.findResources('AWS::EC2::Route')).map((route) =>
      render(route['Properties'].RouteTableId),
    );
    expect(routed.filter((table) => table.includes('functions'))).toEqual([]);
    expect(routed).toHaveLength(2);
    const services = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map((endpoint) => {
      const { ServiceName, RouteTableIds } = endpoint['Properties'] as {
        ServiceName: unknown;
        RouteTableIds: unknown[];
      };
      expect(RouteTableIds.map(render).every((table) => table.includes('functions'))).toBe(true);
      return render(ServiceName);
    });
    expect(services.sort()).toEqual(['com.amazonaws.{Region}.dynamodb', 'com.amazonaws.{Region}.s3']);
  });

  it('lets nobody else’s credentials through the endpoints', () => {
    template.allResourcesProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      },
    });
  });
});

describe('security groups', () => {
  const functions = () => `{${group('Functions')}.GroupId}`;

  it('let a sealed host be spoken to by functions on Judge0’s port, and speak to nobody', () => {
    expect(rulesOf('HostSealed')).toEqual([
      // CDK's way to write "nothing": the default would be everything.
      'Egress icmp 252-86 255.255.255.255/32',
      `Ingress tcp 2358-2358 ${functions()}`,
    ]);
  });

  it('let an installing host fetch packages, images and names, and nothing else', () => {
    expect(rulesOf('HostInstalling')).toEqual([
      'Egress tcp 443-443 0.0.0.0/0',
      'Egress tcp 80-80 0.0.0.0/0',
      'Egress udp 53-53 10.42.0.0/16',
      `Ingress tcp 2358-2358 ${functions()}`,
    ]);
  });

  it('let functions reach hosts and the endpoints, and nobody reach functions', () => {
    expect(rulesOf('Functions')).toEqual([
      'Egress tcp 2358-2358 {' + group('HostInstalling') + '.GroupId}',
      'Egress tcp 2358-2358 {' + group('HostSealed') + '.GroupId}',
      'Egress tcp 443-443 0.0.0.0/0',
    ]);
  });
});

/** What the stock image is launched with. */
function launchData(): Record<string, unknown> {
  const data = template.findResources('AWS::EC2::LaunchTemplate');
  return Object.values(data)[0]?.['Properties'].LaunchTemplateData as Record<string, unknown>;
}

describe('launch template', () => {
  const launch = launchData();

  it('boots Canonical’s current Ubuntu 22.04', () => {
    expect(launch['ImageId']).toBe(
      'resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
    );
    expect(launch['InstanceType']).toBe('c7i.large');
  });

  it('gives a host no role, no keys, and metadata for itself alone', () => {
    expect(launch).not.toHaveProperty('IamInstanceProfile');
    expect(launch).not.toHaveProperty('KeyName');
    expect(launch['MetadataOptions']).toEqual({
      HttpEndpoint: 'enabled',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: 'enabled',
    });
  });

  it('ends an instance that powers itself off', () => {
    expect(launch['InstanceInitiatedShutdownBehavior']).toBe('terminate');
  });

  it('starts a host in the installing group, with the only public address there is', () => {
    expect(launch['NetworkInterfaces']).toEqual([
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: true,
        DeleteOnTermination: true,
        Groups: [{ 'Fn::GetAtt': [group('HostInstalling'), 'GroupId'] }],
      },
    ]);
  });

  it('encrypts the disk, and deletes it with the host', () => {
    expect(launch['BlockDeviceMappings']).toEqual([
      {
        DeviceName: '/dev/sda1',
        Ebs: {
          VolumeSize: 30,
          Throughput: 250,
          VolumeType: 'gp3',
          Encrypted: true,
          DeleteOnTermination: true,
        },
      },
    ]);
    expect(launch['Monitoring']).toEqual({ Enabled: false });
  });

  it('tags host, volume and interface with the stage, by which roles know what is theirs', () => {
    const specifications = launch['TagSpecifications'] as {
      ResourceType: string;
      Tags: { Key: string; Value: string }[];
    }[];
    expect(specifications.map(({ ResourceType }) => ResourceType)).toEqual([
      'instance',
      'volume',
      'network-interface',
    ]);
    for (const { Tags } of specifications) expect(Tags).toContainEqual({ Key: 'assize:stage', Value: 'dev' });
  });
});

describe('launch template of a baked image', () => {
  const imageId = 'ami-0123456789abcdef0';
  const { stacks } = buildApp('dev', { host: { imageId } });
  const baked = Object.values(readTemplate(stacks.fleet).template.findResources('AWS::EC2::LaunchTemplate'));
  const born = baked[0]?.['Properties'].LaunchTemplateData as Record<string, unknown>;

  it('boots it sealed from birth: the group without a way out, and no public address', () => {
    expect(born['ImageId']).toBe(imageId);
    expect(born['NetworkInterfaces']).toEqual([
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: false,
        DeleteOnTermination: true,
        Groups: [{ 'Fn::GetAtt': [group('HostSealed'), 'GroupId'] }],
      },
    ]);
  });

  it('differs in nothing else', () => {
    const { ImageId: _a, NetworkInterfaces: _b, ...rest } = born;
    const { ImageId: _c, NetworkInterfaces: _d, ...stock } = launchData();
    expect(rest).toEqual(stock);
  });

  it('lets functions launch into the sealed group alone, and read no parameter of an image', () => {
    const text = JSON.stringify(readTemplate(stacks.application).json);
    expect(text).not.toContain('SharedHostInstallingSecurityGroupId');
    expect(text).not.toContain('aws/service/canonical');
    expect(JSON.stringify(readTemplate(buildApp('dev').stacks.application).json)).toContain(
      'SharedHostInstallingSecurityGroupId',
    );
  });
});

describe('schedules', () => {
  it('live in one group, and leave what failed in a queue', () => {
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'assize-dev' });
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });
});
