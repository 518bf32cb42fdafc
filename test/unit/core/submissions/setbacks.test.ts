import { describe, expect, it } from 'vitest';
import { decideRetry, type Setback } from '../../../../core/submissions/setbacks.ts';

const setback = (kind: Setback['kind'], hostId = 'i-1'): Setback => ({ kind, hostId, reason: 'why', at: 0 });
const alone = (hostId = 'i-1'): Setback => ({ ...setback('host-lost', hostId), alone: true });
const times = (count: number, one: Setback) => Array.from({ length: count }, () => one);
const MINUTE = 60_000;
/** Failures on the only host, this far apart. */
const failures = (count: number, apartMs: number) =>
  Array.from({ length: count }, (_, n): Setback => ({ ...setback('failed'), at: n * apartMs }));

const turnedAway = (count: number, apartMs: number) =>
  Array.from({ length: count }, (_, n): Setback => ({ ...setback('turned-away'), at: n * apartMs }));

describe('whether to go on with a submission', () => {
  it.each([
    ['nothing happened', 0, [], 'retry'],
    ['one host, lost with others on it', 1, [setback('host-lost')], 'retry'],
    ['one host, lost with nothing else on it', 1, [alone()], 'retry'],
    ['the only host, lost twice, the last time alone', 2, [setback('host-lost'), alone()], 'quarantine'],
    ['two hosts taken down, the last alone', 2, [setback('host-lost'), alone('i-2')], 'quarantine'],
    ['two hosts, each lost with others on it', 2, times(2, setback('host-lost')), 'retry'],
    ['three, where nobody is ever alone', 3, times(3, setback('host-lost')), 'quarantine'],
    [
      'one dead host, and another that turned it away',
      8,
      [setback('host-lost'), ...times(7, setback('turned-away', 'i-2'))],
      'retry',
    ],
    ['four failures', 4, times(4, setback('failed')), 'retry'],
    ['five failures on a host that nobody could repair meanwhile', 5, times(5, setback('failed')), 'retry'],
    ['more of them', 12, failures(12, 15_000), 'retry'],
    ['five failures on the only host in three minutes', 5, failures(5, 0.75 * MINUTE), 'quarantine'],
    [
      'five failures on two hosts',
      5,
      [...times(4, setback('failed')), setback('failed', 'i-2')],
      'quarantine',
    ],
    ['turned away for a while', 50, turnedAway(50, 5_000), 'retry'],
    ['turned away often in a moment', 90, turnedAway(90, 1_000), 'retry'],
    ['turned away for ever', 60, turnedAway(60, 5_000), 'quarantine'],
    ['four executors died silently', 4, [], 'retry'],
    ['five executors died silently', 5, [], 'quarantine'],
  ] as const)('%s', (_, attempts, setbacks, expected) => {
    const decision = decideRetry(attempts, setbacks);
    expect(decision.action).toBe(expected);
    expect(decision.reason).not.toBe('');
  });

  it.each([
    [0, [], 'not tried before'],
    [1, [setback('failed'), { ...setback('failed'), reason: 'the last' }], 'the last'],
    [
      2,
      [setback('host-lost'), alone('i-2')],
      '2 hosts were lost while it was judged: i-1 (why), i-2 (why), with nothing else on it the last time',
    ],
    [
      2,
      [setback('host-lost'), alone()],
      'its host was lost 2 times while it was judged: i-1 (why), i-1 (why), with nothing else on it the last time',
    ],
    [
      3,
      times(3, setback('host-lost')),
      'its host was lost 3 times while it was judged: i-1 (why), i-1 (why), i-1 (why)',
    ],
    [5, failures(5, MINUTE), 'judging it failed 5 times; the last time on i-1: why'],
    [5, [], '5 executors ended without a word while judging it'],
    [6, [setback('failed')], '5 executors ended without a word while judging it; the last time on i-1: why'],
    [60, turnedAway(60, 5_000), 'no host could judge it in 60 attempts; the last time on i-1: why'],
  ] as const)('says why, after %i attempts', (attempts, setbacks, reason) => {
    expect(decideRetry(attempts, setbacks).reason).toBe(reason);
  });

  it('counts executors that ended without a word beyond the setbacks that were told', () => {
    expect(decideRetry(9, times(5, setback('turned-away'))).action).toBe('retry');
    expect(decideRetry(59, times(59, setback('turned-away'))).action).toBe('retry');
  });
});
