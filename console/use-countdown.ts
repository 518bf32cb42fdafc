import { useEffect, useState } from 'preact/hooks';

/** Whole seconds that are left of a wait; `startFor` begins one, of so many ms. */
export function useCountdown(): { readonly secondsLeft: number; startFor(ms: number): void } {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  const secondsLeft = Math.max(0, Math.ceil((until - now) / 1000));

  useEffect(() => {
    if (secondsLeft === 0) return;
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [secondsLeft > 0]);

  const startFor = (ms: number) => {
    const begins = performance.now();
    setNow(begins);
    setUntil(begins + ms);
  };
  return { secondsLeft, startFor };
}
