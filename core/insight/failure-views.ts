import { DEFAULT_FLEET_POLICY } from '../fleet/fleet-policy.ts';
import type { Dimension, FailureKind } from './finding.ts';
import type { HostFailureKind, PastHost, SessionSummary } from './session-summary.ts';

/** So much of a session could fail in one way at one place, and so much did. */
export interface Cell {
  readonly value: string;
  /** Hosts, launches or submissions; hours of hosts by age. */
  readonly exposure: number;
  readonly events: number;
}

/** One kind of failure by one thing that may make a difference to it. */
export interface FailureView {
  readonly failure: FailureKind;
  readonly by: Dimension;
  /** Each unit of exposure fails once at most: hosts do, hours do not. */
  readonly isOfUnits: boolean;
  readonly cellsOf: (summary: SessionSummary) => readonly Cell[];
}

const HOUR_MS = 3_600_000;
/** Hours of a host's life that are told apart; the last stands for all after it. */
const AGES = 6;

/** Everything that is looked at. Each more asks for more of every other (correctForMany). */
export const FAILURE_VIEWS: readonly FailureView[] = [
  ofHosts('rejected', 'instance-type', everyHost),
  ofHosts('rejected', 'zone', everyHost),
  ofHosts('failed', 'instance-type', everyHost),
  ofHosts('failed', 'zone', everyHost),
  { failure: 'failed', by: 'hour-of-life', isOfUnits: false, cellsOf: ({ hosts }) => hosts.flatMap(agesOf) },
  ofHosts('interrupted', 'instance-type', ({ market }) => market === 'spot'),
  ofHosts('interrupted', 'zone', ({ market }) => market === 'spot'),
  {
    failure: 'slowed',
    by: 'instance-type',
    isOfUnits: true,
    cellsOf: ({ hosts }) =>
      hosts.flatMap(({ instanceType, speedFactor, drift = 1 }) =>
        speedFactor === undefined
          ? []
          : [{ value: instanceType, exposure: 1, events: drift > DEFAULT_FLEET_POLICY.maxDrift ? 1 : 0 }],
      ),
  },
  {
    failure: 'refused',
    by: 'instance-type',
    isOfUnits: true,
    cellsOf: ({ launches }) =>
      launches.map(({ instanceType, rounds, refused }) => ({
        value: instanceType,
        exposure: rounds,
        events: refused,
      })),
  },
  ofWork('language'),
  ofWork('problem'),
];

function everyHost(): boolean {
  return true;
}

function ofHosts(
  failure: HostFailureKind,
  by: 'instance-type' | 'zone',
  isMeant: (host: PastHost) => boolean,
): FailureView {
  return {
    failure,
    by,
    isOfUnits: true,
    cellsOf: ({ hosts }) =>
      hosts.filter(isMeant).flatMap(({ instanceType, zone, failures }) => {
        const value = by === 'zone' ? zone : instanceType;
        const events = failures.some(({ kind }) => kind === failure) ? 1 : 0;
        return value === undefined ? [] : [{ value, exposure: 1, events }];
      }),
  };
}

function ofWork(by: 'language' | 'problem'): FailureView {
  return {
    failure: 'set-back',
    by,
    isOfUnits: true,
    cellsOf: ({ work }) =>
      work.map(({ language, problemId, ended, setBack }) => ({
        value: by === 'language' ? language : problemId,
        exposure: ended,
        events: setBack,
      })),
  };
}

/** The hours that a host lived, by how old it was, and in which it failed; nothing of one that EC2 has not told the times of. */
function agesOf({ launchedAt, terminatedAt, failures }: PastHost): readonly Cell[] {
  if (launchedAt === undefined || terminatedAt === undefined) return [];
  const failedAt = failures.filter(({ kind }) => kind === 'failed').map(({ at }) => at - launchedAt);
  return Array.from({ length: AGES }, (_, age) => {
    const from = age * HOUR_MS;
    const until = age === AGES - 1 ? Infinity : from + HOUR_MS;
    return {
      value: age === AGES - 1 ? `hours from the ${AGES}th on` : `${ORDINALS[age]} hour`,
      exposure: Math.max(0, Math.min(until, terminatedAt - launchedAt) - from) / HOUR_MS,
      events: failedAt.filter((at) => at >= from && at < until).length,
    };
  }).filter(({ exposure, events }) => exposure > 0 || events > 0);
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
