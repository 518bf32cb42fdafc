import { useEffect, useRef, useState } from 'preact/hooks';
import type { Statistics } from '../../core/api/statistics.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';

/** Least time between two asks, ms: four of the thirty calls a minute of a watching page. */
const LEAST_BETWEEN_MS = 15_000;

/** How the session has fared, asked anew some seconds after `news` (a count of what has happened) has changed. */
export function useStatistics(sessionId: string, news: number) {
  const [statistics, setStatistics] = useState<Statistics>();
  const [fault, setFault] = useState<string>();
  const askedAt = useRef(-LEAST_BETWEEN_MS);

  useEffect(() => {
    const ending = new AbortController();
    const timer = setTimeout(
      () => {
        askedAt.current = performance.now();
        api.call('getStatistics', { params: { sessionId } }, ending.signal).then(
          (answer) => {
            setFault(undefined);
            setStatistics(answer);
          },
          (error: unknown) => {
            if (!ending.signal.aborted) setFault(toApiError(error).message);
          },
        );
      },
      Math.max(0, askedAt.current + LEAST_BETWEEN_MS - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [sessionId, news]);

  return { statistics, fault };
}
