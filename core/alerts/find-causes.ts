import type { CircuitView } from '../api/circuits.ts';
import type { HealthReason } from '../api/session-health.ts';
import { countOf } from '../exam/count-of.ts';
import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import { type SecuritySignal, SIGNAL_KINDS, type SignalKind } from '../security/security-signal.ts';
import type { Cause } from './alert.ts';

/** Troubles of a session that nothing which runs by itself ends. */
const CRITICAL: readonly string[] = ['fleet-failed', 'without-hosts', 'not-settled', 'waiting-without-host'];

/**
 * What of a session's health somebody should know of: but for recoveries, which go on by themselves, for a pause, which somebody wants,
 * and for circuits of the stage, which are told once and not with each session. Of a rehearsal nothing: who holds it looks at it, and what
 * fails there may have been made to.
 */
export function causesOfSession(
  { sessionId, name, rehearsal }: Pick<Session, 'sessionId' | 'name' | 'rehearsal'>,
  reasons: readonly Pick<HealthReason, 'part' | 'key' | 'weight' | 'text' | 'count'>[],
): readonly Cause[] {
  if (rehearsal === true) return [];
  return reasons
    .filter(
      ({ part, key }) =>
        part !== 'recoveries' && key !== 'paused' && (part !== 'circuits' || key.includes(sessionId)),
    )
    .map(({ key, weight, text, count }) => ({
      key,
      scope: sessionId,
      source: 'session',
      severity: CRITICAL.includes(key) ? 'critical' : weight === 'bad' ? 'high' : 'low',
      what: `${name}: ${text}`,
      ...given({ count }),
    }));
}

/** Of the stage: what it leaves alone, and what may be an attack: light signals together, since callers make as many as they like. */
export function causesOfStage(
  circuits: readonly CircuitView[],
  signals: readonly SecuritySignal[],
): readonly Cause[] {
  return [
    ...circuits.flatMap(({ kind, operation, state, reason }): Cause[] =>
      kind === 'cloud' && state !== 'closed'
        ? [
            {
              key: `circuit:${operation}`,
              scope: 'stage',
              source: 'circuit',
              severity: 'high',
              what: `${operation} is left alone: ${reason.replace(/; the next is in \d+ s$/, '')}`,
            },
          ]
        : [],
    ),
    ...causesOfSignals(signals),
  ];
}

function causesOfSignals(signals: readonly SecuritySignal[]): readonly Cause[] {
  const heavy = Map.groupBy(
    signals.filter(({ kind }) => SIGNAL_KINDS[kind].severity !== 'low'),
    ({ kind, subject, sessionId = '' }) => `signal:${kind}:${sessionId}:${subject}`,
  );
  const light = Map.groupBy(
    signals.filter(({ kind }) => SIGNAL_KINDS[kind].severity === 'low'),
    ({ kind }) => kind,
  );
  return [
    ...[...heavy].map(([key, same]) => {
      const { kind, subject, sessionId, evidence } = same[0]!;
      return causeOf(key, kind, `${subject}: ${evidence}`, same, sessionId);
    }),
    ...[...light].map(([kind, same]) => {
      const subjects = new Set(same.map(({ subject }) => subject));
      const who = subjects.size === 1 ? same[0]!.subject : `${countOf(subjects.size, 'subject')}`;
      return causeOf(`signal:${kind}`, kind, `${who}, the last: ${same[0]!.evidence}`, same);
    }),
  ];
}

function causeOf(
  key: string,
  kind: SignalKind,
  evidence: string,
  same: readonly SecuritySignal[],
  sessionId?: string,
): Cause {
  const { severity, what } = SIGNAL_KINDS[kind];
  const where = sessionId === undefined ? '' : ` (session ${sessionId})`;
  return {
    key,
    scope: 'stage',
    source: 'signal',
    severity,
    what: `${what}${where}: ${evidence}`,
    count: same.reduce((sum, { count }) => sum + count, 0),
  };
}

/** What came of a sweep; undefined where all went well. @param error what it failed with */
export function causeOfSweep(refused: number, error: unknown): Cause | undefined {
  if (refused === 0 && error === undefined) return undefined;
  return {
    key: 'sweep',
    scope: 'stage',
    source: 'sweep',
    severity: 'high',
    what:
      error === undefined
        ? `EC2 refused to end ${countOf(refused, 'host')} that should not be there`
        : `the sweep failed: ${error instanceof Error ? error.message : String(error)}`,
  };
}
