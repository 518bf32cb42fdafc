import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readTime } from '../../../cli/read-time.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('times', () => {
  it('from now, and with any zone', () => {
    const now = Date.UTC(2026, 2, 2, 8);
    expect(readTime('+1h', now)).toBe('2026-03-02T09:00:00.000Z');
    expect(readTime('now', now)).toBe('2026-03-02T08:00:00.000Z');
    expect(readTime('2026-03-02T09:00:00+01:00')).toBe('2026-03-02T08:00:00.000Z');
    expect(readTime('2026-03-02 09:00-0530')).toBe('2026-03-02T14:30:00.000Z');
    expect(readTime('2026-03-02T09:00:00.5Z')).toBe('2026-03-02T09:00:00.500Z');
  });

  it.each([
    ...['05.01.2027 09:00', '1/5/2027 9:00', '2027-01-05', '9', '2027', 'tomorrow', '', 'Jan 5, 2027 9:00'],
    ...['2027-1-5T09:00', '2027-01-05T9:00', '2027-01-05T09', '2027-01-05T09:00+1', '2027-01-05T09:00 CET'],
  ])('in no other form: %j', (text) => expect(() => readTime(text)).toThrow('write a time such as'));

  it.each([
    '2027-02-30T09:00',
    '2027-02-29T09:00Z',
    '2027-13-01T09:00',
    '2027-01-05T24:00',
    '2027-01-05T09:60Z',
  ])('that do not exist are refused: %s', (text) => expect(() => readTime(text)).toThrow('there is no'));

  it('have a zone that exists', () => {
    expect(() => readTime('2027-01-05T09:00+15:00')).toThrow('no zone is +15:00');
  });

  it('without a zone are local, and hours that are skipped or there twice are refused', () => {
    process.env['TZ'] = 'America/New_York';
    expect(readTime('2027-01-05T09:00')).toBe('2027-01-05T14:00:00.000Z');
    expect(readTime('2027-07-05T09:00')).toBe('2027-07-05T13:00:00.000Z');
    expect(() => readTime('2027-03-14T02:30')).toThrow('there is no 2027-03-14T02:30 in America/New_York');
    expect(() => readTime('2027-11-07T01:30')).toThrow('is there twice');
    expect(readTime('2027-11-07T01:30-05:00')).toBe('2027-11-07T06:30:00.000Z');
    expect(readTime('2027-03-14T03:00')).toBe('2027-03-14T07:00:00.000Z');
    process.env['TZ'] = 'Pacific/Apia';
    // The day that Samoa left out.
    expect(() => readTime('2011-12-30T09:00')).toThrow('there is no');
  });

  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'])(
    'read back what Date writes: %s',
    (name) => {
      process.env['TZ'] = name;
      const instant = fc.date({
        min: new Date('2020-01-01'),
        max: new Date('2040-01-01'),
        noInvalidDate: true,
      });
      fc.assert(
        fc.property(instant, (date) => void expect(readTime(date.toISOString())).toBe(date.toISOString())),
      );
      fc.assert(
        fc.property(instant, (date) => {
          const two = (value: number) => String(value).padStart(2, '0');
          const local = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
          const minute = Math.floor(date.getTime() / 60_000) * 60_000;
          try {
            expect(Date.parse(readTime(local))).toBe(minute);
          } catch (error) {
            // Only an hour that is there twice cannot be told.
            expect(String(error)).toContain('twice');
          }
        }),
      );
    },
  );
});
