import { createHash } from 'node:crypto';
import { AwsError, UnservedOperation } from '../http-types.ts';
import { listOf, type QueryValue, structOf, textOf } from '../query-params.ts';
import type { XmlValue } from '../xml.ts';
import { type Ec2Context, need, type Operation, type Parameters, tagsFor } from './context.ts';
import { type LaunchPool, planFleet } from './fleet.ts';
import { INSTANCE_TYPES } from './instance-types.ts';
import type { LaunchTemplate } from './launch-template.ts';
import { isShort, type Market } from './shortage.ts';
import { makeId, makeSpotRequestId } from './state.ts';
import { countsForQuota } from './state-names.ts';

/** Longest time for which EC2 remembers a client token, ms. */
const TOKEN_LIFE_MS = 48 * 3_600_000;
/** A public address of the documentation range: shown, never routed. */
const PUBLIC_PREFIX = '203.0.113.';

/**
 * CreateFleet, type instant: what can be launched is launched, what cannot is told by pool. One at a time, so that
 * neither a client token nor a free vCPU is used twice.
 */
export const createFleet: Operation = (parameters, context) => {
  const turn = turns.get(context) ?? Promise.resolve();
  const mine = turn.then(() => createInTurn(parameters, context));
  turns.set(
    context,
    mine.then(
      () => undefined,
      () => undefined,
    ),
  );
  return mine;
};

const turns = new WeakMap<Ec2Context, Promise<void>>();

const createInTurn = async (
  parameters: Parameters,
  context: Ec2Context,
): Promise<Record<string, XmlValue>> => {
  const type = textOf(parameters, 'Type') ?? 'maintain';
  if (type !== 'instant') throw new UnservedOperation('ec2', 'CreateFleet', `type ${type}; only instant`);
  const token = textOf(parameters, 'ClientToken');
  const request = fingerprint(parameters);
  const known = token === undefined ? undefined : context.file.value.clientTokens[token];
  if (known !== undefined && context.now() - known.at < TOKEN_LIFE_MS) {
    if (known.request !== request)
      throw new AwsError(
        'IdempotentParameterMismatch',
        'Client token already used before with different parameters.',
      );
    return JSON.parse(known.response) as Record<string, XmlValue>;
  }
  const answer = await launchFleet(parameters, context);
  if (token !== undefined) {
    forgetTokens(context);
    context.file.value.clientTokens[token] = { request, response: JSON.stringify(answer), at: context.now() };
    context.file.save();
  }
  return answer;
};

function forgetTokens(context: Ec2Context): void {
  const { clientTokens } = context.file.value;
  for (const [token, { at }] of Object.entries(clientTokens))
    if (context.now() - at > TOKEN_LIFE_MS) delete clientTokens[token];
}

async function launchFleet(parameters: Parameters, context: Ec2Context): Promise<Record<string, XmlValue>> {
  const capacity = structOf(parameters['TargetCapacitySpecification']);
  const target = Number(need(capacity, 'TotalTargetCapacity'));
  const market = readMarket(capacity, target);
  const options = structOf(parameters[market === 'spot' ? 'SpotOptions' : 'OnDemandOptions']);
  const minimum = Number(textOf(options, 'MinTargetCapacity') ?? 0);
  const pools = readPools(parameters, context);
  // By default EC2 goes by price, and does not look at priorities.
  const strategy = textOf(options, 'AllocationStrategy') ?? 'lowest-price';
  if (pools.length > 1 && !STRATEGIES[market].includes(strategy))
    throw new UnservedOperation(
      'ec2',
      'CreateFleet',
      `allocation strategy ${strategy}; only ${STRATEGIES[market].join(' and ')}`,
    );
  const plan = planFleet(target, minimum, pools, {
    market,
    usedVcpus: usedVcpus(context, market),
    quotaVcpus: context.quotaVcpus,
    subnetExists: (id) => context.network.subnets.has(id),
    inPlan: (instanceType) => context.planTypes?.includes(instanceType) ?? true,
    exhausted: (instanceType, subnet) =>
      isShort(
        context.shortages,
        market,
        instanceType,
        context.network.subnets.get(subnet)?.availabilityZone,
        context.now(),
      ),
  });
  const fleetId = `fleet-${makeId('x').slice(2)}`;
  const launched: { pool: LaunchPool; ids: string[] }[] = [];
  for (const { pool, count } of plan.launches) {
    const ids: string[] = [];
    for (let made = 0; made < count; made++)
      ids.push((await launchOne(parameters, context, pool, fleetId, market)).id);
    launched.push({ pool, ids });
  }
  context.file.value.tags[fleetId] = tagsFor(listOf(parameters, 'TagSpecification'), 'fleet');
  return {
    fleetId,
    errorSet: plan.errors.map(({ pool, code, message }) => ({
      launchTemplateAndOverrides: viewPool(pool),
      lifecycle: market,
      errorCode: code,
      errorMessage: message,
    })),
    fleetInstanceSet: launched.map(({ pool, ids }) => ({
      launchTemplateAndOverrides: viewPool(pool),
      lifecycle: market,
      instanceIds: ids,
      instanceType: pool.instanceType,
    })),
  };
}

/** What is served: prices are not known here, nor how much of what is left. Spot pools are taken in the order in which they are named. */
const STRATEGIES: Readonly<Record<Market, readonly string[]>> = {
  'on-demand': ['prioritized'],
  spot: ['capacity-optimized', 'price-capacity-optimized'],
};

/** The market of a request for one of them alone. */
function readMarket(capacity: QueryValue, target: number): Market {
  const rest = textOf(capacity, 'DefaultTargetCapacityType') ?? 'on-demand';
  const parts = { 'on-demand': 'OnDemandTargetCapacity', spot: 'SpotTargetCapacity' } as const;
  const [market, other]: [Market, Market] = rest === 'spot' ? ['spot', 'on-demand'] : ['on-demand', 'spot'];
  const own = Number(textOf(capacity, parts[market]) ?? target);
  if (own !== target || Number(textOf(capacity, parts[other]) ?? 0) > 0)
    throw new UnservedOperation('ec2', 'CreateFleet', 'of both markets in one call');
  return market;
}

function readPools(parameters: Parameters, context: Ec2Context): readonly LaunchPool[] {
  const configurations = listOf(parameters, 'LaunchTemplateConfigs');
  if (configurations.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter LaunchTemplateConfigs');
  return configurations.flatMap((configuration) => {
    const template = findTemplate(structOf(configuration)['LaunchTemplateSpecification'], context);
    const overrides = listOf(configuration, 'Overrides');
    return (overrides.length === 0 ? [{}] : overrides).map((override, index) => ({
      template,
      instanceType: textOf(override, 'InstanceType') ?? template.instanceType,
      subnetId: textOf(override, 'SubnetId'),
      priority: Number(textOf(override, 'Priority') ?? index),
    }));
  });
}

/** The template that a specification names by id. Throws AWS's not-found errors. */
function findTemplate(specification: QueryValue = {}, { network }: Ec2Context): LaunchTemplate {
  const id = need(specification, 'LaunchTemplateId');
  const version = need(specification, 'Version');
  const found = network.launchTemplates.get(id);
  if (found === undefined)
    throw new AwsError(
      'InvalidLaunchTemplateId.NotFound',
      `The specified launch template, with template ID ${id}, does not exist.`,
    );
  if (!['$Latest', '$Default', '1'].includes(version))
    throw new AwsError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${version} for the launch template with ID ${id}.`,
    );
  return found;
}

async function launchOne(
  parameters: Parameters,
  context: Ec2Context,
  pool: LaunchPool,
  fleetId: string,
  market: Market,
) {
  const { template } = pool;
  const subnet = context.network.subnets.get(pool.subnetId ?? '');
  const asked = listOf(parameters, 'TagSpecification');
  const tagsOf = (type: string) => ({ ...template.tags[type], ...tagsFor(asked, type) });
  return context.instances.launch({
    type: pool.instanceType,
    imageId: resolveImage(template.imageId, context),
    subnetId: pool.subnetId ?? '',
    vpcId: subnet?.vpcId ?? '',
    availabilityZone: subnet?.availabilityZone ?? '',
    launchTemplateId: template.id,
    fleetId,
    ...(market === 'spot' ? { spot: { id: makeSpotRequestId() } } : {}),
    groupIds: [...template.groupIds],
    shutdownBehavior: template.shutdownBehavior,
    ...(template.hasPublicAddress ? { publicIp: nextPublicIp(context) } : {}),
    tags: {
      instance: {
        ...tagsOf('instance'),
        'aws:ec2:fleet-id': fleetId,
        'aws:ec2launchtemplate:id': template.id,
        'aws:ec2launchtemplate:version': '1',
      },
      volume: tagsOf('volume'),
      'network-interface': tagsOf('network-interface'),
    },
  });
}

function resolveImage(imageId: string, context: Ec2Context): string {
  const name = /^resolve:ssm:(.+)$/.exec(imageId)?.[1];
  if (name === undefined) return imageId;
  const value = context.readParameter(name);
  if (value === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `The SSM parameter ${name} of the launch template does not exist.`,
    );
  return value;
}

function usedVcpus(context: Ec2Context, market: Market): number {
  return context.instances
    .list()
    .filter(({ state, spot }) => countsForQuota(state) && (spot !== undefined) === (market === 'spot'))
    .reduce((sum, { type }) => sum + (INSTANCE_TYPES.get(type)?.vcpus ?? 0), 0);
}

function nextPublicIp(context: Ec2Context): string {
  const taken = new Set(context.instances.list().map(({ publicIp }) => publicIp));
  const free = Array.from({ length: 254 }, (_, index) => `${PUBLIC_PREFIX}${index + 1}`).find(
    (ip) => !taken.has(ip),
  );
  if (free === undefined)
    throw new AwsError('InsufficientFreeAddressesInSubnet', 'There are not enough public addresses free.');
  return free;
}

function viewPool(pool: LaunchPool): XmlValue {
  return {
    launchTemplateSpecification: { launchTemplateId: pool.template.id, version: '1' },
    overrides: { instanceType: pool.instanceType, subnetId: pool.subnetId },
  };
}

function fingerprint(parameters: Parameters): string {
  const sorted = Object.fromEntries(
    Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
