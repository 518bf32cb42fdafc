/** When a schedule fires; times are milliseconds since 1970, in UTC. */
export type Expression =
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'rate'; readonly everyMs: number };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `at(...)` or `rate(...)` of EventBridge Scheduler; `cron(...)` is not served. Undefined = neither of these. */
export function parseExpression(text: string): Expression | undefined {
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text)?.[1];
  if (at !== undefined) {
    const time = Date.parse(`${at}Z`);
    return Number.isNaN(time) ? undefined : { kind: 'at', at: time };
  }
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (count !== undefined) {
    const everyMs = Number(count) * (UNITS[unit ?? ''] ?? 0);
    return everyMs > 0 ? { kind: 'rate', everyMs } : undefined;
  }
  return undefined;
}

/**
 * The first time later than `after` at which the expression fires, from `start` (inclusive) to `end`; a rate counts
 * from `start`. Undefined = never again.
 */
export function nextFire(
  expression: Expression,
  window: { start: number; end?: number },
  after: number,
): number | undefined {
  const time = candidate(expression, window.start, after);
  return time !== undefined && (window.end === undefined || time <= window.end) ? time : undefined;
}

function candidate(expression: Expression, start: number, after: number): number | undefined {
  if (expression.kind === 'at') return expression.at > after ? expression.at : undefined;
  const passed = Math.floor((after - start) / expression.everyMs);
  return after < start ? start : start + (passed + 1) * expression.everyMs;
}
