import { randomUUID } from 'node:crypto';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import { foldParameters } from '../query-params.ts';
import { toXml } from '../xml.ts';
import { type BilledInstance, readMeters } from './billing.ts';
import type { Ec2Context, Ec2Options, Operation } from './context.ts';
import { Instances } from './instances.ts';
import { createFleet } from './operations-fleet.ts';
import { INSTANCE_OPERATIONS } from './operations-instances.ts';
import { type Instance, openEc2State } from './state.ts';
import { Throttle } from './throttle.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateFleet: createFleet,
  ...INSTANCE_OPERATIONS,
};

/** EC2 beside its API: what AWS would know and a test or a bill asks for. */
export interface Ec2Service extends AwsService {
  readonly tagsOf: (resourceId: string) => Readonly<Record<string, string>>;
  /** Instances as they are, whether the API tells of them yet or not; terminated ones for an hour. */
  readonly list: () => readonly Instance[];
  /** Tags of an instance, whether the API tells of it yet or not. */
  readonly readTags: (instanceId: string) => Readonly<Record<string, string>>;
  /** Loses the machine under an instance, as when its hardware fails. */
  readonly lose: (instanceId: string) => void;
  /** What was billed of every instance that ever ran, by AWS's written rule. */
  readonly billed: () => readonly BilledInstance[];
  /**
   * Takes a spot instance back: notice at once, by the event that EC2 sends, and the end two minutes later.
   * @throws Error for an instance that is not spot, or not there any more
   */
  readonly interrupt: (instanceId: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Opens EC2's state, tells the truth about what the last start left, and serves. */
export async function startEc2(options: Ec2Options): Promise<Ec2Service> {
  const file = openEc2State(options.dataDir);
  const instances = new Instances(file, options);
  await instances.recover();
  const context: Ec2Context = { ...options, file, instances };
  const throttle = new Throttle(options.throttles, options.now);

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const operation = OPERATIONS[call.operation];
    if (operation === undefined) throw new UnservedOperation('ec2', call.operation);
    const parameters = foldParameters(call.input);
    throttle.take(call.operation, parameters);
    // Whoever may not has been refused before this.
    if (call.input['DryRun'] === 'true')
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    const answer = await operation(parameters, context);
    return {
      status: 200,
      headers: { 'content-type': 'text/xml;charset=UTF-8' },
      body:
        `<${call.operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
        `<requestId>${randomUUID()}</requestId>${toXml(answer)}</${call.operation}Response>`,
    };
  };

  return {
    handle,
    tagsOf: (id) =>
      (instances.isTold(id) ? file.value.tags[id] : undefined) ??
      options.network.launchTemplates.get(id)?.tags['launch-template'] ??
      {},
    list: () => instances.list(),
    readTags: (id) => file.value.tags[id] ?? {},
    lose: (id) => instances.lose(id),
    billed: () => readMeters(file.value, options.now()),
    interrupt: async (instanceId) => {
      const { availabilityZone } = instances.giveNotice(instanceId);
      await options.tell({
        source: 'aws.ec2',
        detailType: 'EC2 Spot Instance Interruption Warning',
        // EC2 names the zone where other ARNs have region and account.
        resources: [`arn:aws:ec2:${availabilityZone}:instance/${instanceId}`],
        detail: { 'instance-id': instanceId, 'instance-action': 'terminate' },
      });
    },
    stop: () => instances.stop(),
  };
}
