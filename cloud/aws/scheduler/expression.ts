/** When a schedule fires; times are milliseconds since 1970, in UTC. */
export type Expression =
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly fields: CronFields };

interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** Undefined where the field is `?` or `*`. */
  readonly daysOfMonth: ReadonlySet<number> | undefined;
  readonly months: ReadonlySet<number>;
  /** 1 = Sunday. */
  readonly daysOfWeek: ReadonlySet<number> | undefined;
  readonly years: ReadonlySet<number> | undefined;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY_MS = 86_400_000;
/** Four years and a day: every cron date that exists comes within it, but for 29 February around 2100. */
const SEARCH_DAYS = 4 * 366;

/** Reads `at(...)`, `rate(...)` or `cron(...)` of EventBridge Scheduler. Undefined = not an expression of these. */
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
  const fields = /^cron\((.+)\)$/.exec(text)?.[1]?.trim().split(/\s+/);
  return fields === undefined || fields.length !== 6 ? undefined : parseCron(fields);
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
  switch (expression.kind) {
    case 'at':
      return expression.at > after ? expression.at : undefined;
    case 'rate': {
      const passed = Math.floor((after - start) / expression.everyMs);
      return after < start ? start : start + (passed + 1) * expression.everyMs;
    }
    case 'cron':
      return nextCron(expression.fields, Math.max(after + 1, start));
  }
}

function nextCron(fields: CronFields, from: number): number | undefined {
  const first = Math.ceil(from / 60_000) * 60_000;
  const midnight = Math.floor(first / DAY_MS) * DAY_MS;
  for (let day = 0; day < SEARCH_DAYS; day++) {
    const date = midnight + day * DAY_MS;
    if (!isDay(fields, new Date(date))) continue;
    for (const hour of fields.hours)
      for (const minute of fields.minutes) {
        const time = date + hour * 3_600_000 + minute * 60_000;
        if (time >= first) return time;
      }
  }
  return undefined;
}

function isDay(fields: CronFields, date: Date): boolean {
  return (
    (fields.years?.has(date.getUTCFullYear()) ?? true) &&
    fields.months.has(date.getUTCMonth() + 1) &&
    (fields.daysOfMonth?.has(date.getUTCDate()) ?? true) &&
    (fields.daysOfWeek?.has(date.getUTCDay() + 1) ?? true)
  );
}

function parseCron([
  minute = '',
  hour = '',
  day = '',
  month = '',
  weekday = '',
  year = '',
]: readonly string[]): Expression | undefined {
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const months = parseField(named(month, MONTHS), 1, 12);
  const daysOfMonth = parseField(day, 1, 31);
  const daysOfWeek = parseField(named(weekday, DAYS), 1, 7);
  const years = parseField(year, 1970, 2199);
  // Exactly one of the two day fields is '?', as AWS demands.
  if ((day === '?') === (weekday === '?')) return undefined;
  if (!minutes || !hours || !months || !daysOfMonth || !daysOfWeek || !years) return undefined;
  const fields = {
    minutes,
    hours,
    months,
    daysOfMonth: /^[?*]$/.test(day) ? undefined : daysOfMonth,
    daysOfWeek: /^[?*]$/.test(weekday) ? undefined : daysOfWeek,
    years: year === '*' ? undefined : years,
  };
  return { kind: 'cron', fields };
}

function named(field: string, names: readonly string[]): string {
  return field.replace(/[A-Z]{3}/gi, (name) => {
    const index = names.indexOf(name.toUpperCase());
    return index < 0 ? name : String(index + 1);
  });
}

/** The values of one field in order: lists, ranges and steps. `L`, `W` and `#` are not read. */
function parseField(field: string, least: number, most: number): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [, range = '', step] = /^([?*]|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === '') return undefined;
    const [from = least, to] = /^[?*]$/.test(range) ? [least, most] : range.split('-').map(Number);
    const end = to ?? (step === undefined ? from : most);
    if (from < least || end > most || from > end || step === '0') return undefined;
    for (let value = from; value <= end; value += Number(step ?? 1)) values.add(value);
  }
  return new Set([...values].sort((left, right) => left - right));
}
