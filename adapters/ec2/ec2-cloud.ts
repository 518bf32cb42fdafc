import {
  type _InstanceType,
  CreateFleetCommand,
  type CreateFleetCommandOutput,
  CreateTagsCommand,
  type EC2Client,
  EC2ServiceException,
  type Filter,
  ModifyNetworkInterfaceAttributeCommand,
  paginateDescribeInstances,
  RebootInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Cloud, HostsOutcome, LaunchError, LaunchOutcome, LaunchRound } from '../../core/fleet/cloud.ts';
import { isSpot } from '../../core/fleet/decide-market.ts';
import type { CloudInstance } from '../../core/fleet/host.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';
import { askByHalves } from './ask-by-halves.ts';
import { classifyLaunchError } from './classify-launch-error.ts';
import { readInstance } from './read-instance.ts';
import { type LaunchShare, spreadLaunch } from './spread-launch.ts';

/** Where hosts are launched; absent in functions that only see and end them. */
export interface LaunchSettings {
  readonly launchTemplateId: string;
  readonly subnetIds: readonly string[];
  readonly sealedGroupId: string;
}

/** EC2 as the hosts' cloud; the local EC2 by another endpoint. */
export class Ec2Cloud implements Cloud {
  readonly #client: EC2Client;
  readonly #stage: string;
  readonly #launching: LaunchSettings | undefined;

  constructor(client: EC2Client, stage: string, launching?: LaunchSettings) {
    this.#client = client;
    this.#stage = stage;
    this.#launching = launching;
  }

  /**
   * The round's hosts by CreateFleet of type `instant`, every type in every subnet, one call for each zone's share, all on
   * demand or all on spot capacity. All of a call derives from the stored round, so a call that is sent again is the same call.
   * @throws whatever leaves open whether something was launched, after every share was asked for
   */
  async launch(round: LaunchRound): Promise<LaunchOutcome> {
    const shares = spreadLaunch(round.hosts, this.#settings().subnetIds, round.round);
    const outcomes: LaunchOutcome[] = [];
    const unclear: unknown[] = [];
    for (const [number, share] of shares.entries())
      try {
        outcomes.push(await this.#launchShare(round, share, number));
      } catch (error) {
        unclear.push(error);
      }
    if (unclear.length > 0) throw unclear[0];
    return mergeOutcomes(outcomes);
  }

  async #launchShare(round: LaunchRound, share: LaunchShare, number: number): Promise<LaunchOutcome> {
    const { launchTemplateId } = this.#settings();
    const pools = round.instanceTypes.flatMap((instanceType) =>
      share.subnetIds.map((SubnetId) => ({ SubnetId, InstanceType: instanceType as _InstanceType })),
    );
    try {
      const answer = await this.#client.send(
        new CreateFleetCommand({
          ClientToken: clientTokenOf(this.#stage, round, number),
          Type: 'instant',
          LaunchTemplateConfigs: [
            {
              LaunchTemplateSpecification: { LaunchTemplateId: launchTemplateId, Version: '$Latest' },
              Overrides: isSpot(round) ? pools : pools.map((pool, Priority) => ({ ...pool, Priority })),
            },
          ],
          ...(isSpot(round) ? spotCapacity(share.hosts) : onDemandCapacity(share.hosts)),
          TagSpecifications: [{ ResourceType: 'instance', Tags: this.#tagsOf(round) }],
        }),
      );
      return readOutcome(answer);
    } catch (error) {
      const refusal = readRefusal(error);
      if (refusal === undefined) throw error;
      // The round was sent before, under other settings of this function: what it launched then is told by its tags.
      const known = refusal.code === TOKEN_WAS_USED ? await this.describe(round.sessionId) : [];
      const ours = known.filter((instance) => instance.round === round.round);
      return { instanceIds: ours.map(({ instanceId }) => instanceId), errors: [refusal] };
    }
  }

  async describe(sessionId: string): Promise<readonly CloudInstance[]> {
    return await this.#describe([{ Name: `tag:${tagKeys.session}`, Values: [sessionId] }]);
  }

  async describeStage(): Promise<readonly CloudInstance[]> {
    return await this.#describe([]);
  }

  async terminate(instanceIds: readonly string[]): Promise<HostsOutcome> {
    return await askByHalves(instanceIds, (InstanceIds) =>
      this.#client.send(new TerminateInstancesCommand({ InstanceIds })),
    );
  }

  async setDeadline(instanceIds: readonly string[], deadlineAt: number): Promise<HostsOutcome> {
    const Tags = [{ Key: tagKeys.deadline, Value: new Date(deadlineAt).toISOString() }];
    return await askByHalves(instanceIds, (Resources) =>
      this.#client.send(new CreateTagsCommand({ Resources, Tags })),
    );
  }

  async reboot(instanceIds: readonly string[]): Promise<void> {
    if (instanceIds.length === 0) return;
    await this.#client.send(new RebootInstancesCommand({ InstanceIds: [...instanceIds] }));
  }

  async seal(instance: CloudInstance): Promise<string | undefined> {
    const { networkInterfaceId: NetworkInterfaceId } = instance;
    if (NetworkInterfaceId === undefined)
      throw new Error(`EC2 does not tell the network interface of ${instance.instanceId}`);
    // EC2 changes one attribute a call.
    await this.#client.send(
      new ModifyNetworkInterfaceAttributeCommand({
        NetworkInterfaceId,
        Groups: [this.#settings().sealedGroupId],
      }),
    );
    try {
      await this.#client.send(
        new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, AssociatePublicIpAddress: false }),
      );
      return undefined;
    } catch (error) {
      // The sealed group lets nothing out and only our functions in: the address leads nowhere, it only costs.
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }

  async #describe(filters: readonly Filter[]): Promise<CloudInstance[]> {
    const found: CloudInstance[] = [];
    const pages = paginateDescribeInstances(
      { client: this.#client, pageSize: 200 },
      { Filters: [{ Name: `tag:${tagKeys.stage}`, Values: [this.#stage] }, ...filters] },
    );
    for await (const page of pages)
      for (const reservation of page.Reservations ?? [])
        for (const instance of reservation.Instances ?? []) {
          const read = readInstance(instance, this.#launching?.sealedGroupId);
          if (read !== undefined) found.push(read);
        }
    return found;
  }

  #tagsOf(round: LaunchRound): { Key: string; Value: string }[] {
    return Object.entries({
      [tagKeys.stage]: this.#stage,
      [tagKeys.session]: round.sessionId,
      [tagKeys.round]: String(round.round),
      [tagKeys.token]: round.token,
      [tagKeys.deadline]: new Date(round.deadlineAt).toISOString(),
      ...(round.rehearsal === true ? { [tagKeys.rehearsal]: 'true' } : {}),
    }).map(([Key, Value]) => ({ Key, Value }));
  }

  #settings(): LaunchSettings {
    if (this.#launching === undefined)
      throw new Error('this function has no settings to launch or seal hosts');
    return this.#launching;
  }
}

/** At most 64 ASCII characters, the same for the same share of the same round of the same session of the same stage. */
export function clientTokenOf(
  stage: string,
  round: Pick<LaunchRound, 'sessionId' | 'round'>,
  share: number,
): string {
  return `assize-${stage}-${round.sessionId}-${round.round}-${share}`;
}

/** Types in order of preference, as the overrides' priorities say. */
function onDemandCapacity(hosts: number) {
  return {
    TargetCapacitySpecification: {
      TotalTargetCapacity: hosts,
      OnDemandTargetCapacity: hosts,
      DefaultTargetCapacityType: 'on-demand',
    },
    OnDemandOptions: { AllocationStrategy: 'prioritized' },
  } as const;
}

/** Where EC2 sees most of it left, so that it takes back least: of an exam a lost host costs more than its price. No price is bid. */
function spotCapacity(hosts: number) {
  return {
    TargetCapacitySpecification: {
      TotalTargetCapacity: hosts,
      SpotTargetCapacity: hosts,
      DefaultTargetCapacityType: 'spot',
    },
    SpotOptions: { AllocationStrategy: 'capacity-optimized', InstanceInterruptionBehavior: 'terminate' },
  } as const;
}

const TOKEN_WAS_USED = 'IdempotentParameterMismatch';

/** Errors describe overrides, so that a fleet that came up whole can still name some. */
function readOutcome(answer: CreateFleetCommandOutput): LaunchOutcome {
  return {
    instanceIds: (answer.Instances ?? []).flatMap(({ InstanceIds = [] }) => InstanceIds),
    errors: (answer.Errors ?? []).map(
      ({ ErrorCode: code = 'Unknown', ErrorMessage: message = '', LaunchTemplateAndOverrides: pool }) => ({
        code,
        message,
        kind: classifyLaunchError(code, message),
        ...(pool?.Overrides?.InstanceType === undefined
          ? {}
          : { instanceType: pool.Overrides.InstanceType as string }),
      }),
    ),
  };
}

/** What a round came to; an error that several zones gave for one type is told once. */
function mergeOutcomes(outcomes: readonly LaunchOutcome[]): LaunchOutcome {
  const errors = new Map(
    outcomes
      .flatMap((outcome) => outcome.errors)
      .map((error) => [`${error.code} ${error.instanceType ?? ''}`, error]),
  );
  return {
    instanceIds: [...new Set(outcomes.flatMap(({ instanceIds }) => instanceIds))],
    errors: [...errors.values()],
  };
}

/** A refusal of the whole call that surely launched nothing; undefined for what leaves that open (5xx, time-outs, throttling). */
function readRefusal(error: unknown): LaunchError | undefined {
  if (!(error instanceof EC2ServiceException)) return undefined;
  const status = error.$metadata.httpStatusCode ?? 500;
  const kind = classifyLaunchError(error.name, error.message);
  return status >= 500 || kind === 'throttle'
    ? undefined
    : { code: error.name, message: error.message, kind };
}
