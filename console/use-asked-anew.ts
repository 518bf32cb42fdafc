import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { toApiError } from './console-api.ts';
import { createOneAtATime } from './one-at-a-time.ts';

/** Least time between two asks, ms: four or five of the thirty calls a minute of a watching page. */
const LEAST_BETWEEN_MS = 15_000;

/**
 * An answer that grows old by `news` (a count of what has happened): asked at once, and anew when there is news, but not
 * sooner than 15 s after the last time, however fast news comes, and one at a time. The one of before stays until there is another.
 * @param everyMs how often it is asked without news while somebody looks; never unless told
 * @returns `heardAt`: when the answer came, by `performance.now()`; `again` asks at once: the reader changed something
 */
export function useAskedAnew<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  news: number,
  everyMs?: number,
) {
  const [answer, setAnswer] = useState<Answer>();
  const [heardAt, setHeardAt] = useState(0);
  const [fault, setFault] = useState<string>();
  const [acts, setActs] = useState(0);
  const askedAt = useRef(Number.NEGATIVE_INFINITY);
  const latest = useRef(ask);
  latest.current = ask;
  const [ending] = useState(() => new AbortController());
  const [askInTurn] = useState(() =>
    createOneAtATime(async () => {
      const { signal } = ending;
      if (signal.aborted) return;
      askedAt.current = performance.now();
      try {
        const found = await latest.current(signal);
        setFault(undefined);
        setAnswer(found);
        setHeardAt(performance.now());
      } catch (error) {
        if (!signal.aborted) setFault(toApiError(error).message);
      }
    }),
  );

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = (waitMs: number) => {
      timer = setTimeout(() => {
        if (!document.hidden || everyMs === undefined) askInTurn();
        if (everyMs !== undefined) plan(everyMs);
      }, waitMs);
    };
    plan(Math.max(0, askedAt.current + LEAST_BETWEEN_MS - performance.now()));
    // Who comes back to a page must not look at what was so when they left.
    const comeBack = () => {
      if (document.hidden || everyMs === undefined || performance.now() < askedAt.current + everyMs) return;
      clearTimeout(timer);
      askInTurn();
      plan(everyMs);
    };
    document.addEventListener('visibilitychange', comeBack);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', comeBack);
    };
  }, [news, acts]);
  useEffect(() => () => ending.abort(), []);

  const again = useCallback(() => {
    askedAt.current = Number.NEGATIVE_INFINITY;
    setActs((count) => count + 1);
  }, []);
  return { answer, heardAt, fault, again };
}
