import type { Category, Rule, RuleKind } from '../rule.ts';

type Row = readonly [
  Category,
  RuleKind,
  Rule['severity'],
  title: string,
  recommendation: string,
  dasp?: number,
];

const SECURITY: readonly Row[] = [
  [
    'reentrancy',
    'security',
    'high',
    'Reentrancy',
    'Change state before calling others, or keep calls back out by a guard.',
    1,
  ],
  ['access-control', 'security', 'high', 'Access control', 'Let only those do it who may.', 2],
  ['arithmetic', 'security', 'medium', 'Arithmetic', 'See that results fit their type.', 3],
  ['unchecked-low-level-calls', 'security', 'medium', 'Unchecked call', 'Look at what the call answers.', 4],
  [
    'denial-of-service',
    'security',
    'medium',
    'Denial of service',
    'Bound loops, and let receivers fetch what is theirs.',
    5,
  ],
  [
    'bad-randomness',
    'security',
    'medium',
    'Bad randomness',
    'Take randomness from where nobody foresees it.',
    6,
  ],
  [
    'front-running',
    'security',
    'medium',
    'Front running',
    'Let nobody gain by being first: commit, then reveal.',
    7,
  ],
  [
    'time-manipulation',
    'security',
    'low',
    'Time manipulation',
    'Do not let much depend on the time of a block.',
    8,
  ],
  ['short-addresses', 'security', 'low', 'Short addresses', 'Check how long arguments are.', 9],
];
const OTHER: Row = ['other', 'security', 'low', 'Another weakness', 'Look at the line again.', 10];
const CRAFT: readonly Row[] = [
  ['correctness', 'quality', 'medium', 'Correctness', 'Try the line with unusual values.'],
  ['complexity', 'quality', 'low', 'Complexity', 'Divide it into parts that have names.'],
  ['dead-code', 'quality', 'low', 'Dead code', 'Remove what is never used.'],
  ['readability', 'style', 'info', 'Readability', 'Write it so that others follow it at once.'],
];
const EXAM: readonly Row[] = [
  ['hard-coded-answers', 'quality', 'medium', 'Hard-coded answers', 'Compute the answer from the input.'],
  ['hostile-intent', 'security', 'high', 'Hostile intent', 'Somebody of the staff should look at it.'],
];

const RULES = new Map(
  [...SECURITY, OTHER, ...CRAFT, ...EXAM].map(([category, kind, severity, title, recommendation, dasp]) => [
    category,
    {
      id: `model/${category}`,
      title,
      kind,
      category,
      severity,
      description: 'A language model says so. It can be wrong: look at the line before you believe it.',
      recommendation,
      ...(dasp === undefined ? {} : { dasp }),
      ...(category === 'hostile-intent' ? { audience: 'staff' as const } : {}),
    } satisfies Rule,
  ]),
);

/** What language models may look for: a rule each category. Syntax is for parsers to say. */
export const MODEL_RULES: readonly Rule[] = [...RULES.values()];

/** The rule of a category; undefined where a model has no word. */
export function modelRuleOf(category: Category): Rule | undefined {
  return RULES.get(category);
}

/** What a model is asked for in a language. @param kind only of this kind */
export function modelCategoriesOf(language: string, kind: RuleKind | 'all'): readonly Category[] {
  const rows =
    language === 'solidity' ? [...SECURITY, OTHER, ...CRAFT] : [SECURITY[2] as Row, OTHER, ...CRAFT, ...EXAM];
  return rows.flatMap(([category, of]) => (kind === 'all' || kind === of ? [category] : []));
}
