import type { FleetSize } from '../exam/session.ts';
import type { Market } from '../fleet/decide-market.ts';
import { ENDS_MS, type ExpectedUse } from './estimate.ts';

/**
 * Share of a problem's time limit that a test case really uses. A fleet is planned for what one may have to do in the rush; what a
 * submission costs is what they took on average in a played exam (136 programs of all verdicts, 2026-11-28: 0.06).
 */
export const USED_SHARE = { planned: 0.15, expected: 0.07 } as const;
/** Compilation, transport and the host's own fixed cost of a judge call, ms. */
export const CALL_OVERHEAD_MS = 1_500;
/** What is expected of a session, however that came to be known. */
export interface ExpectedSession {
  readonly participants: number;
  /** From opening to the last close, ms. */
  readonly windowMs: number;
  /** From launch to opening, ms. */
  readonly launchedMs: number;
  readonly submissions: number;
  /** Of a whole submission: one compilation and all test cases, ms. */
  readonly judgeCallMs: number;
  /** Absent where no hosts are launched. */
  readonly fleetSize?: Pick<FleetSize, 'instanceType' | 'hosts'> | undefined;
}

/** The use that an estimate and a comparison put prices on: the one way from a session to what it takes. */
export function expectUse(
  { participants, windowMs, launchedMs, submissions, judgeCallMs, fleetSize }: ExpectedSession,
  { volumeGb, market }: { readonly volumeGb: number; readonly market: Market },
): ExpectedUse {
  const aliveMs = launchedMs + windowMs + ENDS_MS;
  return {
    ...(fleetSize === undefined
      ? {}
      : {
          fleet: {
            instanceType: fleetSize.instanceType,
            hosts: fleetSize.hosts,
            aliveMs,
            volumeGb,
            spot: market === 'spot',
          },
        }),
    submissions,
    judgeCalls: submissions,
    judgingMs: submissions * judgeCallMs,
    pageMs: participants * windowMs,
    watchedMs: aliveMs,
  };
}

/** Time that a submission's judge call takes, ms, by the problem's time limit and the share of it that is used. */
export function callMsOf(timeLimitMs: number, testCases: number, share: number): number {
  return CALL_OVERHEAD_MS + timeLimitMs * share * testCases;
}
