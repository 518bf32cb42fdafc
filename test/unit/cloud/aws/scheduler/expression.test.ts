import { describe, expect, test } from 'vitest';
import { nextFire, parseExpression } from '../../../../../cloud/aws/scheduler/expression.ts';

const at = (iso: string) => Date.parse(iso);
const next = (text: string, after: string, start = '2026-01-01T00:00:00Z') => {
  const expression = parseExpression(text);
  if (expression === undefined) throw new Error(`not an expression: ${text}`);
  const time = nextFire(expression, { start: at(start) }, at(after));
  return time === undefined ? undefined : new Date(time).toISOString();
};

describe('expressions', () => {
  test('at fires once', () => {
    expect(next('at(2026-11-22T13:00:00)', '2026-11-22T12:59:59Z')).toBe('2026-11-22T13:00:00.000Z');
    expect(next('at(2026-11-22T13:00:00)', '2026-11-22T13:00:00Z')).toBeUndefined();
  });

  test('rate counts from its start, the start included', () => {
    expect(next('rate(1 minute)', '2025-01-01T00:00:00Z')).toBe('2026-01-01T00:00:00.000Z');
    expect(next('rate(5 minutes)', '2026-01-01T00:00:00Z')).toBe('2026-01-01T00:05:00.000Z');
    expect(next('rate(5 minutes)', '2026-01-01T00:07:00Z')).toBe('2026-01-01T00:10:00.000Z');
  });

  test.each(['at(tomorrow)', 'rate(0 minutes)', 'rate(1 second)', ''])('is not an expression: %s', (text) =>
    expect(parseExpression(text)).toBeUndefined(),
  );
});
