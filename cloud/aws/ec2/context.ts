import type { ServiceEvent } from '../events/event-bus.ts';
import { AwsError } from '../http-types.ts';
import type { Log } from '../log.ts';
import type { NetworkModel } from '../network-model.ts';
import { listOf, type QueryValue, textOf } from '../query-params.ts';
import type { StateFile } from '../state-file.ts';
import type { XmlValue } from '../xml.ts';
import type { Hardware } from './hardware.ts';
import type { Instances } from './instances.ts';
import type { Machine } from './machine.ts';
import type { Shortage } from './shortage.ts';
import type { Ec2State } from './state.ts';
import type { Throttles } from './throttle.ts';

export interface Ec2Options {
  /** Undefined: all is kept in memory. */
  readonly dataDir: string | undefined;
  readonly region: string;
  readonly accountId: string;
  readonly machine: Machine;
  /** @default processes of this machine */
  readonly hardware?: Hardware;
  /** What it launches, and where. */
  readonly network: NetworkModel;
  /** Range of the delay between launch and the start of the host's process, ms. */
  readonly bootDelayMs: readonly [number, number];
  /** Range of the time after a launch for which the API does not know an instance, ms. */
  readonly describeLagMs: readonly [number, number];
  /** How often what may be called; what is not named is not throttled. */
  readonly throttles: Throttles;
  /** On-demand standard vCPUs that the account may run at once; a new account has 5. */
  readonly quotaVcpus: number;
  /** What EC2 has no machines of, and when; read at every launch. */
  readonly shortages: readonly Shortage[];
  /** Types that the account's plan allows; undefined: all. */
  readonly planTypes?: readonly string[] | undefined;
  /** Value of an SSM parameter, for image ids of the form `resolve:ssm:NAME`. */
  readonly readParameter: (name: string) => string | undefined;
  /** Tells on EventBridge's bus what EC2 tells of itself. */
  readonly tell: (event: ServiceEvent) => Promise<void>;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Log;
}

/** What EC2's operations work on. */
export interface Ec2Context extends Ec2Options {
  readonly file: StateFile<Ec2State>;
  readonly instances: Instances;
}

export type Parameters = Readonly<Record<string, QueryValue>>;

/** One operation: what it answers inside its response element. Throws AwsError. */
export type Operation = (
  parameters: Parameters,
  context: Ec2Context,
) => Readonly<Record<string, XmlValue>> | Promise<Readonly<Record<string, XmlValue>>>;

/** A required text parameter. Throws MissingParameter. */
export function need(parameters: QueryValue, name: string): string {
  const value = textOf(parameters, name);
  if (value === undefined || value === '')
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
  return value;
}

/** Tags of `TagSpecification.N` for one resource type. */
export function tagsFor(specifications: readonly QueryValue[], resourceType: string): Record<string, string> {
  return readTags(
    specifications
      .filter((specification) => textOf(specification, 'ResourceType') === resourceType)
      .flatMap((specification) => listOf(specification, 'Tag')),
  );
}

/** Tags of `Tag.N`. */
export function readTags(list: readonly QueryValue[]): Record<string, string> {
  return Object.fromEntries(list.map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? '']));
}
