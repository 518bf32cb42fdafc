import { describe, expect, it } from 'vitest';
import { showsProblems, windowAt } from '../../../../core/exam/window.ts';
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

describe('the problems', () => {
  it.each([
    ['before the opening', -1, undefined, false],
    ['from the opening on', 0, undefined, true],
    ['after a cancellation that came before the opening', 1, -1, false],
    ['after a cancellation while it was open', 2, 1, true],
  ])('are shown or not %s', (_, now, cancelled, shown) => {
    const { opensAt } = times;
    const seen = sessionOf(cancelled === undefined ? {} : { cancelledAt: opensAt + cancelled });
    expect(showsProblems(seen, opensAt + now)).toBe(shown);
  });
});
