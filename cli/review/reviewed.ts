import type { ReviewReportView, ReviewRequest } from '../../core/api/reviews.ts';

/** Which rules look. */
export type Kind = ReviewRequest['kind'];

/** What became of a source: its report, or why there is none. */
export type Reviewed = {
  readonly name: string;
  readonly language: string;
  readonly source: string;
} & (
  | {
      readonly report: ReviewReportView;
      readonly reviewId?: string;
      /** How old the answer is, where an earlier one was taken, s. */
      readonly ageSeconds?: number;
    }
  | { readonly reason: string }
);
