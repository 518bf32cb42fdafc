import type { Finding } from '../../core/review/finding.ts';
import { type Category, DASP_CATEGORIES } from '../../core/review/rule.ts';
import type { Label, LabelledSource } from './labelled-source.ts';

/** The sets have labels of no others. */
const LABELLED: ReadonlySet<Category> = new Set(DASP_CATEGORIES);

/** How far from its lines a finding still meets a label. */
const NEAR_LINES = 1;

/** Where something of a category was found. */
export interface Spot {
  readonly category: Category;
  readonly line: number;
  /** Those that say so. */
  readonly ruleIds: readonly string[];
}

/** A spot near no label of its category. */
export interface FalseSpot extends Spot {
  /** The source has labels of its category; where it has none, perhaps nobody looked. */
  readonly ofLabelledCategory: boolean;
  /** A label of another category is there: that something is wrong in this line is right. */
  readonly nearAnotherLabel: boolean;
}

/** What findings of one source are beside its labels. */
export interface Score {
  readonly found: readonly Label[];
  readonly missed: readonly Label[];
  /** Spots near a label of their category. */
  readonly rightSpots: readonly Spot[];
  readonly falseSpots: readonly FalseSpot[];
}

/**
 * Holds findings against the labels of a source. A finding of security meets every label of its category that is within a line of its
 * own first one; what meets none is false. Findings of a category in one line are one, and a label is found once however many meet it.
 */
export function scoreSource(
  { labels }: Pick<LabelledSource, 'labels'>,
  findings: readonly Pick<Finding, 'kind' | 'category' | 'line' | 'ruleId'>[],
): Score {
  const spots = readSpots(findings);
  const meets = (spot: Spot, label: Label) => spot.category === label.category && isNear(spot, label);
  const isFound = (label: Label) => spots.some((spot) => meets(spot, label));
  const isRight = (spot: Spot) => labels.some((label) => meets(spot, label));
  return {
    found: labels.filter(isFound),
    missed: labels.filter((label) => !isFound(label)),
    rightSpots: spots.filter(isRight),
    falseSpots: spots
      .filter((spot) => !isRight(spot))
      .map((spot) => ({
        ...spot,
        ofLabelledCategory: labels.some(({ category }) => category === spot.category),
        nearAnotherLabel: labels.some((label) => isNear(spot, label)),
      })),
  };
}

function readSpots(
  findings: readonly Pick<Finding, 'kind' | 'category' | 'line' | 'ruleId'>[],
): readonly Spot[] {
  const spots = new Map<string, Spot>();
  for (const { kind, category, line, ruleId } of findings) {
    if (kind !== 'security' || !LABELLED.has(category)) continue;
    const key = `${category} ${line}`;
    spots.set(key, { category, line, ruleIds: [...(spots.get(key)?.ruleIds ?? []), ruleId] });
  }
  return [...spots.values()];
}

function isNear({ line }: Spot, label: Label): boolean {
  return line >= label.line - NEAR_LINES && line <= label.endLine + NEAR_LINES;
}

/** What counts as false, hardest first. */
export const READINGS = {
  /** Every finding that meets no label. */
  strict: () => true,
  /** Not those in a line where something else is wrong. */
  'by place': ({ nearAnotherLabel }) => !nearAnotherLabel,
  /** Only those of a category that their source has labels of. */
  'by category': ({ ofLabelledCategory }) => ofLabelledCategory,
} as const satisfies Record<string, (spot: FalseSpot) => boolean>;
export type Reading = keyof typeof READINGS;

/** How well many sources were read, from 0 to 1; NaN where there is nothing to divide. */
export interface Rates {
  readonly labels: number;
  readonly found: number;
  readonly recall: number;
  readonly readings: Readonly<Record<Reading, Precision>>;
}

export interface Precision {
  readonly falseSpots: number;
  readonly precision: number;
  readonly f1: number;
}

/** Recall, precision and F1 over all these sources together, of one category where it is told. */
export function rateScores(scores: readonly Score[], category?: Category): Rates {
  const collect = <T extends { readonly category: Category }>(read: (score: Score) => readonly T[]) =>
    scores.flatMap(read).filter((item) => category === undefined || item.category === category);
  const found = collect((score) => score.found).length;
  const labels = found + collect((score) => score.missed).length;
  const spots = collect((score) => score.falseSpots);
  const precisionOf = (reading: Reading): Precision => {
    const falseSpots = spots.filter(READINGS[reading]).length;
    return {
      falseSpots,
      precision: found / (found + falseSpots),
      // The same as 2PR / (P + R), and 0 where nothing was found.
      f1: (2 * found) / (labels + found + falseSpots),
    };
  };
  return {
    labels,
    found,
    recall: found / labels,
    readings: {
      strict: precisionOf('strict'),
      'by place': precisionOf('by place'),
      'by category': precisionOf('by category'),
    },
  };
}
