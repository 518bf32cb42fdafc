import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../core/api/client.ts';
import { toApiError } from './console-api.ts';
import { waitAfterFailure } from './wait-after-failure.ts';

/** Typing rests for so long before the API is asked, ms: with the live view beside it stays below 30 calls a minute. */
const REST_MS = 1_200;

/** What the API says of what somebody types. */
export interface RestingAnswer<Answer> {
  /** To what was asked last. */
  readonly answer?: Answer;
  readonly error?: ApiError;
  /** Whether what is shown is of something older. */
  readonly isOld: boolean;
}

/**
 * Asks when typing rests, and again after a failure that passes; of what was asked before until there is another answer.
 * @param wanted stands for everything that the answer depends on; empty: nothing is asked
 */
export function useRestingAsk<Answer>(
  wanted: string,
  ask: (signal: AbortSignal) => Promise<Answer>,
): RestingAnswer<Answer> {
  const [known, setKnown] = useState<Omit<RestingAnswer<Answer>, 'isOld'> & { readonly of?: string }>({});

  useEffect(() => {
    // Back at what is answered already.
    if (wanted === '' || (wanted === known.of && known.error === undefined)) return;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = (waitMs: number, failures: number) => {
      timer = setTimeout(() => {
        ask(ending.signal).then(
          (answer) => {
            if (!ending.signal.aborted) setKnown({ answer, of: wanted });
          },
          (error: unknown) => {
            if (ending.signal.aborted) return;
            setKnown({ error: toApiError(error), of: wanted });
            const wait = waitAfterFailure(error, failures + 1, Math.random);
            if (wait !== undefined) plan(wait, failures + 1);
          },
        );
      }, waitMs);
    };
    plan(REST_MS, 0);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [wanted]);

  if (wanted === '') return { isOld: false };
  const { of, ...said } = known;
  return { ...said, isOld: of !== wanted };
}
