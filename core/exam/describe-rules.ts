import type { GradePick, GradingRules } from './grading-rules.ts';

const PICKS: Readonly<Record<GradePick, string>> = {
  best: 'of each problem the submission with the most points counts',
  last: 'of each problem the last submission counts',
  'last-before': 'of each problem the last submission before the time counts',
  icpc: "the ICPC's rules hold: problems solved, then minutes with 20 for each rejected try before an accepted one",
};
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** Rules as participants are told them; a part of a sentence. */
export function describeRules({ pick, before, points, lateDeduction }: GradingRules): string {
  const worths = Object.entries(points ?? {}).map(([label, worth]) => `${label} ${worth}`);
  return [
    PICKS[pick],
    ...(before === undefined ? [] : [`nothing from ${iso(before)} on counts`]),
    ...(worths.length === 0 ? [] : [`points: ${worths.join(', ')}`]),
    ...(lateDeduction === undefined || pick === 'icpc'
      ? []
      : [
          `after ${iso(lateDeduction.dueAt)} and your extra time, ${lateDeduction.percent} % of the points are taken off for each ${lateDeduction.per} begun, ${lateDeduction.maxPercent} % at most`,
        ]),
  ].join('; ');
}
