import type { AskingStore } from '../../core/review/asking-store.ts';
import type { ReviewStore } from '../../core/review/review-store.ts';
import type { ReviewerTurn } from '../../core/review/work-reviews.ts';
import { DynamoAskingStore } from './asking-store.ts';
import { DynamoReviewStore } from './review-store.ts';
import { DynamoSenderTurn } from './sender-turn.ts';
import type { Table } from './table.ts';

/** Reviews, the sessions that they are asked for of, and the turn of whoever does them: all in the submissions table. @param keptDays how long reviews are kept */
export function connectReviews(
  table: Table,
  keptDays: number,
  now: () => number,
): { readonly store: ReviewStore; readonly askings: AskingStore; readonly turn: ReviewerTurn } {
  return {
    store: new DynamoReviewStore(table, keptDays, now),
    askings: new DynamoAskingStore(table, keptDays, now),
    turn: new DynamoSenderTurn(table, { pk: 'REVIEWS', sk: 'TURN' }),
  };
}
