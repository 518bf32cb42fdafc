import { describe, expect, it } from 'vitest';
import { KILLS } from './measure-repairs.ts';
import { simulateFleets } from './simulate-fleets.ts';

describe('simulated fleets', () => {
  it('keep every bound: launches, kills, hours in which nothing fails, lives in which functions and hosts die', async () => {
    const order = { seed: 1, kills: 8, hours: 1, lives: 30, launches: 20, real: 0 };
    const { figures, problems, repairs } = await simulateFleets(order);
    expect(problems).toEqual([]);
    expect(figures.filter(({ holds }) => holds !== true)).toEqual([]);
    expect(figures.map(({ name }) => name)).toEqual([
      'control-plane-adds-s',
      'full-strength-p50-s',
      'full-strength-p95-s',
      'judged-elsewhere-p50-s',
      'judged-elsewhere-p95-s',
      'false-replacements',
      'orphans',
      'bill-over-ec2',
    ]);
    expect(new Set(repairs.map(({ kill }) => kill))).toEqual(new Set(KILLS));
  });

  it('do the same for the same seed', async () => {
    const order = { seed: 3, kills: 2, hours: 1, lives: 2, launches: 2, real: 0 };
    expect(await simulateFleets(order)).toEqual(await simulateFleets(order));
  });
});
