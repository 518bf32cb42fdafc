import { describe, expect, it } from 'vitest';
import { decideRetry, type Setback } from '../../../../core/submissions/setbacks.ts';

const setback = (kind: Setback['kind'], hostId = 'i-1'): Setback => ({ kind, hostId, reason: 'why', at: 0 });
const times = (count: number, one: Setback) => Array.from({ length: count }, () => one);

describe('whether to go on with a submission', () => {
  it.each([
    ['nothing happened', 0, [], 'retry'],
    ['one host, lost twice', 2, times(2, setback('host-lost')), 'retry'],
    ['one host, lost after each repair', 3, times(3, setback('host-lost')), 'quarantine'],
    [
      'one dead host, and another that turned it away',
      8,
      [setback('host-lost'), ...times(7, setback('turned-away', 'i-2'))],
      'retry',
    ],
    ['two hosts taken down', 2, ['i-1', 'i-2'].map((id) => setback('host-lost', id)), 'quarantine'],
    ['four failures', 4, times(4, setback('failed')), 'retry'],
    ['five failures', 5, times(5, setback('failed')), 'quarantine'],
    ['turned away for a while', 50, times(50, setback('turned-away')), 'retry'],
    ['turned away for ever', 60, times(60, setback('turned-away')), 'quarantine'],
    ['four executors died silently', 4, [], 'retry'],
    ['five executors died silently', 5, [], 'quarantine'],
  ] as const)('%s', (_, attempts, setbacks, expected) => {
    const decision = decideRetry(attempts, setbacks);
    expect(decision.action).toBe(expected);
    expect(decision.reason).not.toBe('');
  });
});
