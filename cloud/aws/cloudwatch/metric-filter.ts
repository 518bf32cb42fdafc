import type { Datum } from './metric-store.ts';

/** A metric filter of a log group: what it counts, where its pattern matches. */
export interface MetricFilter {
  readonly logGroup: string;
  readonly matches: (line: Readonly<Record<string, unknown>>) => boolean;
  readonly namespace: string;
  readonly name: string;
  /** A number, or `$.member` of the line. */
  readonly value: string;
  /** Names of dimensions with the members that they are read from: `$.stage`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
}

const COMPARISON = /^\$\.([\w.]+)\s*(=|!=|<=|>=|<|>)\s*("(?:[^"\\]|\\.)*"|[^\s"]+)$/;

/**
 * Reads a filter pattern over JSON lines: comparisons of members (`{ $.status = "401" }`, `*` at the ends of a text stands for
 * anything) joined by `&&`, or by `||`.
 *
 * @throws Error for any other pattern
 */
export function readFilterPattern(pattern: string): MetricFilter['matches'] {
  const inside = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
  const any = inside?.includes('||') === true;
  if (inside === undefined || (any && inside.includes('&&')))
    throw new Error(
      `the filter pattern ${pattern} is not served by local mode: { $.member = "text" }, joined by && or ||, is`,
    );
  const tests = inside.split(any ? '||' : '&&').map((part) => readComparison(part.trim()));
  return (line) => (any ? tests.some((test) => test(line)) : tests.every((test) => test(line)));
}

function readComparison(text: string): MetricFilter['matches'] {
  const [, path, operator, operand] = COMPARISON.exec(text) ?? [];
  if (path === undefined || operator === undefined || operand === undefined)
    throw new Error(`the comparison ${text} of a filter pattern is not served by local mode`);
  const quoted = operand.startsWith('"');
  const wanted = quoted ? (JSON.parse(operand) as string) : operand;
  if (operator === '=' || operator === '!=') {
    const pattern = new RegExp(`^${wanted.split('*').map(escapeRegExp).join('.*')}$`, 's');
    return (line) => {
      const value = memberOf(line, path);
      if (value === undefined) return false;
      return (operator === '=') === pattern.test(String(value));
    };
  }
  const bound = Number(wanted);
  if (quoted || Number.isNaN(bound))
    throw new Error(`${operator} of a filter pattern compares numbers: ${text}`);
  return (line) => {
    const value = Number(memberOf(line, path));
    if (operator === '<') return value < bound;
    if (operator === '<=') return value <= bound;
    return operator === '>' ? value > bound : value >= bound;
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function memberOf(line: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      line,
    );
}

/** What the filters of a group count of one of its lines, written at `at` (ms since 1970). */
export function countLine(
  filters: readonly MetricFilter[],
  logGroup: string,
  line: string,
  at: number,
): Datum[] {
  const mine = filters.filter((filter) => filter.logGroup === logGroup);
  if (mine.length === 0) return [];
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return [];
  }
  return mine.flatMap(({ matches, namespace, name, value, dimensions, unit }) => {
    if (!matches(parsed)) return [];
    const read = (text: string) => (text.startsWith('$.') ? memberOf(parsed, text.slice(2)) : text);
    const counted = Number(read(value));
    const places = Object.entries(dimensions).map(([dimension, from]) => [dimension, read(from)] as const);
    // A line that lacks a dimension is not counted.
    if (Number.isNaN(counted) || places.some(([, place]) => place === undefined)) return [];
    const at_ = { namespace, name, at, unit, values: [counted] };
    return [{ ...at_, dimensions: Object.fromEntries(places.map(([key, place]) => [key, String(place)])) }];
  });
}
