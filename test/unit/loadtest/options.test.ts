import { describe, expect, it } from 'vitest';
import { readLoadtestOptions } from '../../../loadtest/options.ts';

describe('options of a load', () => {
  it('have usual values', () => {
    expect(readLoadtestOptions([])).toMatchObject({
      users: 20,
      durationMs: 60_000,
      rate: 2,
      mode: 'async',
      curve: 'exam',
      remote: undefined,
      json: false,
    });
    expect(readLoadtestOptions(['--help'])).toBe('help');
  });

  it.each([
    ['--users', '0', '--users must be a number from 1 to 2000, not 0'],
    ['--users', '1.5', '--users must be a whole number, not 1.5'],
    ['--duration', 'long', '--duration must be a number from 1 to 14400, not long'],
    ['--mode', 'both', '--mode must be async or sync, not both'],
    ['--curve', 'round', '--curve must be steady or exam or flash, not round'],
    ['--preset', 'no', '--preset must be orders, not no'],
    ['--url', 'https://a.test', '--session is wanted, too'],
  ])('that are wrong are named: %s %s', (name, value, sentence) => {
    expect(() => readLoadtestOptions([name, value])).toThrow(sentence);
  });

  it('name a stage, a session and what is submitted there', () => {
    const args = ['--url', 'https://a.test', '--session', 's', '--logins', 'l', '--problem', 'A'];
    const { remote } = readLoadtestOptions([...args, '--language', 'cpp', '--source', 'a.cpp']) as {
      remote: unknown;
    };
    expect(remote).toEqual({
      apiUrl: 'https://a.test',
      sessionId: 's',
      loginsFile: 'l',
      label: 'A',
      language: 'cpp',
      sourceFile: 'a.cpp',
    });
    expect(() =>
      readLoadtestOptions(['--url', 'a.test', ...args.slice(2), '--language', 'c', '--source', 'a']),
    ).toThrow('--url must be an address');
  });
});
