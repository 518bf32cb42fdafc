import { beforeEach, describe, expect, it } from 'vitest';
import { type FindHost, NetworkModel } from '../../../../cloud/aws/network-model.ts';
import type { FunctionDefinition } from '../../../../cloud/lambda/definition.ts';

const base: FunctionDefinition = {
  name: 'f',
  label: 'f',
  arn: 'arn:aws:lambda:r:0:function:f',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  codeDir: '/',
  timeoutS: 3,
  memoryMb: 128,
  environment: {},
  roleArn: 'arn:aws:iam::0:role/r',
  logGroup: '/aws/lambda/f',
  principal: { accessKeyId: 'a', secretAccessKey: 's', name: 'f' },
  pollerPrincipal: { accessKeyId: 'b', secretAccessKey: 's', name: 'f' },
};
const inside: FunctionDefinition = {
  ...base,
  vpc: { vpcId: 'vpc-1', subnetIds: ['subnet-a', 'subnet-b'], securityGroupIds: ['sg-functions'] },
};

const findHost: FindHost = (address) =>
  address === '127.9.0.1'
    ? { instanceId: 'i-1', vpcId: 'vpc-1', subnetId: 'subnet-h', securityGroupIds: ['sg-host'] }
    : undefined;

let network: NetworkModel;
const decide = (definition: FunctionDefinition, host: string, port = 2358) =>
  network.decideConnection(definition, host, port, findHost);
const letOut = (rule: object) =>
  network.setRule('sg-functions', 'out', {
    direction: 'egress',
    protocol: 'tcp',
    fromPort: 2358,
    toPort: 2358,
    ...rule,
  });
const letIn = (rule: object) =>
  network.setRule('sg-host', 'in', {
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 2358,
    toPort: 2358,
    ...rule,
  });

beforeEach(() => {
  network = new NetworkModel();
  network.vpcs.set('vpc-1', { cidr: '10.0.0.0/16' });
  network.subnets.set('subnet-h', { vpcId: 'vpc-1', cidr: '10.0.1.0/24', availabilityZone: 'eu-central-1a' });
  network.routeTableOf.set('subnet-a', 'rtb-a').set('subnet-b', 'rtb-b');
});

describe('connections of functions', () => {
  it('keeps private hosts from functions outside the VPC, and nothing else', async () => {
    expect(await decide(base, '127.9.0.1')).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('i-1'),
    });
    expect(await decide(base, '127.0.0.1')).toMatchObject({ allowed: true });
    expect(await decide(base, 'example.org', 443)).toMatchObject({ allowed: true });
  });

  it('needs a rule on both sides', async () => {
    expect(await decide(inside, '127.9.0.1')).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('egress'),
    });
    letOut({ groupId: 'sg-host' });
    expect(await decide(inside, '127.9.0.1')).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('ingress'),
    });
    letIn({ groupId: 'sg-functions' });
    expect(await decide(inside, '127.9.0.1')).toMatchObject({ allowed: true });
  });

  it('looks at ports, protocols and groups', async () => {
    letOut({ groupId: 'sg-host' });
    letIn({ groupId: 'sg-functions' });
    expect(await decide(inside, '127.9.0.1', 22)).toMatchObject({ allowed: false });
    letIn({ groupId: 'sg-others' });
    expect(await decide(inside, '127.9.0.1')).toMatchObject({ allowed: false });
    letIn({ groupId: 'sg-functions', protocol: 'udp' });
    expect(await decide(inside, '127.9.0.1')).toMatchObject({ allowed: false });
  });

  it.each([
    ['0.0.0.0/0', true],
    ['10.0.0.0/16', true],
    ['10.0.0.0/8', true],
    ['10.0.1.0/24', true],
    ['10.0.2.0/24', false],
    ['192.168.0.0/16', false],
  ])('counts the range %s as covering the host: %s', async (cidr, allowed) => {
    letOut({ cidr });
    letIn({ groupId: 'sg-functions' });
    expect((await decide(inside, '127.9.0.1')).allowed).toBe(allowed);
  });

  it('lets no function in the VPC out', async () => {
    expect(await decide(inside, '127.0.0.1', 80)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('no instance'),
    });
    expect(await decide(inside, 'example.org', 443)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('no route'),
    });
  });
});

describe('services that subnets reach', () => {
  it('are those with an endpoint in every subnet', () => {
    network.gatewayServices.set('rtb-a', new Set(['dynamodb', 's3']));
    network.gatewayServices.set('rtb-b', new Set(['dynamodb']));
    expect(network.principalNetwork('vpc-1', ['subnet-a', 'subnet-b']).services).toEqual(['dynamodb']);
  });
});
