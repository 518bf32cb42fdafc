import type { HostExamination } from '../examination/examination.ts';
import type { Failure } from '../resilience/failure.ts';
import type { Recovery } from './recovery.ts';

/** Where a host is in its life. `rejected` never judged anybody; `terminated` is by cloud truth only. */
export type HostState =
  | 'requested'
  | 'booting'
  | 'examining'
  | 'ready'
  | 'suspect'
  | 'draining'
  | 'terminated'
  | 'rejected';

/** When a host came how far, as passes saw it, ms since the epoch; each is absent until then. */
export interface HostMilestones {
  /** EC2 said that it runs, and where. */
  readonly runningAt?: number;
  /** Its judge answered for the first time. */
  readonly reachableAt?: number;
  /** It passed its first examination. */
  readonly examinedAt?: number;
  /** A judge call of a participant's came back from it. */
  readonly firstVerdictAt?: number;
}

/** One EC2 instance that runs Judge0, as Assize knows it. */
export interface Host {
  readonly sessionId: string;
  /** EC2 instance id. */
  readonly hostId: string;
  readonly round: number;
  readonly instanceType: string;
  readonly state: HostState;
  /** Reason of the decision that moved it to its state. */
  readonly reason: string;
  /** `http://<private address>:2358`; absent until EC2 told the address. */
  readonly url?: string;
  /** The launch round's judge token. */
  readonly token: string;
  readonly slots: number;
  /** True once the host has the sealed security group and no public address. */
  readonly sealed: boolean;
  /** When it was sealed and told to reboot; absent on hosts that are born sealed. */
  readonly sealedAt?: number;
  readonly examination?: HostExamination;
  /** How much more CPU time it needed for known work than when it was examined, when that last changed; ms since the epoch. */
  readonly drift?: { readonly share: number; readonly at: number };
  /** Probes in a row that failed. */
  readonly failedProbes: number;
  /** When the first of the probes in a row was made that did not bring a right answer, ms; 0 or absent: the last did. */
  readonly doubtedAt?: number;
  /** A pass examines it and may do so until this time, ms since the epoch; other passes leave it to that one. */
  readonly claimedUntil?: number;
  /** Reboots that repair has already tried. */
  readonly reboots: number;
  /** How its failures were made good, oldest first; absent while it had none. */
  readonly recoveries?: readonly Recovery[];
  readonly milestones?: HostMilestones;
  /** By cloud truth; absent: on demand, or EC2 has not told of it yet. */
  readonly market?: 'spot';
  /** Availability zone by cloud truth, e.g. `eu-central-1a`; absent until EC2 has told. */
  readonly zone?: string;
  /** EC2 takes it back at this time, ms since the epoch, by its notice; without one, when it was found to be taken. */
  readonly leavesAt?: number;
  readonly requestedAt: number;
  /** When it entered its present state, ms since the epoch. */
  readonly stateAt: number;
  /** By cloud truth, ms since the epoch. */
  readonly launchedAt?: number;
  readonly terminatedAt?: number;
  readonly revision: number;
}

/** Whether a host drains because EC2 takes it back: what runs on it may end, and nothing more begins. */
export function isLeaving({ state, leavesAt, terminatedAt }: Host): boolean {
  return state === 'draining' && leavesAt !== undefined && terminatedAt === undefined;
}

/** What EC2 says about an instance of ours. */
export interface CloudInstance {
  readonly instanceId: string;
  readonly sessionId: string;
  readonly round: number;
  readonly instanceType: string;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly privateAddress?: string;
  readonly publicAddress?: string;
  readonly networkInterfaceId?: string;
  readonly securityGroupIds: readonly string[];
  /** True when it has the sealed security group alone. */
  readonly sealed: boolean;
  readonly launchedAt: number;
  /** Bought as spot capacity; absent: on demand. */
  readonly market?: 'spot';
  /** Availability zone. */
  readonly zone?: string;
  /** EC2 itself ended it, to have its spot capacity back. */
  readonly interrupted?: true;
  /** When it ends itself by its tag, ms since the epoch; absent when the tag is gone or says no time. */
  readonly deadlineAt?: number;
  readonly terminatedAt?: number;
}

const LOST_MACHINE: Failure = {
  class: 'infrastructure',
  severity: 'high',
  retry: 'elsewhere',
  plan: ['clean-up', 'replace', 'escalate'],
};

/** What it is when EC2 says this of a host that is to judge, and nobody ended it; `interrupted`: it takes its spot capacity back. */
export const INSTANCE_FAILURES: Readonly<
  Record<CloudInstance['state'] | 'interrupted', Failure | undefined>
> = {
  pending: undefined,
  running: undefined,
  'shutting-down': LOST_MACHINE,
  terminated: LOST_MACHINE,
  stopping: LOST_MACHINE,
  stopped: LOST_MACHINE,
  interrupted: {
    class: 'infrastructure',
    severity: 'low',
    retry: 'elsewhere',
    plan: ['clean-up', 'replace', 'escalate'],
  },
};
