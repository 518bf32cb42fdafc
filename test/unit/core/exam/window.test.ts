import { describe, expect, it } from 'vitest';
import { windowAt } from '../../../../core/exam/window.ts';
import { sessionOf } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const session = sessionOf();
const { times } = session;

describe('the window', () => {
  it('is exact to the millisecond, extra time included', () => {
    expect(windowAt(session, times.opensAt - 1)).toBe('before');
    expect(windowAt(session, times.opensAt)).toBe('open');
    expect(windowAt(session, times.closesAt - 1)).toBe('open');
    expect(windowAt(session, times.closesAt)).toBe('closed');
    const extra = sessionOf({ times: { ...times, lastClosesAt: times.closesAt + MINUTE } });
    expect(windowAt(extra, times.closesAt + MINUTE - 1, MINUTE)).toBe('open');
    expect(windowAt(extra, times.closesAt + MINUTE, MINUTE)).toBe('closed');
    expect(windowAt(extra, times.closesAt)).toBe('closed');
  });
});
