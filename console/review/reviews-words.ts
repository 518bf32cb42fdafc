import type { ReviewsPolicy } from '../../core/exam/session.ts';

/** Who sees the reviews of a session, as the choices of a field say it. */
export const REVIEWS_WORDS: Readonly<Record<ReviewsPolicy, string>> = {
  off: 'none',
  staff: 'are for staff',
  participants: 'are for staff, and for whose program it is',
};
