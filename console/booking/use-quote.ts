import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import type { BookedSession } from '../../core/api/sessions.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { type BookingDraft, bookingOf, missingOf } from './booking-draft.ts';

/** Typing rests for so long before the API is asked, ms: with it an instructor makes fewer than 30 calls a minute. */
const REST_MS = 1_200;

/** What a draft would come to. */
export interface Quote {
  /** Of the draft as it was asked for last. */
  readonly booked?: BookedSession;
  readonly error?: ApiError;
  /** Whether what is shown is of an older draft. */
  readonly isOld: boolean;
}

/** Price, capacity, plan and faults of a draft as one types; nothing is booked. */
export function useQuote(draft: BookingDraft): Quote {
  const [quote, setQuote] = useState<Omit<Quote, 'isOld'> & { readonly of?: string }>({});
  const missing = missingOf(draft);
  const wanted = missing.length > 0 ? '' : JSON.stringify(bookingOf(draft));

  useEffect(() => {
    if (wanted === '' || wanted === quote.of) return;
    const ending = new AbortController();
    const timer = setTimeout(() => {
      api
        .call('createSession', { headers: {}, body: { ...JSON.parse(wanted), dryRun: true } }, ending.signal)
        .then(
          (booked) => setQuote({ booked, of: wanted }),
          (error: unknown) => {
            if (!ending.signal.aborted) setQuote({ error: toApiError(error), of: wanted });
          },
        );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [wanted]);

  if (wanted === '') return { isOld: false };
  return {
    ...(quote.booked === undefined ? {} : { booked: quote.booked }),
    ...(quote.error === undefined ? {} : { error: quote.error }),
    isOld: quote.of !== wanted,
  };
}
