import { describe, expect, it } from 'vitest';
import { decideFate, type Fate, type FateFacts } from '../../../../core/submissions/decide-fate.ts';
import type { Setback } from '../../../../core/submissions/setbacks.ts';
import { resultOf } from '../../../support/submissions.ts';

const setback = (kind: Setback['kind'], hostId = 'i-1'): Setback => ({ kind, hostId, reason: 'why', at: 5 });
const stored = resultOf();
const result = { kind: 'result', result: resultOf(), stored } as const;
const hopeless = { kind: 'hopeless', reason: 'its source is gone' } as const;
const failed = { kind: 'setback', setback: setback('failed') } as const;
const turnedAway = { kind: 'setback', setback: setback('turned-away') } as const;
const FACTS: FateFacts = {
  outcome: result,
  lost: undefined,
  attempts: 1,
  setbacks: [],
  hostId: 'i-1',
  now: 7,
};

describe('the fate of a leased submission', () => {
  it.each<[string, Partial<FateFacts>, Fate['action'], RegExp, boolean]>([
    ['is its verdict', {}, 'judge', /^AC in 1 judge call$/, true],
    [
      'is quarantine when its result is never stored',
      { refused: 'too large' },
      'quarantine',
      /^its result \(AC\) cannot be stored: too large$/,
      true,
    ],
    ["is nobody's but its holder's", { lost: 'submission' }, 'leave', /somebody else holds the lease/, true],
    [
      "is its holder's, hopeless or not",
      { lost: 'submission', outcome: hopeless },
      'leave',
      /somebody else/,
      true,
    ],
    [
      "is its holder's, failed or not",
      { lost: 'submission', outcome: failed },
      'leave',
      /somebody else/,
      true,
    ],
    ['is quarantine when it is hopeless', { outcome: hopeless }, 'quarantine', /^its source is gone$/, true],
    [
      'is quarantine when it is hopeless, on a slot that was lost',
      { outcome: hopeless, lost: 'slot' },
      'quarantine',
      /^its source is gone$/,
      true,
    ],
    ['is another try after a failure, here too', { outcome: failed }, 'give-back', /^why$/, true],
    [
      'is another try after it was turned away, elsewhere',
      { outcome: turnedAway },
      'give-back',
      /^why$/,
      false,
    ],
    [
      'is another try elsewhere when the host was lost',
      { outcome: { kind: 'setback', setback: setback('host-lost') } },
      'give-back',
      /^why$/,
      false,
    ],
    [
      'is another try when its slot was lost, whatever it came to',
      { lost: 'slot' },
      'give-back',
      /^its host failed while/,
      false,
    ],
    [
      'is another try elsewhere when its slot was lost and it failed',
      { lost: 'slot', outcome: failed },
      'give-back',
      /^its host failed while/,
      false,
    ],
    [
      'is another try when its slot was taken back',
      { lost: 'no-slot' },
      'give-back',
      /^its slot was taken back$/,
      false,
    ],
    [
      'is another try elsewhere when its slot was taken back and it failed',
      { lost: 'no-slot', outcome: failed },
      'give-back',
      /^its slot was taken back$/,
      false,
    ],
    [
      'is quarantine with the fifth failure',
      { outcome: failed, attempts: 5, setbacks: Array.from({ length: 4 }, () => setback('failed')) },
      'quarantine',
      /^judging it failed 5 times/,
      true,
    ],
    [
      'is quarantine with the second host lost',
      { lost: 'slot', attempts: 2, setbacks: [setback('host-lost', 'i-2')] },
      'quarantine',
      /^2 hosts were lost/,
      false,
    ],
    [
      'is quarantine when others died with it without a word',
      { outcome: turnedAway, attempts: 6 },
      'quarantine',
      /^5 executors ended without a word/,
      false,
    ],
  ])('%s', (_, facts, action, reason, slotGood) => {
    expect(decideFate({ ...FACTS, ...facts })).toMatchObject({
      action,
      reason: expect.stringMatching(reason),
      slotGood,
    });
  });

  it('carries what is to be written', () => {
    expect(decideFate(FACTS)).toHaveProperty('stored', stored);
    expect(decideFate({ ...FACTS, outcome: failed })).toHaveProperty('setback', failed.setback);
    expect(decideFate({ ...FACTS, lost: 'slot' })).toHaveProperty('setback', {
      kind: 'host-lost',
      hostId: 'i-1',
      reason: 'its host failed while it was judged',
      at: 7,
    });
    expect(decideFate({ ...FACTS, lost: 'no-slot', outcome: failed })).toHaveProperty('setback', {
      kind: 'turned-away',
      hostId: 'i-1',
      reason: 'its slot was taken back',
      at: 7,
    });
  });
});
