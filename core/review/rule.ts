/** How much harm what a rule finds can do, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule is about; a review is asked for one of them, or for all. */
export const RULE_KINDS = ['security', 'quality', 'style'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** What findings of smart contracts are counted by: DASP's ten (https://dasp.co), in its order, written with hyphens. */
export const DASP_CATEGORIES = [
  'reentrancy',
  'access-control',
  'arithmetic',
  'unchecked-low-level-calls',
  'denial-of-service',
  'bad-randomness',
  'front-running',
  'time-manipulation',
  'short-addresses',
  'other',
] as const;

/** What findings are counted by: DASP's ten, then those of programs of an exam. */
export const CATEGORIES = [
  ...DASP_CATEGORIES,
  'syntax',
  'correctness',
  'complexity',
  'dead-code',
  'hard-coded-answers',
  'hostile-intent',
  'readability',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** What is looked for, as it is told wherever its findings are. */
export interface Rule {
  /** Of what languages and what, in kebab-case: `solidity/reentrancy`, `python/bare-except`. Never changes its meaning. */
  readonly id: string;
  /** A few words without a full stop. */
  readonly title: string;
  readonly kind: RuleKind;
  readonly category: Category;
  /** Of its findings, unless one says otherwise. */
  readonly severity: Severity;
  /** Why it is a fault, in a sentence or two. */
  readonly description: string;
  /** What to do instead. */
  readonly recommendation: string;
  /** Number in the SWC registry: 107 is reentrancy. */
  readonly swc?: number;
  /** Place in DASP's top ten. */
  readonly dasp?: number;
  /** Number in the Common Weakness Enumeration. */
  readonly cwe?: number;
  /** Whom its findings are shown to; everybody who may see the review unless told. */
  readonly audience?: 'staff';
}
