import { describe, expect, it } from 'vitest';
import {
  deploymentKeysOf,
  FINDING_HOLDS_MS,
  type LanguageFound,
  languagesRefused,
} from '../../../../core/examination/deployment-findings.ts';

const NOW = Date.UTC(2026, 2, 2, 8);
const EXAMINED = NOW - 24 * 3_600_000;
const none = (language: string, reason = 'no toolchain', examinedAt = EXAMINED): LanguageFound => ({
  language,
  way: 'none',
  reason,
  examinedAt,
});
const some = (language: string): LanguageFound => ({ language, way: 'single', examinedAt: EXAMINED });

describe('languages that a deployment was found to lack', () => {
  it('are told with the reason and the day', () => {
    expect([...languagesRefused([[none('go'), some('c')]], NOW)]).toEqual([
      ['go', 'no toolchain, found at its examination of 2026-03-01'],
    ]);
  });

  it('are those that every judge of it lacks', () => {
    expect(
      languagesRefused(
        [
          [none('go'), none('rust')],
          [none('rust'), some('go')],
        ],
        NOW,
      ).size,
    ).toBe(1);
    expect(languagesRefused([[none('go')], []], NOW).size).toBe(0);
    expect(languagesRefused([[], [none('go')]], NOW).size).toBe(0);
  });

  it('are none where nothing is known, or nothing is true any more', () => {
    expect(languagesRefused([], NOW).size).toBe(0);
    expect(languagesRefused([[]], NOW).size).toBe(0);
    const found = [[none('go', 'no toolchain', NOW - FINDING_HOLDS_MS)]];
    expect(languagesRefused(found, NOW).size).toBe(0);
    expect(languagesRefused(found, NOW - 1).size).toBe(1);
  });
});

it('keeps what it found by fleet, or by judge', () => {
  const judge = (url: string) => ({ url, tokenParameter: '/assize/dev/judges/lab', slots: 1 });
  expect(deploymentKeysOf({ kind: 'fleet' })).toEqual(['fleet']);
  expect(deploymentKeysOf({ kind: 'direct', judges: [judge('http://a'), judge('http://b')] })).toEqual([
    'http://a',
    'http://b',
  ]);
  expect(deploymentKeysOf({ kind: 'pooled', judge: judge('http://c') })).toEqual(['http://c']);
});
