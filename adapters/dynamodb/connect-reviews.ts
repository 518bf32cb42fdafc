import type { AskingStore } from '../../core/review/asking-store.ts';
import type { ReviewStore } from '../../core/review/review-store.ts';
import type { RunsStore } from '../../core/review/runs-store.ts';
import type { ReviewerTurn } from '../../core/review/work-reviews.ts';
import { DynamoAskingStore } from './asking-store.ts';
import { DynamoReviewStore } from './review-store.ts';
import { DynamoRunsStore } from './runs-store.ts';
import { DynamoSenderTurn } from './sender-turn.ts';
import type { Table } from './table.ts';

/** Reviews, the sessions that they are asked for of, those whose judges run compilers for them, and the turn of whoever does them: all in the submissions table. @param keptDays how long reviews are kept */
export function connectReviews(
  table: Table,
  keptDays: number,
  now: () => number,
): {
  readonly store: ReviewStore;
  readonly askings: AskingStore;
  readonly runs: RunsStore;
  readonly turn: ReviewerTurn;
} {
  return {
    store: new DynamoReviewStore(table, keptDays, now),
    askings: new DynamoAskingStore(table, keptDays, now),
    runs: new DynamoRunsStore(table, keptDays),
    turn: new DynamoSenderTurn(table, { pk: 'REVIEWS', sk: 'TURN' }),
  };
}
