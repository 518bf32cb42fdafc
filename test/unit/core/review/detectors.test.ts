import { expect, it, vi } from 'vitest';
import { detectorsOf, REVIEWED_LANGUAGES, rulesOf } from '../../../../core/review/detectors.ts';
import { versionOf } from '../../../../core/review/result-key.ts';

const loaded = vi.hoisted(() => ({ checks: false }));
vi.mock(import('../../../../core/review/programs/program-detectors.ts'), async (original) => {
  loaded.checks = true;
  return await original();
});

it('tells the rules of every language without what looks by them, and those are the same', async () => {
  const told = new Map<string, string>();
  for (const language of REVIEWED_LANGUAGES) told.set(language, versionOf((await rulesOf(language))!));
  expect(loaded.checks).toBe(false);
  for (const language of REVIEWED_LANGUAGES)
    expect(versionOf((await detectorsOf(language))!), language).toBe(told.get(language));
  expect(loaded.checks).toBe(true);
  expect(await rulesOf('haskell')).toBeUndefined();
});
