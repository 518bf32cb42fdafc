import type { Interval } from './statistics.ts';

/** What is looked for. */
export const INSIGHT_KINDS = [
  'problem-limit',
  'capacity',
  'failure-pattern',
  'host-speed',
  'maintenance-window',
] as const;
export type InsightKind = (typeof INSIGHT_KINDS)[number];

/** On how much a finding stands; what it does not stand on is absent. */
export interface Basis {
  readonly sessions?: number;
  readonly hosts?: number;
  readonly submissions?: number;
  /** With a right program. */
  readonly participants?: number;
  /** When the first of it happened, ms since the epoch. */
  readonly since?: number;
}

interface Told {
  /** What was found, a sentence with its figures. */
  readonly text: string;
  /** What may be done about it. */
  readonly advice: string;
  readonly basis: Basis;
}

/** Right programs of a problem come near its limit of CPU time. */
export interface LimitFinding extends Told {
  readonly kind: 'problem-limit';
  readonly problemId: string;
  readonly version: number;
  /** As its session calls it; absent of a stage. */
  readonly label?: string;
  readonly limitMs: number;
  /** Participants with a right program. */
  readonly right: number;
  /** Of these: all their right programs need `NEAR` of the limit, or more. */
  readonly near: number;
  /** Where the share of such among all who could solve it lies. */
  readonly share: Interval;
  /** Of those in time; absent where none ever was. */
  readonly slowestMs?: number;
  /** Participants with a program that was right and late by less than a fifth. */
  readonly late: number;
}

/** Hosts that would have been enough for sessions like this one. */
export interface CapacityFinding extends Told {
  readonly kind: 'capacity';
  readonly targetWaitMs: number;
  readonly slots: number;
  readonly hosts: number;
  readonly bookedHosts: number;
  /** What the difference costs, USD; below 0 where fewer would do. */
  readonly usd: number;
  /** How often so many are enough for the next session of the kind, at the least, 0 to 1. */
  readonly enough: number;
}

export const FAILURES = ['rejected', 'failed', 'interrupted', 'slowed', 'refused', 'set-back'] as const;
export type FailureKind = (typeof FAILURES)[number];
export const DIMENSIONS = ['instance-type', 'zone', 'hour-of-life', 'language', 'problem'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A failure that comes oftener somewhere than elsewhere, in session after session. */
export interface PatternFinding extends Told {
  readonly kind: 'failure-pattern';
  readonly failure: FailureKind;
  readonly by: Dimension;
  readonly value: string;
  /** Sessions in which it happened there. */
  readonly hit: number;
  /** Sessions in which it could have. */
  readonly of: number;
  /** In how many it would have, were it the same everywhere. */
  readonly expected: number;
  /** How often so much comes about where there is nothing, with all that was looked for taken into account. */
  readonly chance: number;
}

/** Hosts that need more or less CPU time for the same work than before. */
export interface SpeedFinding extends Told {
  readonly kind: 'host-speed';
  readonly instanceType?: string;
  readonly hostId?: string;
  /** CPU time for known work at the end over that at the beginning. */
  readonly times: number;
  /** As of a pattern; absent where a host was measured itself. */
  readonly chance?: number;
}

/** A part of the week in which nothing was ever booked. */
export interface WindowFinding extends Told {
  readonly kind: 'maintenance-window';
  /** Its next time, ms since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly weeks: number;
  /** A week has something in it no oftener than this, 0 to 1, by what was seen. */
  readonly atMost: number;
}

export type Finding = LimitFinding | CapacityFinding | PatternFinding | SpeedFinding | WindowFinding;

/** Why nothing is said of something: too little is known, or nothing was found in what is. */
export interface Silence {
  readonly kind: InsightKind;
  readonly reason: string;
}

/** What was found, and of what nothing is said. */
export interface Insight {
  readonly findings: readonly Finding[];
  readonly silences: readonly Silence[];
}

/** Of these findings, or why there are none. */
export function findingsOr(kind: InsightKind, findings: readonly Finding[], reason: string): Insight {
  return { findings, silences: findings.length > 0 ? [] : [{ kind, reason }] };
}

/** Puts several together. */
export function together(parts: readonly Insight[]): Insight {
  return {
    findings: parts.flatMap(({ findings }) => findings),
    silences: parts.flatMap(({ silences }) => silences),
  };
}

/** A share for people: `35 %`. */
export const percent = (share: number) => `${Math.round(share * 100)} %`;
