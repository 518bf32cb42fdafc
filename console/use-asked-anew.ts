import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { toApiError } from './console-api.ts';
import { createTurns } from './in-turn.ts';

/** Least time between two asks, ms: four or five of the thirty calls a minute of a watching page. */
const LEAST_BETWEEN_MS = 15_000;

/**
 * An answer that grows old by `news` (a count of what has happened): asked at once, and anew when there is news, but not
 * sooner than 15 s after the last time, however fast news comes. The one of before stays until there is another.
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
  const ending = useRef<AbortController>(undefined);
  const [takeTurn] = useState(createTurns);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askNow = () => {
      askedAt.current = performance.now();
      ending.current ??= new AbortController();
      const { signal } = ending.current;
      const mayLand = takeTurn();
      ask(signal).then(
        (found) => {
          if (!mayLand()) return;
          setFault(undefined);
          setAnswer(found);
          setHeardAt(performance.now());
        },
        (error: unknown) => {
          if (!signal.aborted && mayLand()) setFault(toApiError(error).message);
        },
      );
    };
    const plan = (waitMs: number) => {
      timer = setTimeout(() => {
        if (!document.hidden || everyMs === undefined) askNow();
        if (everyMs !== undefined) plan(everyMs);
      }, waitMs);
    };
    plan(Math.max(0, askedAt.current + LEAST_BETWEEN_MS - performance.now()));
    // Who comes back to a page must not look at what was so when they left.
    const comeBack = () => {
      if (document.hidden || everyMs === undefined || performance.now() < askedAt.current + everyMs) return;
      clearTimeout(timer);
      askNow();
      plan(everyMs);
    };
    document.addEventListener('visibilitychange', comeBack);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', comeBack);
    };
  }, [news, acts]);
  useEffect(() => () => ending.current?.abort(), []);

  const again = useCallback(() => {
    askedAt.current = Number.NEGATIVE_INFINITY;
    setActs((count) => count + 1);
  }, []);
  return { answer, heardAt, fault, again };
}
