import type { ComparisonInput } from '../../../core/similarity/compare-programs.ts';
import type { RankingRules } from '../../../core/similarity/rank-pairs.ts';
import type { SimilarityReport } from '../../../core/similarity/similarity-report.ts';

/** What the worker is asked: to read programs, and then to compare them by these rules and by others. */
export type ToWorker =
  | { readonly kind: 'read'; readonly input: ComparisonInput; readonly rules: RankingRules }
  | { readonly kind: 'compare'; readonly rules: RankingRules };

/** What it says. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly read: number }
  | { readonly kind: 'report'; readonly report: SimilarityReport }
  | { readonly kind: 'failed'; readonly detail: string };
