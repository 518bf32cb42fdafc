import { describe, expect, it } from 'vitest';
import {
  decideLook,
  LATER_LOOKS,
  type LanguageSeen,
  LOOK_AGAIN_AFTER_MS,
} from '../../../../core/submissions/standing-examination.ts';
import { EPOCH } from '../../../support/sessions.ts';

const seen = (way: 'batch' | 'single' | 'none', changes: { lacking?: boolean; looks?: number } = {}) =>
  ({
    language: 'go',
    at: EPOCH,
    looks: 1,
    way,
    ...(way === 'batch' ? {} : { reason: 'TLE', lacking: false }),
    ...changes,
  }) as LanguageSeen;
const decide = (found: LanguageSeen[], afterMs = 0, languages = ['go']) =>
  decideLook(languages, found, EPOCH + 10 * 3_600_000, EPOCH + afterMs);

describe('the next look at a standing judge', () => {
  it('is at what nobody has looked at', () => {
    expect(decide([seen('batch')], 0, ['c', 'go', 'rust'])).toEqual({
      action: 'look',
      languages: ['c', 'rust'],
      reason: 'not examined yet: c, rust',
    });
  });

  it('is none where all is certain', () => {
    for (const one of [seen('batch'), seen('single', { lacking: true }), seen('none', { lacking: true })])
      expect(decide([one], 1e9)).toMatchObject({ action: 'rest', reason: 'nothing only went wrong' });
  });

  it('is at once at what went wrong in every way, once', () => {
    expect(decide([seen('none')])).toMatchObject({ action: 'look', reason: 'go only went wrong: TLE' });
    expect(decide([seen('none', { looks: 2 })])).toMatchObject({
      action: 'rest',
      reason: 'the next look is at 2026-03-02T08:10:00.000Z',
    });
  });

  it('comes 10 minutes later at what only went wrong, three times', () => {
    expect(decide([seen('single')], LOOK_AGAIN_AFTER_MS - 1)).toMatchObject({ action: 'rest' });
    for (const [way, first] of [
      ['single', 1],
      ['none', 2],
    ] as const) {
      const whenTried = (looks: number) => decide([seen(way, { looks })], LOOK_AGAIN_AFTER_MS).action;
      expect(whenTried(first)).toBe('look');
      expect(whenTried(first + LATER_LOOKS - 1)).toBe('look');
      expect(whenTried(first + LATER_LOOKS)).toBe('rest');
    }
    expect(decide([seen('single', { looks: 4 })], 1e7).reason).toBe('looked at often enough: go');
  });

  it('does not come when the session has closed, but the first does: what waits is judged', () => {
    const closed = (found: LanguageSeen[]) => decideLook(['go'], found, EPOCH, EPOCH + 1e6);
    expect(closed([seen('single')])).toMatchObject({ action: 'rest', reason: 'the session has closed' });
    expect(closed([])).toMatchObject({ action: 'look' });
  });
});
