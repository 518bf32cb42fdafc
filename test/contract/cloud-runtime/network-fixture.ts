import { join } from 'node:path';
import { App, AssetStaging, CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  CfnLaunchTemplate,
  GatewayVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { bundleFixture } from './fixture-app.ts';

/** A VPC with hosts in two states and the same function inside and outside of it; returns the cloud assembly's folder. */
export function synthesizeNetworkFixture(dir: string): string {
  const bundles = bundleFixture(dir);
  AssetStaging.clearAssetHashCache();
  const outdir = join(dir, 'cdk.out');
  const app = new App({ outdir });
  const stack = new Stack(app, 'Net');
  // Asserted: exactOptionalPropertyTypes tells CDK classes apart from their interfaces.
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED }],
    gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
  }) as IVpc;
  const group = (id: string) => new SecurityGroup(stack, id, { vpc, allowAllOutbound: false });
  const [functions, open, sealed] = [group('Functions'), group('Open'), group('Sealed')];
  functions.addEgressRule(Peer.anyIpv4(), Port.tcp(443));
  functions.addEgressRule(open, Port.tcp(2358));
  functions.addEgressRule(sealed, Port.tcp(2358));
  open.addIngressRule(functions, Port.tcp(2358));
  const template = new CfnLaunchTemplate(stack, 'Host', {
    launchTemplateData: {
      imageId: 'ami-0123456789abcdef0',
      instanceType: 'c7i.large',
      networkInterfaces: [{ deviceIndex: 0, groups: [open.securityGroupId] }],
    },
  });
  const table = new Table(stack, 'Items', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  const topic = new Topic(stack, 'Events');
  const placements: readonly (readonly [string, Partial<FunctionProps>])[] = [
    ['Inside', { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, securityGroups: [functions] }],
    ['Outside', {}],
  ];
  for (const [id, network] of placements) {
    const fn = new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(bundles, 'front')),
      memorySize: 256,
      environment: {
        TABLE: table.tableName,
        TOPIC_ARN: topic.topicArn,
        POWERTOOLS_SERVICE_NAME: id.toLowerCase(),
      },
      ...network,
    });
    table.grantReadWriteData(fn);
    topic.grantPublish(fn);
    new CfnOutput(stack, `${id}Name`, { value: fn.functionName });
  }
  new HttpApi(stack, 'Api');
  new CfnOutput(stack, 'TemplateId', { value: template.ref });
  new CfnOutput(stack, 'SubnetId', { value: vpc.isolatedSubnets[0]!.subnetId });
  new CfnOutput(stack, 'SealedGroupId', { value: sealed.securityGroupId });
  app.synth();
  return outdir;
}
