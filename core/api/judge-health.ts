import { countOf } from '../exam/count-of.ts';
import { given } from '../exam/given.ts';
import type { CircuitView } from './circuits.ts';
import { findTroubles, type Trouble } from './find-troubles.ts';
import type { LiveSession } from './live.ts';
import type { HealthReason } from './session-health.ts';
import type { StageSession } from './stage.ts';

/** What the health of a session is judged by. */
export interface HealthFacts {
  readonly session: StageSession;
  readonly live: Pick<LiveSession, 'hosts' | 'queue' | 'ledger' | 'cost'>;
  /** Of the stage and of the session's hosts. */
  readonly circuits: readonly CircuitView[];
  readonly settled: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * How a session fares, and why: its troubles, what circuits leave alone, hosts that are being made good, and an account that does
 * not balance, the worst first. Pure.
 */
export function judgeHealth(facts: HealthFacts): {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly reasons: HealthReason[];
} {
  const { session, live, circuits, settled, now } = facts;
  const troubles = settled ? [] : findTroubles(session, now, live);
  const found: HealthReason[] = [
    ...troubles.map(reasonOf),
    ...(settled && !live.ledger.balanced
      ? [
          {
            part: 'ledger' as const,
            weight: 'bad' as const,
            key: 'not-balanced',
            text: `its account does not balance: ${live.ledger.open.join('; ')}`,
          },
        ]
      : []),
    ...(settled ? [] : [...circuits.flatMap(tellCircuit), ...live.hosts.flatMap(tellRecovery)]),
  ];
  const reasons = [
    ...found.filter(({ weight }) => weight === 'bad'),
    ...found.filter(({ weight }) => weight === 'busy'),
  ];
  const status =
    reasons[0] === undefined ? 'healthy' : reasons[0].weight === 'bad' ? 'unhealthy' : 'degraded';
  return { status, reasons };
}

function reasonOf({ part, weight, key, text, count }: Trouble): HealthReason {
  return { part, weight, key, text, ...given({ count }) };
}

function tellCircuit({ kind, operation, hostId, state, reason }: CircuitView): HealthReason[] {
  if (state === 'closed') return [];
  const what = kind === 'cloud' ? operation : `host ${hostId}`;
  return [
    {
      part: 'circuits',
      weight: 'busy',
      key: `circuit:${operation}`,
      text: `${what} is left alone: ${reason}`,
    },
  ];
}

/** A host that is suspect is among the troubles already. */
function tellRecovery({ hostId, state, recoveries = [] }: LiveSession['hosts'][number]): HealthReason[] {
  const open = recoveries.find(({ endedAt }) => endedAt === undefined);
  if (open === undefined || state === 'suspect') return [];
  return [
    {
      part: 'recoveries',
      weight: 'busy',
      key: `recovery:${hostId}`,
      text: `host ${hostId} failed at ${open.startedAt} and is being made good, ${countOf(open.steps.length, 'step')} so far: ${open.reason}`,
    },
  ];
}
