import type { RuleSet } from '../detector.ts';
import type { Rule } from '../rule.ts';
import { QUALITY_RULES } from './quality-rules.ts';
import { SECURITY_RULES } from './security-rules.ts';

export type SolidityRuleId = `solidity/${keyof typeof SECURITY_RULES | keyof typeof QUALITY_RULES}`;

/** All that is looked for in Solidity, in the order of the manual. */
export const SOLIDITY_RULES: readonly Rule[] = [
  ...Object.entries(SECURITY_RULES).map(
    ([name, rule]): Rule => ({ id: `solidity/${name}`, kind: 'security', ...rule }),
  ),
  ...Object.entries(QUALITY_RULES).map(([name, rule]): Rule => ({ id: `solidity/${name}`, ...rule })),
];

/** The same as what a result depends on. Raise the version with every change of what they find. */
export const SOLIDITY_RULE_SET: RuleSet = { rules: SOLIDITY_RULES, version: 8 };

const BY_ID = new Map(SOLIDITY_RULES.map((rule) => [rule.id, rule]));

/** A rule by its id. */
export function solidityRule(id: SolidityRuleId): Rule {
  return BY_ID.get(id)!;
}
