import pc from 'picocolors';
import type { CostComparison, MonthCosts, SessionCosts } from '../core/api/costs.ts';
import { formatDuration, formatUsd } from '../core/api/format-quantity.ts';
import { countOf } from '../core/exam/count-of.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** Rows of people or submissions that a screen is given. */
const SHOWN = 20;
const PAINT = { within: pc.green, near: pc.yellow, used: pc.red } as const;

/** A session's money: what is spent, burns and is forecast, its budget, and to whom it comes, the dearest first. */
export function renderSessionCosts(costs: SessionCosts): string[] {
  const { budget, division, participants, submissions, lines } = costs;
  const shares =
    participants?.map((one) => ({ ...one, who: one.participantId, of: String(one.submissions) })) ??
    submissions?.map((one) => ({ ...one, who: one.submissionId, of: `${one.participantId} ${one.label}` })) ??
    [];
  const dearest = shares.toSorted((a, b) => b.usd - a.usd);
  return [
    `${formatUsd(costs.spentUsd)} ${costs.state === 'final' ? 'is its bill' : 'spent so far'}, ${formatUsd(costs.burnUsdPerHour)} an hour now, ${formatUsd(costs.forecastUsd)} at its end (estimated ${formatUsd(costs.estimateUsd)})`,
    ...(budget === undefined
      ? []
      : [
          PAINT[budget.state](
            `budget ${formatUsd(budget.usd)}: ${Math.round(budget.share * 100)} % spent${budget.reason === undefined ? '' : `; ${budget.reason}`}`,
          ),
        ]),
    '',
    ...renderTable(
      ['USD', 'FOR'],
      lines.map(({ what, usd }) => [usd.toFixed(4), what]),
    ),
    '',
    ...renderTable(
      ['USD', 'USED', 'STOOD BY', 'JUDGED FOR', participants === undefined ? 'OF' : 'SUBMISSIONS', 'WHO'],
      dearest
        .slice(0, SHOWN)
        .map(({ usd, usedUsd, standbyUsd, judgingMs, of, who }) => [
          usd.toFixed(6),
          usedUsd.toFixed(6),
          standbyUsd.toFixed(6),
          formatDuration(judgingMs),
          of,
          who,
        ]),
    ),
    ...(dearest.length > SHOWN ? [pc.dim(`and ${dearest.length - SHOWN} more: --json has all`)] : []),
    '',
    pc.dim(division.rule),
    pc.dim(`list prices of ${costs.region}, ${costs.pricesAsOf}`),
  ];
}

/** A month, by session and by day. */
export function renderMonth(month: MonthCosts): string[] {
  const { sessions, days, estimatedUsd, billedUsd, finalUsd, usd, idleUsd } = month;
  return [
    pc.bold(`${month.month}: ${formatUsd(usd)}`),
    `${formatUsd(finalUsd)} final, ${formatUsd(billedUsd)} of what runs or awaits its account, ${formatUsd(estimatedUsd)} estimated; up to ${formatUsd(idleUsd)} for the idle stage comes on top`,
    '',
    ...(sessions.length === 0
      ? ['no session opens in it']
      : renderTable(
          ['OPENS', 'USD', 'STATE', 'SPENT', 'ESTIMATED', 'OF', 'SESSION', 'NAME'],
          sessions.map((one) => [
            formatTime(one.opensAt),
            one.usd.toFixed(4),
            one.state,
            one.spentUsd.toFixed(4),
            one.estimateUsd.toFixed(4),
            one.owner,
            one.sessionId,
            one.name,
          ]),
        )),
    ...(days.length < 2
      ? []
      : [
          '',
          ...renderTable(
            ['DAY', 'USD', 'SESSIONS'],
            days.map(({ day, usd: amount, sessions: count }) => [day, amount.toFixed(4), String(count)]),
          ),
        ]),
  ];
}

/** Ways to judge a session, the cheapest first, where they break even, and which is recommended. */
export function renderComparison(comparison: CostComparison): string[] {
  const { exam, ways, breakEvens, recommendation, against, formulae, prices } = comparison;
  return [
    `${countOf(exam.participants, 'participant')}, ${exam.hours} h, ${countOf(exam.submissions, 'submission')} of ${exam.testCases} test cases, ${exam.hosts} x ${exam.instanceType}, ${countOf(exam.examsPerYear, 'exam')} a year`,
    '',
    ...renderTable(
      ['WAY', 'EXAM USD', 'YEAR USD', 'SAVES A YEAR', 'SAVES', 'RETURN', 'BUT'],
      ways
        .toSorted((a, b) => a.usd - b.usd)
        .map(({ way, usd, perYearUsd, savingUsdPerYear, savingShare, returnOnInvestment, possible, but }) => [
          possible ? (way === recommendation.way ? pc.green(way) : way) : pc.dim(way),
          usd.toFixed(2),
          perYearUsd.toFixed(2),
          way === against ? '' : savingUsdPerYear.toFixed(2),
          way === against ? '' : `${Math.round(savingShare * 100)} %`,
          way === against ? '' : returnOnInvestment.toFixed(2),
          but ?? '',
        ]),
    ),
    '',
    pc.green(`${recommendation.way}: ${recommendation.reason}`),
    '',
    pc.bold('where they break even'),
    ...breakEvens.flatMap(({ between, formula, value, unit, says }) => [
      `${between}: ${value === undefined ? 'never' : `${value} ${unit}`}; ${says}`,
      pc.dim(`  ${formula}`),
    ]),
    '',
    ...Object.entries(formulae).map(([name, formula]) => pc.dim(`${name} = ${formula}`)),
    pc.dim(
      `list prices of ${prices.region}, ${prices.asOf}; a call of a hosted API at ${prices.pooledCallUsd} USD; spot at ${Math.round(prices.spotShare * 100)} % of on demand`,
    ),
  ];
}
