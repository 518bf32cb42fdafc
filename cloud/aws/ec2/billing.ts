import { type Ec2State, type Instance, openEc2State } from './state.ts';

/** The least that EC2 bills of an instance that ran, s. */
const LEAST_SECONDS = 60;

/** When an instance was billed, ms since 1970, whole seconds as all times that EC2 tells. */
export interface Meter {
  readonly instanceType: string;
  /** Bought as spot capacity: by the same seconds, at another price. */
  readonly spot?: true;
  /** It became `running` then: what is `pending` is not billed. */
  readonly startedAt: number;
  /** It began to shut down then. Absent while it is billed. */
  readonly stoppedAt?: number;
}

/** What EC2 bills of one instance. */
export interface BilledInstance {
  readonly instanceId: string;
  readonly instanceType: string;
  /** Absent: on demand. */
  readonly spot?: true;
  readonly tags: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** Billing begins as an instance becomes `running`; a reboot begins nothing. */
export function startMeter({ meters }: Ec2State, { id, type, spot }: Instance, now: number): void {
  meters[id] ??= {
    instanceType: type,
    ...(spot === undefined ? {} : { spot: true }),
    startedAt: toSecond(now),
  };
}

/** Billing ends as an instance begins to shut down. One that never ran has no meter. */
export function stopMeter({ meters }: Ec2State, { id }: Instance, at: number): void {
  const meter = meters[id];
  if (meter !== undefined && meter.stoppedAt === undefined)
    meters[id] = { ...meter, stoppedAt: Math.max(meter.startedAt, toSecond(at)) };
}

/** The bill so far by AWS's written rule: by the second from `running` to the end, 60 at least. It outlives what EC2 tells of instances. */
export function readMeters({ meters, tags }: Ec2State, now: number): readonly BilledInstance[] {
  return Object.entries(meters).map(([instanceId, { instanceType, spot, startedAt, stoppedAt }]) => ({
    instanceId,
    instanceType,
    ...(spot === undefined ? {} : { spot }),
    tags: tags[instanceId] ?? {},
    seconds: Math.max(LEAST_SECONDS, ((stoppedAt ?? toSecond(now)) - startedAt) / 1000),
  }));
}

/** The same from the data folder of a local EC2, which may run in another process. Throws as StateFile does. */
export function readBilling(dataDir: string, now: number): readonly BilledInstance[] {
  return readMeters(openEc2State(dataDir).value, now);
}

function toSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
