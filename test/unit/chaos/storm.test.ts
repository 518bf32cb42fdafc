import { expect, it } from 'vitest';
import { runStorm } from '../../chaos/storm/run-storm.ts';

it('judges 300 accepted submissions once each, and right, whatever fails on the way', {
  timeout: 120_000,
}, async () => {
  const { problems, faults, ...outcome } = await runStorm({ seed: 1, submissions: 300 });
  expect(problems).toEqual([]);
  expect(outcome).toMatchObject({
    accepted: 300,
    lost: 0,
    double: 0,
    wrong: 0,
    leases: 0,
    hosts: 0,
    balanced: true,
  });
  expect(outcome.judged + outcome.quarantined).toBe(300);
  for (const kind of [
    'process killed',
    'doorbell lost',
    'dynamodb throttled',
    'host killed',
    'half an answer',
  ])
    expect(Object.keys(faults)).toContain(kind);
});

it('does the same for the same seed, and something else for another', { timeout: 120_000 }, async () => {
  const storm = async (seed: number) => await runStorm({ seed, submissions: 40 });
  const [first, again, other] = [await storm(7), await storm(7), await storm(8)];
  expect(again).toEqual(first);
  expect(other.trace).not.toBe(first.trace);
});
