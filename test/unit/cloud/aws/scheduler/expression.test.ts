import fc from 'fast-check';
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

  test.each([
    ['cron(0/15 8-17 ? * MON-FRI *)', '2026-11-20T17:45:00Z', '2026-11-23T08:00:00.000Z'],
    ['cron(30 9 1 * ? *)', '2026-11-22T00:00:00Z', '2026-12-01T09:30:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2026-11-22T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['cron(59 23 31 DEC ? 2026)', '2026-11-22T00:00:00Z', '2026-12-31T23:59:00.000Z'],
  ])('%s after %s', (text, after, expected) => {
    expect(next(text, after)).toBe(expected);
  });

  test.each([
    'at(tomorrow)',
    'rate(0 minutes)',
    'rate(1 second)',
    'cron(* * * * * *)',
    'cron(60 * * * ? *)',
    'cron(0 0 L * ? *)',
    '',
  ])('is not an expression: %s', (text) => expect(parseExpression(text)).toBeUndefined());

  test('the next time is later than the last, and none lies between', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(
        minute,
        fc.integer({ min: 1, max: 30 }),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        (first, step, date) => {
          const expression = parseExpression(`cron(${first}/${step} * * * ? *)`);
          if (expression === undefined) return false;
          const after = date.getTime();
          const found = nextFire(expression, { start: 0 }, after);
          const fits = (time: number) => {
            const value = new Date(time).getUTCMinutes();
            return value >= first && (value - first) % step === 0;
          };
          let expected = Math.floor(after / 60_000) * 60_000 + 60_000;
          while (!fits(expected)) expected += 60_000;
          return found === expected;
        },
      ),
    );
  });
});
