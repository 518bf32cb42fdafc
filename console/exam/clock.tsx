import { useEffect, useRef, useState } from 'preact/hooks';
import type { Desk } from '../../core/api/desk.ts';
import { formatDuration } from '../../core/api/format-quantity.ts';
import { formatSoon } from '../format.ts';
import { useServerTime } from '../use-server-time.ts';
import { formatClock, sayDuration } from './countdown.ts';
import { dueWarning } from './warnings.ts';

/** The time that is left, by the server's clock, with extra time; it warns when it gets short. */
export function Clock(props: { desk: Desk; heardAt: number; onWarning: (warning: string) => void }) {
  const { session, at } = props.desk;
  const now = useServerTime(at, props.heardAt);
  const left = Date.parse(session.you.closesAt) - now;
  const before = useRef<number>(undefined);

  useEffect(() => {
    const warning = dueWarning(before.current, left);
    before.current = left;
    if (warning !== undefined) props.onWarning(warning);
  }, [left]);

  const extra = session.you.extraTimeMs;
  return (
    <p class={`clock ${left < 2 * 60_000 ? 'urgent' : left < 10 * 60_000 ? 'short' : ''}`}>
      <span class="clock-left" role="timer" aria-label={`${sayDuration(left)} left`}>
        {formatClock(left)}
      </span>
      <span class="muted">
        until {formatSoon(session.you.closesAt, now)}
        {extra > 0 && `, with ${formatDuration(extra)} extra time`}
      </span>
    </p>
  );
}

/** Where the clock stands for this participant, going on by itself between two answers of the server. */
export function useWindow(desk: Desk | undefined, heardAt: number): 'before' | 'open' | 'closed' {
  const [, tick] = useState(0);
  const now = desk === undefined ? 0 : Date.parse(desk.at) + Math.max(0, performance.now() - heardAt);
  const opensAt = Date.parse(desk?.session.times.opensAt ?? '');
  const closesAt = Date.parse(desk?.session.you.closesAt ?? '');
  const next = now < opensAt ? opensAt : now < closesAt ? closesAt : undefined;

  useEffect(() => {
    if (next === undefined) return;
    // A timer's longest wait is 24.8 days; nobody leaves a page open for so long.
    const timer = setTimeout(() => tick((ticks) => ticks + 1), Math.min(next - now + 20, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [next, heardAt]);

  if (desk === undefined || desk.session.cancelled !== undefined) return 'closed';
  return now < opensAt ? 'before' : now < closesAt ? 'open' : 'closed';
}
