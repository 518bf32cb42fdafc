import type { Category, RuleKind, Severity } from './rule.ts';

/** How sure a finding is that it is one. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** A place in a source: lines and columns from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column?: number;
  readonly endLine?: number;
  /** Behind the last sign. */
  readonly endColumn?: number;
}

/** Something in a source that whoever wrote it should look at. */
export interface Finding extends Place {
  /** Of a rule in the table of its language; `model/` and a category where a language model found it. */
  readonly ruleId: string;
  readonly kind: RuleKind;
  readonly category: Category;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What is wrong here, naming what it is about; one sentence. */
  readonly message: string;
  /** In place of the rule's. */
  readonly recommendation?: string;
  /** `detector`: by the function itself; `sandbox`: by tools that ran in a judge's sandbox; `model`: by a language model. */
  readonly foundBy: 'detector' | 'sandbox' | 'model';
  /** Whom it is shown to; everybody who may see the review unless told. */
  readonly audience?: 'staff';
}

/** Findings in the order in which they are told: by place, then by rule. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => a.line - b.line || (a.column ?? 0) - (b.column ?? 0) || compareIds(a.ruleId, b.ruleId),
  );
}

/** Of one rule at one place the order is that in which they were found. */
function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
