/**
 * The exam that figures are told of, and what a comparison fills gaps with. `tries` are those of a participant in all: twenty at each of
 * the problems would be `tries * problems` (docs/costs.md says what they would cost).
 */
export const REFERENCE_EXAM = {
  participants: 50,
  hours: 3,
  problems: 4,
  /** Of a problem. */
  testCases: 50,
  /** Submissions of a participant, at all problems together. */
  tries: 20,
  timeLimitMs: 1_000,
  examsPerYear: 52,
  /** Of the on-demand price. Nobody can tell it before; most days it is less (AWS advertises up to 90 % off). */
  spotSharePercent: 50,
  handHours: 10,
  handWorkUsd: 0,
  setupUsd: 0,
  against: 'always-on',
} as const;
