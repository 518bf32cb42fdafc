import type { ReviewsPolicy } from '../../core/exam/session.ts';

/** Who sees the reviews of a session, as the choices of a field say it. */
export const REVIEWS_WORDS: Readonly<Record<ReviewsPolicy, string>> = {
  off: 'none',
  staff: 'are for staff',
  participants: 'are for staff, and for whose program it is',
};

/** The same, as it stands by itself. */
export const REVIEWS_SENTENCES: Readonly<Record<ReviewsPolicy, string>> = {
  off: 'No submission is reviewed by itself.',
  staff: 'What counts is reviewed once the exam is over, for staff.',
  participants: 'What counts is reviewed once the exam is over, for staff and for whose program it is.',
};
