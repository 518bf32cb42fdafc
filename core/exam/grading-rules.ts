/** Which of a participant's submissions to a problem makes its grade. */
export type GradePick = 'best' | 'last' | 'last-before' | 'icpc';

/** What is taken off what comes after a time that lies within the window. Extra time is added to it: it is never late. */
export interface LateDeduction {
  /** ms since the epoch. */
  readonly dueAt: number;
  /** Of a submission's points, for each unit that has begun. */
  readonly percent: number;
  readonly per: 'minute' | 'hour' | 'day';
  /** The most that is taken off. */
  readonly maxPercent: number;
}

/** How a session is graded, where its instructor has decided it. */
export interface GradingRules {
  readonly pick: GradePick;
  /** Only what was submitted before this time counts, ms since the epoch. */
  readonly before?: number;
  /** What a problem is worth, by its label; otherwise its own maximum score, or 100. */
  readonly points?: Readonly<Record<string, number>>;
  readonly lateDeduction?: LateDeduction;
}

/** Of a session whose instructor has decided nothing. */
export const DEFAULT_RULES: GradingRules = { pick: 'best' };
