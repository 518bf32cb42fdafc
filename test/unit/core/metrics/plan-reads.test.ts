import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planReads } from '../../../../core/metrics/plan-reads.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NOW = Date.parse('2026-03-10T12:34:56.789Z');
const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const parts = (from: number, until: number) => planReads({ from, until }, NOW).parts;

describe('how a sum over a time is read', () => {
  it('takes hours for a day, and minutes at its ends and of what may not be rolled up', () => {
    expect(parts(NOW - DAY, NOW + 1)).toEqual([
      { granularity: 'minute', from: at('09T12:34'), until: at('09T13:00') },
      { granularity: 'hour', from: at('09T13:00'), until: at('10T11:00') },
      { granularity: 'minute', from: at('10T11:00'), until: at('10T12:35') },
    ]);
  });

  it('takes minutes alone for a short time', () => {
    expect(parts(NOW - 40 * MINUTE, NOW)).toEqual([
      { granularity: 'minute', from: at('10T11:54'), until: at('10T12:35') },
    ]);
    expect(parts(at('08T10:20'), at('08T10:40'))).toEqual([
      { granularity: 'minute', from: at('08T10:20'), until: at('08T10:40') },
    ]);
  });

  it('takes hours alone where minutes are gone, whole ones, and says so', () => {
    expect(planReads({ from: at('01T10:20'), until: at('01T11:40') }, NOW)).toEqual({
      from: at('01T10:00'),
      until: at('01T12:00'),
      granularity: 'hour',
      parts: [{ granularity: 'hour', from: at('01T10:00'), until: at('01T12:00') }],
    });
  });

  it('has no gaps, no hour twice, and minutes of four hours at most that are all still kept', () => {
    const times = fc.integer({ min: NOW - 100 * DAY, max: NOW + 5 * DAY });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [from, until] = [Math.min(a, b), Math.max(a, b)];
        const plan = planReads({ from, until }, NOW);
        let reached = plan.from;
        for (const part of plan.parts) {
          expect(part.from).toBe(reached);
          expect(part.until).toBeGreaterThan(part.from);
          expect(part.from % (part.granularity === 'hour' ? HOUR : MINUTE)).toBe(0);
          if (part.granularity === 'minute') expect(part.from).toBeGreaterThan(NOW - 7 * DAY);
          if (part.granularity === 'hour') expect(part.until).toBeLessThanOrEqual(NOW - HOUR);
          reached = part.until;
        }
        expect(reached).toBe(plan.until);
        const minutes = plan.parts.filter(({ granularity }) => granularity === 'minute');
        expect(minutes.reduce((sum, part) => sum + part.until - part.from, 0)).toBeLessThanOrEqual(
          4 * HOUR + 2 * MINUTE,
        );
        if (from < NOW) expect(plan.from).toBeLessThanOrEqual(from);
        if (until < NOW) expect(plan.until).toBeGreaterThanOrEqual(until);
      }),
    );
  });
});
