import { describe, expect, it } from 'vitest';
import { decideRetry, type Setback } from '../../../../core/submissions/setbacks.ts';

const setback = (kind: Setback['kind'], hostId = 'i-1'): Setback => ({ kind, hostId, reason: 'why', at: 0 });
const times = (count: number, one: Setback) => Array.from({ length: count }, () => one);

describe('whether to go on with a submission', () => {
  it.each([
    ['nothing happened', 0, [], 'retry'],
    ['one dead host, seen again and again', 20, times(20, setback('host-lost')), 'retry'],
    [
      'two dead hosts',
      8,
      [...times(4, setback('host-lost')), ...times(4, setback('host-lost', 'i-2'))],
      'retry',
    ],
    ['three hosts taken down', 3, ['i-1', 'i-2', 'i-3'].map((id) => setback('host-lost', id)), 'quarantine'],
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
