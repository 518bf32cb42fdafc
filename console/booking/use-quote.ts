import type { BookedSession } from '../../core/api/sessions.ts';
import { api } from '../api.ts';
import { type RestingAnswer, useRestingAsk } from '../use-resting-ask.ts';
import { type BookingDraft, bookingOf, missingOf } from './booking-draft.ts';

/** What a draft would come to. */
export type Quote = RestingAnswer<BookedSession>;

/** Price, capacity, plan and faults of a draft as one types; nothing is booked. */
export function useQuote(draft: BookingDraft): Quote {
  const wanted = missingOf(draft).length > 0 ? '' : JSON.stringify(bookingOf(draft));
  return useRestingAsk(wanted, (signal) =>
    api.call('createSession', { headers: {}, body: { ...bookingOf(draft), dryRun: true } }, signal),
  );
}
