import type { Bill } from '../costs/bill.ts';
import { type Comparison, type ComparisonFacts, IDLE_MONTH_USD, WAYS } from '../costs/compare.ts';
import { DIVISION_RULE, type Division } from '../costs/divide-bill.ts';
import { roundUsd } from '../costs/estimate.ts';
import { POOLED_OFFERS } from '../costs/pooled-prices.ts';
import type { Spend } from '../costs/spend.ts';
import { type CostState, type MonthEntry, sumMonth } from '../costs/sum-month.ts';
import type { Session } from '../exam/session.ts';
import type { CostComparison, MonthCosts, SessionCosts } from './costs.ts';
import { toInstant } from './present-session.ts';

/** Submissions in one answer. */
const PAGE = 1_000;

/** How sure a session's amount is. */
export function costStateOf(
  { settledAt, fleet, deployment, times }: Pick<Session, 'settledAt' | 'fleet' | 'deployment' | 'times'>,
  now: number,
): CostState {
  if (settledAt !== undefined) return 'final';
  const begun = deployment.kind === 'fleet' ? fleet !== 'none' : now >= times.opensAt;
  return begun ? 'billed' : 'estimated';
}

/** What a session spends, and what it has of its budget. */
export function presentSpending(
  { budgetUsd, budgetTold, settledAt }: Pick<Session, 'budgetUsd' | 'budgetTold' | 'settledAt'>,
  { burnUsdPerHour, forecastUsd }: Pick<Spend, 'burnUsdPerHour' | 'forecastUsd'>,
  spentUsd: number,
): Pick<SessionCosts, 'burnUsdPerHour' | 'forecastUsd' | 'budget'> {
  return {
    ...(settledAt === undefined
      ? {
          burnUsdPerHour: roundUsd(burnUsdPerHour),
          forecastUsd: roundUsd(Math.max(forecastUsd, spentUsd)),
        }
      : { burnUsdPerHour: 0, forecastUsd: spentUsd }),
    ...(budgetUsd === undefined
      ? {}
      : {
          budget: {
            usd: budgetUsd,
            share: roundUsd(spentUsd / budgetUsd),
            state: budgetTold?.state ?? 'within',
            ...(budgetTold === undefined ? {} : { reason: budgetTold.reason }),
          },
        }),
  };
}

/** A session's money with its division. Of submissions a page. */
export function presentSessionCosts(
  session: Session,
  facts: {
    readonly bill: Bill;
    readonly spend: Spend;
    readonly division: Division;
    readonly labels: ReadonlyMap<string, string>;
    readonly by: 'participant' | 'submission';
    readonly cursor: string | undefined;
    readonly now: number;
  },
): SessionCosts {
  const { bill, division, by, cursor, now, labels } = facts;
  const state = costStateOf(session, now);
  const left = division.submissions
    .toSorted((a, b) => (a.submissionId < b.submissionId ? -1 : 1))
    .filter(({ submissionId }) => cursor === undefined || submissionId > cursor);
  const page = left.slice(0, PAGE);
  return {
    at: toInstant(now),
    sessionId: session.sessionId,
    state,
    estimateUsd: session.estimateUsd,
    spentUsd: bill.usd,
    ...presentSpending(session, facts.spend, bill.usd),
    lines: bill.lines.map(({ what, usd }) => ({ what, usd })),
    region: bill.region,
    pricesAsOf: bill.pricesAsOf,
    division: { usedUsd: division.usedUsd, standbyUsd: division.standbyUsd, rule: DIVISION_RULE },
    ...(by === 'participant'
      ? { participants: division.participants.map((one) => ({ ...one })) }
      : {
          submissions: page.map(({ judgingMs = 0, ...one }) => ({
            ...one,
            judgingMs,
            label: labels.get(one.submissionId) ?? '',
          })),
          ...(left.length > page.length ? { cursor: page.at(-1)!.submissionId } : {}),
        }),
  };
}

/** A session in a month. */
export interface MonthSession extends MonthEntry {
  readonly session: Session;
  readonly spentUsd: number;
}

/** A month's money, sessions by opening. */
export function presentMonth(month: string, entries: readonly MonthSession[], now: number): MonthCosts {
  const { days, ...sums } = sumMonth(entries);
  return {
    at: toInstant(now),
    month,
    ...sums,
    idleUsd: IDLE_MONTH_USD,
    sessions: entries
      .toSorted((a, b) => a.opensAt - b.opensAt || (a.sessionId < b.sessionId ? -1 : 1))
      .map(({ session, state, usd, spentUsd }) => ({
        sessionId: session.sessionId,
        name: session.name,
        owner: session.owner,
        opensAt: toInstant(session.times.opensAt),
        state,
        usd: roundUsd(usd),
        spentUsd: roundUsd(spentUsd),
        estimateUsd: session.estimateUsd,
      })),
    days: days.map((day) => ({ ...day })),
  };
}

/** A comparison with what it stands on. */
export function presentComparison(facts: ComparisonFacts, comparison: Comparison): CostComparison {
  const { session, prices, testCases, examsPerYear, pooledCallUsd, spotShare, against } = facts;
  return {
    exam: {
      participants: session.participants,
      hours: roundUsd(session.windowMs / 3_600_000),
      testCases: roundUsd(testCases),
      submissions: session.submissions,
      judgeCallMs: Math.round(session.judgeCallMs),
      instanceType: session.fleetSize.instanceType,
      hosts: session.fleetSize.hosts,
      examsPerYear,
    },
    prices: {
      region: prices.region,
      asOf: prices.asOf,
      source: prices.source,
      pooledCallUsd,
      pooledOffers: POOLED_OFFERS.map((offer) => ({ ...offer })),
      spotShare,
    },
    against,
    ways: comparison.ways.map(({ lines, ...way }) => ({
      ...way,
      what: WAYS[way.way],
      lines: lines.map((line) => ({ ...line })),
    })),
    formulae: { ...comparison.formulae },
    breakEvens: comparison.breakEvens.map((one) => ({ ...one })),
    recommendation: comparison.recommendation,
  };
}
