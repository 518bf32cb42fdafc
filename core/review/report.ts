import type { Gap } from './detector.ts';
import type { Finding } from './finding.ts';

/** Which language model was asked beside the detectors, and what came of it. */
export interface ModelShare {
  /** `bedrock`, `openai`, `gemini`; none where nobody answered in time or within the budget. */
  readonly service: string | undefined;
  readonly model: string | undefined;
  /** Another than the first choice served. */
  readonly standIn?: true;
  readonly usd: number;
  /** Findings that were dropped since they named no line that exists, or nothing that stands there. */
  readonly dropped: number;
  /** Why the first choice did not serve, or nobody; a sentence each. */
  readonly notes: readonly string[];
}

/** What a review came to. */
export interface ReviewReport {
  /** In order of place; never more than MAX_FINDINGS, nor than MAX_FINDINGS_BYTES. */
  readonly findings: readonly Finding[];
  /** What was not looked at. */
  readonly gaps: readonly Gap[];
  /** 0 to 100 by core/review/score-findings.ts. */
  readonly score: number;
  /** Which rules looked: changes with any of them. */
  readonly ruleSet: string;
  /** Only where a model was to be asked. */
  readonly model?: ModelShare;
}
