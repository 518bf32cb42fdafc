/** Queries of CloudWatch Logs Insights as far as ours use it, run on lines: what it says of a query is what Insights would. */

export type LogLine = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;
type Value = string | number | undefined;

/** What a query is made of. */
export interface InsightsQuery {
  /** Every field of a line that it names, but for the service's own (`@timestamp`). */
  readonly fields: readonly string[];
  /** Event ids that it filters by. */
  readonly events: readonly string[];
  readonly run: (lines: readonly LogLine[]) => readonly Row[];
}

/** What `stats` leaves to the commands behind it: its figures and the names of its groups, and nothing of the lines, not even `@timestamp`. */
interface Made {
  isGrouped: boolean;
  readonly names: Set<string>;
}

/** A group of `stats`: a field of lines, or their time by bins. */
interface Key {
  readonly as: string;
  readonly read: (row: Row) => Value;
}

const MINUTE_MS = 60_000;
const NAME = /^@?[A-Za-z_][\w.]*$/;
const REDUCERS: Readonly<Record<string, (values: readonly number[], parameter: number) => number>> = {
  max: (values) => Math.max(...values),
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  pct: (values, percent) =>
    [...values].sort((one, other) => one - other)[
      Math.max(0, Math.ceil((percent / 100) * values.length) - 1)
    ]!,
};

/** Reads a query. @throws Error for what is not in this subset */
export function parseInsights(text: string): InsightsQuery {
  const fields = new Set<string>();
  const events: string[] = [];
  const made: Made = { isGrouped: false, names: new Set() };
  const name = (word: string): string => {
    if (!NAME.test(word)) throw new Error(`${word} is no field`);
    if (made.names.has(word)) return word;
    if (made.isGrouped)
      throw new Error(`${word} is no field after stats, which made ${[...made.names].join(', ')}`);
    if (!word.startsWith('@')) fields.add(word);
    return word;
  };
  const steps = text
    .split(/\s*\|\s*|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => readStep(line.trim(), name, made, events));
  return {
    fields: [...fields],
    events,
    run: (lines) => steps.reduce<readonly Row[]>((rows, step) => step(rows), lines),
  };
}

function readStep(
  line: string,
  name: (word: string) => string,
  made: Made,
  events: string[],
): (rows: readonly Row[]) => readonly Row[] {
  const [, command = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(line) ?? [];
  if (command === 'fields') {
    const names = rest.split(/\s*,\s*/).map(name);
    return (rows) =>
      rows.map((row) => ({
        ...row,
        '@shown': Object.fromEntries(names.map((one) => [one, memberOf(row, one)])),
      }));
  }
  if (command === 'filter') {
    const tests = rest.split(/\s+and\s+/).map((part) => readTest(part.trim(), name, events));
    return (rows) => rows.filter((row) => tests.every((test) => test(row)));
  }
  if (command === 'sort') {
    const [, field = '', order] = /^(\S+)\s+(asc|desc)$/.exec(rest) ?? [];
    name(field);
    const sign = order === 'desc' ? -1 : 1;
    return (rows) =>
      [...rows].sort((one, other) => sign * compare(memberOf(one, field), memberOf(other, field)));
  }
  if (command === 'limit' && /^\d+$/.test(rest)) return (rows) => rows.slice(0, Number(rest));
  if (command === 'stats') return readStats(rest, name, made);
  throw new Error(`${line} is no command of this subset`);
}

function readTest(part: string, name: (word: string) => string, events: string[]): (row: Row) => boolean {
  const present = /^ispresent\((\S+)\)$/.exec(part)?.[1];
  if (present !== undefined) {
    name(present);
    return (row) => memberOf(row, present) !== undefined;
  }
  const [, field = '', operator, operand = ''] = /^(\S+)\s+(=|!=|in)\s+(.+)$/.exec(part) ?? [];
  if (operator === undefined) throw new Error(`${part} is no test of this subset`);
  name(field);
  const wanted = [JSON.parse(operand) as Value | Value[]].flat();
  if (field === 'message') events.push(...wanted.map(String));
  return (row) => wanted.includes(memberOf(row, field)) === (operator !== '!=');
}

function readStats(
  rest: string,
  name: (word: string) => string,
  made: Made,
): (rows: readonly Row[]) => readonly Row[] {
  const [figures = '', groups = ''] = rest.split(/\s+by\s+/);
  const keys = groups === '' ? [] : groups.split(/\s*,\s*/).map((key) => readKey(key, name));
  const reducers = [...figures.matchAll(/(\w+)\(([^)]*)\) as (\w+)/g)].map(
    ([, how = '', inside = '', as = '']) => {
      const [field = '', parameter] = inside.split(/\s*,\s*/);
      if (how === 'count' && field === '*') return { as, reduce: (rows: readonly Row[]) => rows.length };
      const reduce = REDUCERS[how];
      if (reduce === undefined) throw new Error(`${how} is no figure of this subset`);
      name(field);
      return {
        as,
        reduce: (rows: readonly Row[]) =>
          reduce(
            rows.map((row) => Number(memberOf(row, field))),
            Number(parameter),
          ),
      };
    },
  );
  if (reducers.length === 0) throw new Error(`${rest} has no figures`);
  made.isGrouped = true;
  made.names.clear();
  for (const { as } of [...keys, ...reducers]) made.names.add(as);
  return (rows) => {
    const grouped = Map.groupBy(rows, (row) => JSON.stringify(keys.map((key) => key.read(row))));
    return [...grouped.values()].map((members) => ({
      ...Object.fromEntries(keys.map((key) => [key.as, key.read(members[0]!)])),
      ...Object.fromEntries(reducers.map(({ as, reduce }) => [as, reduce(members)])),
    }));
  };
}

/** Bins need a name: what is not named cannot be asked for behind `stats`. */
function readKey(text: string, name: (word: string) => string): Key {
  const [, count, unit, as] = /^bin\((\d+)([mh])\) as (\w+)$/.exec(text) ?? [];
  if (as === undefined) {
    const field = name(text);
    return { as: field, read: (row) => memberOf(row, field) };
  }
  const ms = Number(count) * (unit === 'h' ? 60 : 1) * MINUTE_MS;
  return {
    as,
    read: (row) => {
      const at = Date.parse(String(memberOf(row, '@timestamp')));
      return new Date(at - (at % ms)).toISOString();
    },
  };
}

/** A member of a line by its path; truth is 1 and 0, as in Insights. */
function memberOf(row: Row, field: string): Value {
  const value =
    field === '@timestamp'
      ? row['timestamp']
      : field
          .split('.')
          .reduce<unknown>(
            (inner, part) =>
              typeof inner === 'object' && inner !== null
                ? (inner as Record<string, unknown>)[part]
                : undefined,
            row,
          );
  if (typeof value === 'boolean') return Number(value);
  return value === undefined || value === null ? undefined : (value as string | number);
}

function compare(one: Value, other: Value): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one ?? '').localeCompare(String(other ?? ''));
}
