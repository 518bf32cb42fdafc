import type { Confidence, Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { Model } from './contract-model.ts';
import { type SolidityRuleId, solidityRule } from './rules.ts';
import { type BaseASTNode, placeOf } from './tree.ts';

/** A finding of a rule of Solidity at a node. */
export function found(
  ruleId: SolidityRuleId,
  node: BaseASTNode,
  confidence: Confidence,
  message: string,
  severity?: Rule['severity'],
): Finding {
  const rule = solidityRule(ruleId);
  return {
    ruleId,
    kind: rule.kind,
    category: rule.category,
    severity: severity ?? rule.severity,
    confidence,
    message,
    foundBy: 'detector',
    ...placeOf(node),
  };
}

/** Looks for something in a source that was read. */
export type SolidityDetector = (model: Model) => Iterable<Finding>;
