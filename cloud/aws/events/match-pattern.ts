import * as z from 'zod';

/** An event pattern: at each name the values of which one must be there, or a pattern of what lies below it. */
export interface Pattern {
  readonly [name: string]: readonly (string | number | boolean | null)[] | Pattern;
}

/** Patterns of exact values; EventBridge's operators (`prefix`, `anything-but`, ...) are not served, and refused. */
export const patternSchema: z.ZodType<Pattern> = z.lazy(() =>
  z.record(
    z.string(),
    z.union(
      [z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1), patternSchema],
      'the local EventBridge matches exact values; operators of patterns are not served',
    ),
  ),
);

/** Whether an event has, at every name of the pattern, one of its values; of a list one of its elements must. Pure. */
export function matchesPattern(pattern: Pattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event[name];
    if (isValues(wanted)) {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return values.some((one) => wanted.some((other) => other === one));
    }
    return (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      matchesPattern(wanted, value as Record<string, unknown>)
    );
  });
}

function isValues(wanted: Pattern[string]): wanted is readonly (string | number | boolean | null)[] {
  return Array.isArray(wanted);
}
