import { countOf } from '../exam/count-of.ts';
import { medianOf } from '../exam/median.ts';
import { DEFAULT_FLEET_POLICY } from '../fleet/fleet-policy.ts';
import type { Host } from '../fleet/host.ts';
import { findingsOr, type Insight, type SpeedFinding } from './finding.ts';
import { type SessionSummary, speedOfType } from './session-summary.ts';
import { correctForMany, trendOf } from './statistics.ts';

/** Fewer sessions of a type have no trend that could not be chance. */
const LEAST_SESSIONS = 8;
const MOST_CHANCE = 0.01;
/** Hosts of one type measure alike within a tenth (docs/decisions/speed-of-hosts.md): less is no change. */
const LEAST_CHANGE = 0.1;
/** Of fewer hosts a type's middle is one of them. */
const LEAST_HOSTS = 3;

/** How fast hosts of a type were found to be: CPU time of known work over that of the reference, above 1 is slower. */
export interface TypeSpeed {
  readonly instanceType: string;
  readonly hosts: number;
  readonly sessions: number;
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
}

/** The speeds of all types of which enough hosts were measured, fastest first. Pure. */
export function speedsByType(history: readonly SessionSummary[]): readonly TypeSpeed[] {
  const measured = history.flatMap(({ sessionId, hosts }) =>
    hosts.flatMap(({ instanceType, speedFactor }) =>
      speedFactor === undefined ? [] : [{ sessionId, instanceType, speedFactor }],
    ),
  );
  return [...Map.groupBy(measured, ({ instanceType }) => instanceType)]
    .filter(([, hosts]) => hosts.length >= LEAST_HOSTS)
    .map(([instanceType, hosts]) => {
      const factors = hosts.map(({ speedFactor }) => speedFactor);
      return {
        instanceType,
        hosts: hosts.length,
        sessions: new Set(hosts.map(({ sessionId }) => sessionId)).size,
        median: medianOf(factors) ?? 0,
        fastest: Math.min(...factors),
        slowest: Math.max(...factors),
      };
    })
    .sort((a, b) => a.median - b.median);
}

/** Types whose hosts become slower or faster from session to session: a session is one value, the middle of its hosts. Pure. */
export function findTypeDrift(history: readonly SessionSummary[]): Insight {
  const inOrder = history.toSorted((a, b) => a.opensAt - b.opensAt);
  const types = new Set(inOrder.flatMap(({ hosts }) => hosts.map(({ instanceType }) => instanceType)));
  const enough = [...types].flatMap((instanceType) => {
    const sessions = inOrder.filter((one) => speedOfType(one, instanceType) !== undefined);
    const values = sessions.map((one) => speedOfType(one, instanceType) ?? 0);
    const trend = values.length < LEAST_SESSIONS ? undefined : trendOf(values);
    return trend === undefined ? [] : [{ instanceType, sessions, trend, middle: medianOf(values) ?? 1 }];
  });
  const chances = correctForMany(enough.map(({ trend }) => trend.chance));
  const findings = enough.flatMap(({ instanceType, sessions, trend, middle }, at): SpeedFinding[] => {
    const chance = chances[at] ?? 1;
    const change = trend.change / middle;
    if (chance > MOST_CHANCE || Math.abs(change) < LEAST_CHANGE) return [];
    // The middle of a straight line lies half a change above its beginning.
    const times = (1 + change / 2) / (1 - change / 2);
    return [
      {
        kind: 'host-speed',
        text: `hosts of type ${instanceType} have become ${change > 0 ? 'slower' : 'faster'} from session to session: the last need ${times.toFixed(2)} times the CPU time that the first needed for the same work`,
        advice:
          change > 0
            ? 'Judging takes longer on them than it did, and so do waits: look at whether other types of host.instanceTypes are faster'
            : 'Programs that were late on them may be in time now: limits that were set on them say less',
        basis: {
          sessions: sessions.length,
          hosts: sessions.reduce(
            (sum, { hosts }) => sum + hosts.filter((host) => host.instanceType === instanceType).length,
            0,
          ),
          since: sessions[0]?.opensAt ?? 0,
        },
        instanceType,
        times: Math.round(times * 100) / 100,
        chance,
      },
    ];
  });
  return findingsOr(
    'host-speed',
    findings,
    enough.length === 0
      ? `no type of host was measured in ${LEAST_SESSIONS} sessions`
      : `of ${countOf(enough.length, 'type')} of host that ${LEAST_SESSIONS} sessions or more have measured none goes one way by a tenth`,
  );
}

/** Hosts of a session that have become slower since they were examined, as passes measured them. Pure. */
export function findHostDrift(hosts: readonly Host[]): Insight {
  const slow = hosts.flatMap(({ hostId, instanceType, drift, launchedAt }): SpeedFinding[] =>
    drift === undefined || drift.share <= DEFAULT_FLEET_POLICY.maxDrift
      ? []
      : [
          {
            kind: 'host-speed',
            text: `host ${hostId} (${instanceType}) needs ${drift.share} times the CPU time for the same work as when it was examined, since ${new Date(drift.at).toISOString()}`,
            advice: 'Limits on it were scaled with it, so verdicts stand; waits are longer',
            basis: { hosts: 1, since: launchedAt ?? drift.at },
            instanceType,
            hostId,
            times: drift.share,
          },
        ],
  );
  const measured = hosts.filter(({ examination }) => examination?.speedFactor !== undefined).length;
  return findingsOr(
    'host-speed',
    slow,
    measured === 0
      ? 'the speed of no host of ours is known'
      : `of ${countOf(measured, 'host')} none needed ${DEFAULT_FLEET_POLICY.maxDrift} times the CPU time of its examination when it was measured last`,
  );
}
