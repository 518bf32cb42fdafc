import { READINGS, type Reading, type Score } from './score-labels.ts';

/** How often what a rule says is what a set's labels say. */
export interface RulePrecision {
  readonly ruleId: string;
  /** Lines that it names near a label of its category. */
  readonly right: number;
  /** Lines that it names near none, by what counts as false. */
  readonly wrong: Readonly<Record<Reading, number>>;
}

/**
 * The precision that each rule reached, by its id; those that named nothing are left out. Labels are of categories and not of rules, so that a
 * rule has no recall; a line that two rules of a category name counts for both.
 */
export function rateRules(scores: readonly Score[]): readonly RulePrecision[] {
  const of = <T extends { readonly ruleIds: readonly string[] }>(spots: readonly T[]) =>
    Map.groupBy(
      spots.flatMap((spot) => [...new Set(spot.ruleIds)].map((ruleId) => ({ ruleId, spot }))),
      ({ ruleId }) => ruleId,
    );
  const right = of(scores.flatMap(({ rightSpots }) => rightSpots));
  const wrong = of(scores.flatMap(({ falseSpots }) => falseSpots));
  return [...new Set([...right.keys(), ...wrong.keys()])].toSorted().map((ruleId) => {
    const spots = (wrong.get(ruleId) ?? []).map(({ spot }) => spot);
    const countOf = (reading: Reading) => spots.filter(READINGS[reading]).length;
    return {
      ruleId,
      right: right.get(ruleId)?.length ?? 0,
      wrong: {
        strict: countOf('strict'),
        'by place': countOf('by place'),
        'by category': countOf('by category'),
      },
    };
  });
}
