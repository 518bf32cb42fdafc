import { randomUUID } from 'node:crypto';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import type { Log } from '../log.ts';
import type { NetworkModel } from '../network-model.ts';
import { foldParameters } from '../query-params.ts';
import { toXml } from '../xml.ts';
import type { Ec2Context, Operation } from './context.ts';
import { Instances } from './instances.ts';
import type { Machine } from './machine.ts';
import { createFleet } from './operations-fleet.ts';
import { INSTANCE_OPERATIONS } from './operations-instances.ts';
import { type Instance, openEc2State } from './state.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateFleet: createFleet,
  ...INSTANCE_OPERATIONS,
};

export interface Ec2Options {
  readonly dataDir: string;
  readonly region: string;
  readonly accountId: string;
  readonly machine: Machine;
  /** Where it launches. */
  readonly network: NetworkModel;
  readonly bootDelayMs: readonly [number, number];
  /** On-demand standard vCPUs that the account may run at once; a new account has 5. */
  readonly quotaVcpus: number;
  /** Pools without machines, as `TYPE` or `TYPE/SUBNET`. */
  readonly unavailablePools: readonly string[];
  /** Types that the account's plan allows; undefined: all. */
  readonly planTypes?: readonly string[] | undefined;
  readonly readParameter: (name: string) => string | undefined;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Log;
}

/** EC2 beside its API: what AWS would know and a test or a bill asks for. */
export interface Ec2Service extends AwsService {
  readonly tagsOf: (resourceId: string) => Readonly<Record<string, string>>;
  /** Instances that are shown, as they are. */
  readonly list: () => readonly Instance[];
  readonly stop: () => Promise<void>;
}

/** Opens EC2's state, tells the truth about what the last start left, and serves. */
export async function startEc2(options: Ec2Options): Promise<Ec2Service> {
  const file = openEc2State(options.dataDir);
  const instances = new Instances(file, options);
  await instances.recover();
  const context: Ec2Context = { ...options, file, instances };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const operation = OPERATIONS[call.operation];
    if (operation === undefined) throw new UnservedOperation('ec2', call.operation);
    // Whoever may not has been refused before this.
    if (call.input['DryRun'] === 'true')
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    const answer = await operation(foldParameters(call.input), context);
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
      file.value.tags[id] ?? options.network.launchTemplates.get(id)?.tags['launch-template'] ?? {},
    list: () => instances.list(),
    stop: () => instances.stop(),
  };
}
