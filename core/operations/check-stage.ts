import { largestHost, type StageConfig } from '../config/stage-config.ts';
import { actingFunctions, actsOf, type FunctionAct } from './function-acts.ts';
import { type CheckFinding, type StageCheckId, stageChecks } from './stage-checks.ts';

/** Why something could not be tried: the place does not have it, or the caller may not ask. */
export class NotTriedError extends Error {
  override readonly name = 'NotTriedError';
}

/** What EC2 answered a dry run: it would have been done, or its refusal. */
export interface DryRunAnswer {
  readonly would: boolean;
  readonly code: string;
  readonly message: string;
}

/** What EC2 tells of an image. */
export interface ImageFacts {
  /** `available` once it can be launched. */
  readonly state: string;
  readonly architecture: string;
  /** Account. */
  readonly ownerId: string;
  /** Size of its root volume; undefined when EC2 does not tell. */
  readonly diskGib: number | undefined;
}

/** Names and ids that the stacks published, by what they are called below `/assize/<stage>/`. */
export type StageValues = Readonly<Record<string, string>>;

/** A way to try things on AWS; each undoes what it did. @throws NotTriedError, or what AWS refused with */
export interface StageProbes {
  identity(): Promise<{ readonly account: string; readonly arn: string; readonly region: string }>;
  quota(service: string, code: string): Promise<number>;
  /** Whether the account has a role of that name. */
  hasRole(name: string): Promise<boolean>;
  /** Those of the names that SSM has. */
  values(names: readonly string[]): Promise<StageValues>;
  /** Id of the stock image. */
  image(parameter: string): Promise<string>;
  /** Undefined when the region has none of that id, or does not show it to the caller. */
  imageOf(imageId: string): Promise<ImageFacts | undefined>;
  dryRunLaunch(templateId: string, instanceType: string, subnetId: string): Promise<DryRunAnswer>;
  dryRunFleet(
    templateId: string,
    types: readonly string[],
    subnetIds: readonly string[],
  ): Promise<DryRunAnswer>;
  /** Restart, seal and end, each on a host of the stage; empty when none runs. */
  dryRunHost(sealedGroupId: string): Promise<readonly (DryRunAnswer & { readonly act: string })[]>;
  functionOf(
    name: string,
  ): Promise<{ readonly roleArn: string; readonly env: Readonly<Record<string, string>> }>;
  /** Whether IAM would allow it. */
  simulate(roleArn: string, act: FunctionAct): Promise<boolean>;
  /** Puts, gets and deletes an object by presigned URLs. */
  roundTrip(bucket: string): Promise<void>;
  /** Makes and deletes a schedule. */
  schedule(group: string, roleArn: string, deadLettersArn: string): Promise<void>;
  /** HTTP status of a GET of the API. */
  askApi(apiId: string, path: string): Promise<number>;
}

/** What the checks read of the names that stacks publish. */
export const readValues = [
  'api-id',
  'data-bucket-name',
  'launch-template-id',
  'host-subnet-a-id',
  'host-subnet-b-id',
  'host-sealed-security-group-id',
  'schedule-role-arn',
  'schedule-dead-letters-arn',
  ...actingFunctions.map((name) => `${name}-function-name` as const),
] as const;

/** Service and code of the quotas that a new account has too little of. */
const quotas = {
  vcpus: { service: 'ec2', code: 'L-1216C47A', of: 'vCPUs of On-Demand Standard instances' },
  functions: { service: 'lambda', code: 'L-B99A9384', of: 'concurrent functions' },
} as const;

type Found = Omit<CheckFinding, 'check'>;

/**
 * Tries everything on the list, one after the other, and changes nothing that it does not undo. A check that fails stops no
 * other; one that needs names of a stage that does not stand is unproven.
 * @param imageParameter SSM parameter of the hosts' image
 * @param tell called with each finding as it comes
 */
export async function checkStage(
  config: StageConfig,
  probes: StageProbes,
  imageParameter: string,
  tell: (finding: CheckFinding) => void,
): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = [];
  let values: StageValues = {};
  let who: Awaited<ReturnType<StageProbes['identity']>> | undefined;
  const value = (name: (typeof readValues)[number]): string => {
    const found = values[name];
    if (found === undefined)
      throw new NotTriedError(
        `/assize/${config.stage}/${name} is not there: deploy the stage, then check again`,
      );
    return found;
  };
  const subnets = () => [value('host-subnet-a-id'), value('host-subnet-b-id')];

  const checks: Readonly<Record<StageCheckId, () => Promise<Found>>> = {
    identity: async () => {
      who = await probes.identity();
      return proven(`${who.arn} of account ${who.account} in ${who.region}`);
    },
    quotas: async () => judgeQuotas(config, (service, code) => probes.quota(service, code)),
    stacks: async () => {
      values = await probes.values(readValues);
      const lacking = readValues.filter((name) => values[name] === undefined);
      if (lacking.length === readValues.length)
        return unproven(`no stack of stage ${config.stage} has been deployed here`, deploy(config));
      return lacking.length === 0
        ? proven(`${readValues.length} names are published`)
        : failed(`${lacking.join(', ')} are not published`, deploy(config));
    },
    image: async () => {
      const { imageId } = config.host;
      return imageId === undefined
        ? proven(`the current stock image is ${await probes.image(imageParameter)}`)
        : judgeImage(imageId, await probes.imageOf(imageId), config, who);
    },
    types: async () => {
      const tries = config.host.instanceTypes.flatMap((type) =>
        subnets().map((subnet) => ({ type, subnet })),
      );
      const refusals: string[] = [];
      for (const { type, subnet } of tries) {
        const answer = await probes.dryRunLaunch(value('launch-template-id'), type, subnet);
        if (!answer.would) refusals.push(`${type} in ${subnet}: ${answer.code}: ${answer.message}`);
      }
      return refusals.length === 0
        ? proven(`${config.host.instanceTypes.join(', ')}, each in ${subnets().length} subnets`)
        : failed(
            refusals.join('; '),
            'take types from host.instanceTypes that the account or a zone refuses, or ask AWS support why',
          );
    },
    fleet: async () => {
      const answer = await probes.dryRunFleet(
        value('launch-template-id'),
        config.host.instanceTypes,
        subnets(),
      );
      return answer.would
        ? proven('EC2 would have launched it')
        : failed(
            `${answer.code}: ${answer.message}`,
            'see the message; a new account may lack the role of EC2 Fleet',
          );
    },
    spot: async () => await judgeSpot(config, probes),
    hosts: async () => {
      const answers = await probes.dryRunHost(value('host-sealed-security-group-id'));
      if (answers.length === 0)
        return unproven('no host of the stage runs; the simulated roles say the same of functions');
      const refused = answers.filter(({ would }) => !would);
      return refused.length === 0
        ? proven(answers.map(({ act }) => act).join(', '))
        : failed(refused.map(({ act, code }) => `${act}: ${code}`).join('; '));
    },
    roles: async () => {
      if (who === undefined) throw new NotTriedError('nobody knows whose account this is');
      const wrong: string[] = [];
      let tried = 0;
      for (const name of actingFunctions) {
        const { roleArn, env } = await probes.functionOf(value(`${name}-function-name`));
        for (const act of actsOf(name, { ...who, stage: config.stage, env })) {
          tried += 1;
          if ((await probes.simulate(roleArn, act)) === act.allowed) continue;
          wrong.push(`${name} ${act.allowed ? 'may not' : 'may'} ${act.action} on ${act.resource}`);
        }
      }
      return wrong.length === 0
        ? proven(`${tried} acts of ${actingFunctions.length} functions`)
        : failed(wrong.join('; '), 'look for a permissions boundary or a policy of the organisation');
    },
    objects: async () => {
      await probes.roundTrip(value('data-bucket-name'));
      return proven('put, read and deleted');
    },
    schedules: async () => {
      await probes.schedule(
        `assize-${config.stage}`,
        value('schedule-role-arn'),
        value('schedule-dead-letters-arn'),
      );
      return proven('made and deleted');
    },
    api: async () => {
      const health = await probes.askApi(value('api-id'), '/v1/health');
      const closed = await probes.askApi(value('api-id'), '/v1/sessions');
      return health === 200 && closed === 401
        ? proven('health 200, sessions without a token 401')
        : failed(`health answered ${health} and not 200, or sessions without a token ${closed} and not 401`);
    },
  };

  for (const check of Object.keys(stageChecks) as StageCheckId[]) {
    const found = await checks[check]().catch((error: unknown): Found => {
      const said = error instanceof Error ? error.message : String(error);
      return error instanceof NotTriedError ? unproven(said) : failed(said);
    });
    const finding: CheckFinding = { check, ...found };
    findings.push(finding);
    tell(finding);
  }
  return findings;
}

async function judgeQuotas(
  config: StageConfig,
  quota: (service: string, code: string) => Promise<number>,
): Promise<Found> {
  const wanted = { vcpus: config.host.vcpuQuota, functions: config.concurrency.account };
  const seen: string[] = [];
  const short: string[] = [];
  for (const [name, { service, code, of }] of Object.entries(quotas)) {
    const needed = wanted[name as keyof typeof quotas];
    const has = await quota(service, code);
    seen.push(`${has} ${of} (${code}), the configuration counts on ${needed}`);
    if (has < needed) short.push(`ask Service Quotas for ${code}: ${needed} ${of} instead of ${has}`);
  }
  return short.length === 0 ? proven(seen.join('; ')) : failed(seen.join('; '), short.join('; '));
}

/** What EC2 needs to launch spot instances for a function: that may not make the service's role, which AWS does for persons. */
async function judgeSpot({ host }: StageConfig, probes: StageProbes): Promise<Found> {
  if (host.market !== 'spot') return proven('the stage launches on demand');
  const has = await probes.hasRole('AWSServiceRoleForEC2Spot');
  const vcpus = await probes.quota('ec2', 'L-34B43A08');
  const [type = ''] = host.instanceTypes;
  const needed = host.maxPerSession * largestHost({ instanceTypes: [type] });
  const asks = [
    ...(has ? [] : ['aws iam create-service-linked-role --aws-service-name spot.amazonaws.com']),
    ...(vcpus >= needed
      ? []
      : [`ask Service Quotas for L-34B43A08: ${needed} vCPUs of spot instances instead of ${vcpus}`]),
  ];
  const seen = `AWSServiceRoleForEC2Spot is ${has ? '' : 'not '}there; ${vcpus} vCPUs of spot instances (L-34B43A08), the largest fleet has ${needed}`;
  return asks.length === 0 ? proven(seen) : failed(seen, asks.join('; '));
}

/** Whether hosts can be born from a baked image. A stranger's image is none: it would hold what judges exams. */
function judgeImage(
  imageId: string,
  facts: ImageFacts | undefined,
  { host }: StageConfig,
  who: { readonly account: string; readonly region: string } | undefined,
): Found {
  const ask = 'bake an image as docs/deploying.md says, or take host.imageId out for the stock image';
  if (facts === undefined)
    return failed(`there is no image ${imageId} in ${who?.region ?? 'this region'}`, ask);
  const { state, architecture, ownerId, diskGib } = facts;
  const faults = [
    ...(state === 'available' ? [] : [`it is ${state}, not available`]),
    ...(architecture === 'x86_64' ? [] : [`it is for ${architecture}, and Judge0 runs on x86_64 alone`]),
    ...(who === undefined || ownerId === who.account
      ? []
      : [`it belongs to account ${ownerId}, not to ${who.account}`]),
    ...(diskGib === undefined || diskGib <= host.diskGib
      ? []
      : [`its volume has ${diskGib} GiB and host.diskGib is ${host.diskGib}`]),
  ];
  return faults.length === 0
    ? proven(`${imageId} is available, x86_64, of this account, ${diskGib ?? '?'} GiB`)
    : failed(`${imageId}: ${faults.join('; ')}`, ask);
}

const deploy = ({ stage }: StageConfig) => `npx cdk deploy --all -c stage=${stage}`;

function proven(detail: string): Found {
  return { proof: 'proven', detail };
}

function unproven(detail: string, ask?: string): Found {
  return { proof: 'unproven', detail, ...(ask === undefined ? {} : { ask }) };
}

function failed(detail: string, ask?: string): Found {
  return { proof: 'failed', detail, ...(ask === undefined ? {} : { ask }) };
}
