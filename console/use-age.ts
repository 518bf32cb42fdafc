import { useEffect, useState } from 'preact/hooks';

const TICK_MS = 5_000;

/** How old something is, ms, growing by itself every 5 s. @param heardAt by `performance.now()` */
export function useAge(heardAt: number): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((ticks) => ticks + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, performance.now() - heardAt);
}
