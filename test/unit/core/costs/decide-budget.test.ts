import { describe, expect, it } from 'vitest';
import { decideBudget, hostsAffordable } from '../../../../core/costs/decide-budget.ts';

const spend = (spentUsd: number, committedUsd = spentUsd, hostToEndUsd = 0.1) => ({
  spentUsd,
  committedUsd,
  hostToEndUsd,
});

describe('what a budget pays for', () => {
  it.each([
    [0.5, 5],
    [0.91, 0],
    [0.9, 1],
    [1.5, 0],
  ])('is, when %f of a dollar are bound, %i hosts at ten cents', (committed, hosts) => {
    expect(hostsAffordable({ budgetUsd: 1 }, spend(0, committed))?.hosts).toBe(hosts);
  });

  it('is everything when nobody gave one', () => {
    expect(hostsAffordable({}, spend(100))).toBeUndefined();
  });
});

describe('of a budget', () => {
  const decide = (session: object, ...[money, lacking]: [ReturnType<typeof spend>, number]) =>
    decideBudget({ budgetUsd: 1, ...session }, money, lacking, 7);

  it.each([
    ['less than four fifths are spent', spend(0.79), 0, 'keep'],
    ['four fifths are spent', spend(0.8), 0, 'budget-near'],
    ['all is spent', spend(1), 0, 'budget-used'],
    ['a host is lacking that it pays for', spend(0.5, 0.9), 1, 'keep'],
    ['a host is lacking that it does not pay for', spend(0.5, 0.95), 1, 'budget-used'],
  ] as const)('staff are told, when %s: %#', (_, money, lacking, action) => {
    expect(decide({}, money, lacking).action).toBe(action);
  });

  it('nothing is told twice, and nothing once the session is settled', () => {
    const near = { budgetTold: { state: 'near', at: 1, reason: '' } };
    const used = { budgetTold: { state: 'used', at: 1, reason: '' } };
    expect(decide(near, spend(0.9), 0).action).toBe('keep');
    expect(decide(near, spend(1), 0).action).toBe('budget-used');
    expect(decide(used, spend(2), 3).action).toBe('keep');
    expect(decide({ settledAt: 5 }, spend(2), 3).action).toBe('keep');
  });

  it('it is taken back that it pays for no host, as soon as it does', () => {
    const used = { budgetTold: { state: 'used', at: 1, reason: 'no further host' } };
    expect(decide(used, spend(0.5, 0.8), 1)).toMatchObject({
      action: 'budget-again',
      told: { state: 'near', at: 7 },
    });
    expect(decide(used, spend(0.5, 0.95), 0).action).toBe('keep');
  });

  it('the reason says what is spent, what a host costs and what to do', () => {
    expect(decide({}, spend(0.5, 0.95), 1).reason).toMatch(
      /1\.00 USD 0\.95.*0\.10 to the end.*raise the budget/,
    );
  });
});
