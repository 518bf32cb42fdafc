import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { waitBeforeAsk } from '../core/api/ask-schedule.ts';
import type { ApiError } from '../core/api/client.ts';
import type { LiveSession, VerdictLine } from '../core/api/live.ts';
import { api } from './api.ts';
import { retryAfterMsOf, toApiError } from './console-api.ts';
import { createTurns } from './in-turn.ts';

/**
 * How often the page asks while the session lives, and once it is settled, ms. A watching page may make 30 calls a
 * minute: 20 of them are these.
 */
const LIVE_INTERVAL_MS = 3_000;
const SETTLED_INTERVAL_MS = 15_000;
/** Verdicts that the page keeps. */
const KEPT_VERDICTS = 1_000;

/** What is known of a session, and what went wrong last. */
export interface LiveState {
  readonly live?: LiveSession;
  /** Newest first, each submission once. */
  readonly verdicts: readonly VerdictLine[];
  /** When `live` arrived, by the clock that `performance.now()` reads, ms. */
  readonly heardAt: number;
  readonly error?: ApiError;
  /** Asks at once: something was changed. */
  readonly renew: () => Promise<void>;
}

/** News and what is known: newest first, each submission once. */
export function mergeVerdicts(
  known: readonly VerdictLine[],
  news: readonly VerdictLine[],
): readonly VerdictLine[] {
  const ids = new Set(news.map(({ submissionId }) => submissionId));
  return [...news.toReversed(), ...known.filter(({ submissionId }) => !ids.has(submissionId))]
    .sort((a, b) => (a.judgedAt > b.judgedAt ? -1 : a.judgedAt < b.judgedAt ? 1 : 0))
    .slice(0, KEPT_VERDICTS);
}

/** Follows a session for as long as the component is shown and the tab is visible. */
export function useLiveSession(sessionId: string): LiveState {
  const [state, setState] = useState<Omit<LiveState, 'renew'>>({ verdicts: [], heardAt: 0 });
  const asker = useRef<() => Promise<void>>(async () => undefined);

  useEffect(() => {
    const ending = new AbortController();
    let cursor: string | undefined;
    let failures = 0;
    const takeTurn = createTurns();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const ask = async () => {
      clearTimeout(timer);
      const mayLand = takeTurn();
      let interval = LIVE_INTERVAL_MS;
      if (!document.hidden) {
        try {
          const live = await api.call(
            'getLive',
            { params: { sessionId }, query: cursor === undefined ? {} : { since: cursor } },
            ending.signal,
          );
          // Asked before something was changed, answered after: what is known is newer.
          if (!mayLand()) return;
          cursor = live.cursor;
          failures = 0;
          if (live.session.settledAt !== undefined) interval = SETTLED_INTERVAL_MS;
          const heardAt = performance.now();
          setState((known) => ({ live, heardAt, verdicts: mergeVerdicts(known.verdicts, live.verdicts) }));
        } catch (error) {
          if (ending.signal.aborted || !mayLand()) return;
          const failure = toApiError(error);
          setState((known) => ({ ...known, error: failure }));
          interval = waitBeforeAsk(++failures, Math.random, retryAfterMsOf(error));
          if (failure.status === 401 || failure.status === 403 || failure.status === 404) return;
        }
      }
      clearTimeout(timer);
      timer = setTimeout(ask, interval);
    };
    asker.current = ask;
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [sessionId]);

  return { ...state, renew: useCallback(() => asker.current(), []) };
}
