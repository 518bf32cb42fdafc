import * as z from 'zod';

/** A value that an event may have, or how it may begin. */
type Matcher = string | number | boolean | null | { readonly prefix: string };

/** An event pattern: at each name the values of which one must be there, or a pattern of what lies below it. */
export interface Pattern {
  readonly [name: string]: readonly Matcher[] | Pattern;
}

const matcherSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ prefix: z.string() }),
]);

/** Patterns of exact values and prefixes; EventBridge's other operators (`anything-but`, `wildcard`, ...) are not served, and refused. */
export const patternSchema: z.ZodType<Pattern> = z.lazy(() =>
  z.record(
    z.string(),
    z.union(
      [z.array(matcherSchema).min(1), patternSchema],
      'the local EventBridge matches exact values and prefixes; other operators of patterns are not served',
    ),
  ),
);

/** Whether an event has, at every name of the pattern, one of its values; of a list one of its elements must. Pure. */
export function matchesPattern(pattern: Pattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event[name];
    if (isValues(wanted)) {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return values.some((one) => wanted.some((matcher) => matches(matcher, one)));
    }
    return (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      matchesPattern(wanted, value as Record<string, unknown>)
    );
  });
}

function matches(matcher: Matcher, value: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === value;
  return typeof value === 'string' && value.startsWith(matcher.prefix);
}

function isValues(wanted: Pattern[string]): wanted is readonly Matcher[] {
  return Array.isArray(wanted);
}
