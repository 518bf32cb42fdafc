import { useEffect, useState } from 'preact/hooks';

const TICK_MS = 1_000;

/**
 * The server's time, ms since the epoch, going on by itself each second from what the server last said (`instant`, heard
 * when `performance.now()` was `heardAt`): right on a machine whose clock is wrong, and while nothing answers.
 */
export function useServerTime(instant: string, heardAt: number): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((ticks) => ticks + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Date.parse(instant) + Math.max(0, performance.now() - heardAt);
}
