import { describe, expect, it } from 'vitest';
import { decideRange } from '../../../../core/monitoring/decide-range.ts';
import { EPOCH } from '../../../support/sessions.ts';

const HOUR = 3_600_000;

describe('a range of figures', () => {
  it('is whole buckets around what was asked for', () => {
    expect(decideRange({ granularity: 'hour', from: EPOCH + 1, until: EPOCH + HOUR + 1 }, EPOCH)).toEqual({
      action: 'read',
      span: { from: EPOCH, until: EPOCH + 2 * HOUR },
    });
    expect(decideRange({ granularity: 'hour', from: EPOCH, until: EPOCH + HOUR }, EPOCH)).toMatchObject({
      span: { until: EPOCH + HOUR },
    });
  });

  it('is a usual one, with the bucket that runs, where nothing is said', () => {
    expect(decideRange({ granularity: 'hour' }, EPOCH + 5)).toMatchObject({
      span: { from: EPOCH - 23 * HOUR, until: EPOCH + HOUR },
    });
    expect(decideRange({ granularity: 'minute' }, EPOCH)).toMatchObject({
      span: { from: EPOCH - 59 * 60_000, until: EPOCH + 60_000 },
    });
  });

  it.each([
    [{ granularity: 'hour', from: EPOCH, until: EPOCH }, 'from', /not before until/],
    [{ granularity: 'hour', from: EPOCH + HOUR }, 'from', /in the future/],
    [{ granularity: 'minute', from: EPOCH - 25 * HOUR }, 'from', /1501 minutes, and 1440 .*ask for hours/],
    [{ granularity: 'hour', from: EPOCH - 32 * 24 * HOUR }, 'from', /ask for days/],
    [{ granularity: 'day', from: EPOCH - 400 * 24 * HOUR }, 'from', /begin later$/],
  ] as const)('is refused where it is none or too long: %j', (wish, field, reason) => {
    const refused = decideRange(wish, EPOCH);
    expect(refused).toMatchObject({ action: 'refuse', field });
    expect('reason' in refused && refused.reason).toMatch(reason);
  });
});
