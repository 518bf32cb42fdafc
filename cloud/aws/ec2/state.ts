import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ProcessIdentity } from '../../lambda/processes.ts';
import { StateFile } from '../state-file.ts';
import type { Meter } from './billing.ts';
import type { InstanceStateName } from './state-names.ts';

/** A one-time spot request that was fulfilled by an instance. */
export interface SpotRequest {
  readonly id: string;
  /** ms since 1970. */
  interruptedAt?: number;
}

/** One instance. Times are milliseconds since 1970. */
export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly imageId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly launchTemplateId: string;
  readonly fleetId: string;
  /** Bought as spot capacity: its request, and once EC2 has given notice the time at which it takes the instance back. */
  readonly spot?: SpotRequest;
  readonly launchedAt: number;
  /** The API does not know it before this time. */
  readonly toldFrom: number;
  /** Loopback address at which its machine listens. */
  readonly privateIp: string;
  readonly networkInterfaceId: string;
  readonly volumeId: string;
  publicIp?: string;
  groupIds: string[];
  shutdownBehavior: 'stop' | 'terminate';
  /** Termination protection: TerminateInstances refuses. */
  protected?: boolean;
  state: InstanceStateName;
  /** As AWS words it: 'User initiated (2026-11-22 13:00:00 GMT)'. */
  stateTransitionReason?: string;
  stateReason?: { readonly code: string; readonly message: string };
  terminatedAt?: number;
  process?: ProcessIdentity;
}

export interface Ec2State {
  readonly instances: Record<string, Instance>;
  /** Resource id -> tags. */
  readonly tags: Record<string, Record<string, string>>;
  /** Client token -> what was asked with it and what was answered. */
  readonly clientTokens: Record<
    string,
    { readonly request: string; readonly response: string; readonly at: number }
  >;
  /** Instance id -> its billing. */
  readonly meters: Record<string, Meter>;
  /** Last moment at which a running endpoint said that it is there. */
  aliveAt: number;
}

/** Opens EC2's state under `dataDir`; undefined: in memory. */
export function openEc2State(dataDir: string | undefined): StateFile<Ec2State> {
  return new StateFile<Ec2State>(dataDir === undefined ? undefined : join(dataDir, 'ec2', 'state.json'), {
    instances: {},
    tags: {},
    clientTokens: {},
    meters: {},
    aliveAt: 0,
  });
}

/** A new id as EC2 makes them: `i-0123456789abcdef0`. */
export function makeId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

/** A new id of a spot request, as EC2 makes them: `sir-abcd1234`. */
export function makeSpotRequestId(): string {
  return `sir-${randomBytes(4).toString('hex')}`;
}
