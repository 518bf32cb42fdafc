import { readTags, tagsFor } from '../ec2/context.ts';
import { typeOfId } from '../ec2/operations-instances.ts';
import type { AwsCall } from '../http-types.ts';
import { foldParameters, listOf, type QueryValue, structOf, textOf, textsOf } from '../query-params.ts';
import { parameterArn } from '../ssm/service.ts';
import type { CallActions, CallContext } from './call-context.ts';
import type { RequestContext } from './conditions.ts';
import type { ActionCheck } from './evaluate.ts';

/** What each EC2 call needs. Describe calls know no resources. */
export const EC2_CALL_ACTIONS: Readonly<Record<string, CallActions>> = {
  CreateFleet: checkFleet,
  TerminateInstances: (call, context) => onResources(call, context, 'TerminateInstances', 'InstanceId'),
  RebootInstances: (call, context) => onResources(call, context, 'RebootInstances', 'InstanceId'),
  GetConsoleOutput: (call, context) => [onResource(call, context, 'GetConsoleOutput', 'InstanceId')],
  ModifyInstanceAttribute: (call, context) => [
    onResource(call, context, 'ModifyInstanceAttribute', 'InstanceId'),
  ],
  ModifyNetworkInterfaceAttribute: (call, context) => [
    onResource(call, context, 'ModifyNetworkInterfaceAttribute', 'NetworkInterfaceId'),
    // The interface's own instance, and each group that is named.
    ...[context.attachedTo(textOf(read(call), 'NetworkInterfaceId') ?? '')].flatMap((id) =>
      id === undefined ? [] : [onId(context, 'ModifyNetworkInterfaceAttribute', id)],
    ),
    ...onResources(call, context, 'ModifyNetworkInterfaceAttribute', 'SecurityGroupId'),
  ],
  CreateTags: (call, context) =>
    onResources(call, context, 'CreateTags', 'ResourceId', requestTags(readTags(listOf(read(call), 'Tag')))),
  DescribeInstances: () => [{ action: 'ec2:DescribeInstances', resource: '*' }],
};

/**
 * CreateFleet is checked on the fleet; the launch that it makes is checked as RunInstances on everything that it makes
 * or uses, and tagging as CreateTags with both as the creating action, since EC2 checks it at both doors. An
 * image parameter is read with the caller's permission.
 */
function checkFleet(call: AwsCall, context: CallContext): readonly ActionCheck[] {
  const parameters = read(call);
  const specifications = listOf(parameters, 'TagSpecification');
  const fleet = arn(context, 'fleet', '*');
  const configurations = listOf(parameters, 'LaunchTemplateConfigs');
  const launches = configurations.map((configuration) => {
    const id = textOf(structOf(configuration)['LaunchTemplateSpecification'], 'LaunchTemplateId') ?? '';
    return { id, template: context.launchTemplate(id), overrides: listOf(configuration, 'Overrides') };
  });
  const used = [
    ...launches.map(({ id }) => arn(context, 'launch-template', id)),
    ...launches.flatMap(({ overrides }) => overrides.flatMap((override) => subnetArn(override, context))),
    ...launches.flatMap(({ template }) =>
      (template?.groupIds ?? []).map((id) => arn(context, 'security-group', id)),
    ),
    `arn:aws:ec2:${context.region}::image/*`,
    // Each spot instance is launched by a request of its own.
    ...(textOf(structOf(parameters['TargetCapacitySpecification']), 'DefaultTargetCapacityType') === 'spot'
      ? [arn(context, 'spot-instances-request', '*')]
      : []),
  ];
  const made = ['instance', 'volume', 'network-interface'];
  const tagsOf = (type: string): Readonly<Record<string, string>> =>
    Object.assign({}, ...launches.map(({ template }) => template?.tags[type]), tagsFor(specifications, type));
  return [
    {
      action: 'ec2:CreateFleet',
      resource: fleet,
      context: requestTags(tagsFor(specifications, 'fleet')),
    },
    ...[...new Set(used)].map((resource) => ({
      action: 'ec2:RunInstances',
      resource,
      context: resourceTags(resource, context),
    })),
    ...made.map((type) => ({
      action: 'ec2:RunInstances',
      resource: arn(context, type, '*'),
      context: requestTags(tagsOf(type)),
    })),
    ...['fleet', ...made].flatMap((type) =>
      checkTagging('CreateFleet', type, tagsFor(specifications, type), context),
    ),
    ...made.flatMap((type) => checkTagging('RunInstances', type, tagsOf(type), context)),
    ...launches.flatMap(({ template }) => readImage(template?.imageId ?? '', context)),
  ];
}

function checkTagging(
  door: string,
  type: string,
  tags: Readonly<Record<string, string>>,
  context: CallContext,
): readonly ActionCheck[] {
  if (Object.keys(tags).length === 0) return [];
  const keys = { ...requestTags(tags), 'ec2:CreateAction': door };
  return [{ action: 'ec2:CreateTags', resource: arn(context, type, '*'), context: keys }];
}

function readImage(imageId: string, { region, accountId }: CallContext): readonly ActionCheck[] {
  const name = /^resolve:ssm:(.+)$/.exec(imageId)?.[1];
  if (name === undefined) return [];
  return [{ action: 'ssm:GetParameters', resource: parameterArn(region, accountId, name) }];
}

function onResource(call: AwsCall, context: CallContext, action: string, name: string): ActionCheck {
  return onId(context, action, textOf(read(call), name) ?? '');
}

function onResources(
  call: AwsCall,
  context: CallContext,
  action: string,
  list: string,
  keys: RequestContext = {},
): readonly ActionCheck[] {
  return textsOf(read(call), list).map((id) => onId(context, action, id, keys));
}

function onId(context: CallContext, action: string, id: string, keys: RequestContext = {}): ActionCheck {
  const resource = arn(context, typeOfId(id), id);
  return { action: `ec2:${action}`, resource, context: { ...resourceTags(resource, context), ...keys } };
}

function read(call: AwsCall): Readonly<Record<string, QueryValue>> {
  return foldParameters(call.input);
}

function arn(context: CallContext, type: string, id: string): string {
  return `arn:aws:ec2:${context.region}:${context.accountId}:${type}/${id}`;
}

function subnetArn(override: QueryValue, context: CallContext): readonly string[] {
  const id = textOf(override, 'SubnetId');
  return id === undefined ? [] : [arn(context, 'subnet', id)];
}

function resourceTags(resource: string, context: CallContext): RequestContext {
  const tags = context.tagsOf(resource.slice(resource.lastIndexOf('/') + 1));
  const keys = Object.entries(tags).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`ec2:ResourceTag/${key}`, value],
  ]);
  return { ...Object.fromEntries(keys), 'ec2:Region': context.region };
}

function requestTags(tags: Readonly<Record<string, string>>): RequestContext {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  return {
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key]])),
    'aws:TagKeys': keys,
  };
}
