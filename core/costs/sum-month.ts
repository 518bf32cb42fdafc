import { roundUsd } from './estimate.ts';

/** How sure an amount is: before hosts are launched an estimate, then what is billed so far and to come, at last the bill. */
export const COST_STATES = ['estimated', 'billed', 'final'] as const;
export type CostState = (typeof COST_STATES)[number];

/** What a session adds to a month. */
export interface MonthEntry {
  readonly sessionId: string;
  readonly opensAt: number;
  readonly state: CostState;
  /** The estimate, the forecast or the bill, by its state, USD. */
  readonly usd: number;
}

/** A month's amounts, USD. */
export interface MonthSums {
  readonly usd: number;
  readonly estimatedUsd: number;
  readonly billedUsd: number;
  readonly finalUsd: number;
  /** Days (UTC) on which something opened, in order. */
  readonly days: readonly { readonly day: string; readonly sessions: number; readonly usd: number }[];
}

/** First and first after the last millisecond of a month `YYYY-MM`, UTC. */
export function spanOfMonth(month: string): { readonly from: number; readonly until: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1, 1), until: Date.UTC(year, number, 1) };
}

/** The month `YYYY-MM` of a time, UTC. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** Adds a month up, by state and by the day on which sessions open. Pure. */
export function sumMonth(entries: readonly MonthEntry[]): MonthSums {
  const sum = (some: readonly MonthEntry[]) => roundUsd(some.reduce((all, { usd }) => all + usd, 0));
  const of = (state: CostState) => sum(entries.filter((one) => one.state === state));
  const byDay = Map.groupBy(entries, ({ opensAt }) => new Date(opensAt).toISOString().slice(0, 10));
  return {
    usd: sum(entries),
    estimatedUsd: of('estimated'),
    billedUsd: of('billed'),
    finalUsd: of('final'),
    days: [...byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, some]) => ({ day, sessions: some.length, usd: sum(some) })),
  };
}
