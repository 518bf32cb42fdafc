import { expect, test } from 'vitest';
import { countJudgingSlots } from '../../../../core/fleet/judging-slots.ts';

test('counts the slots of ready hosts, or of the judges that somebody keeps', () => {
  const hosts = [
    { state: 'ready', slots: 2 },
    { state: 'ready', slots: 4 },
    { state: 'suspect', slots: 2 },
  ] as const;
  expect(countJudgingSlots({ deployment: { kind: 'fleet' } }, hosts)).toBe(6);
  const judge = { url: 'https://judge.example', slots: 3, tokenParameter: '/judges/one' };
  expect(countJudgingSlots({ deployment: { kind: 'direct', judges: [judge, judge] } }, hosts)).toBe(6);
  expect(countJudgingSlots({ deployment: { kind: 'pooled', judge } }, [])).toBe(3);
});
