import { describe, expect, it } from 'vitest';
import {
  decideBefore,
  decideFate,
  type Fate,
  type FateFacts,
  type LeasedFacts,
} from '../../../../core/submissions/decide-fate.ts';
import type { Setback } from '../../../../core/submissions/setbacks.ts';
import { sessionOf } from '../../../support/sessions.ts';
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
  alone: false,
  now: 7,
};

describe('the fate of a leased submission', () => {
  it.each<[string, Partial<FateFacts>, Fate['action'], RegExp, boolean]>([
    ['is its verdict, though EC2 takes its host back', { leaving: true }, 'judge', /^AC/, true],
    [
      'is another try elsewhere when EC2 took its host back, and nothing that counts against it',
      { leaving: true, lost: 'slot', attempts: 2, setbacks: [setback('host-lost')], alone: true },
      'give-back',
      /EC2 took its host back/,
      false,
    ],
    [
      'is another try elsewhere when its call failed on a host that EC2 took back',
      { leaving: true, outcome: failed },
      'give-back',
      /EC2 took its host back/,
      false,
    ],
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
      { outcome: failed, attempts: 5, setbacks: Array.from({ length: 4 }, () => setback('failed', 'i-2')) },
      'quarantine',
      /^judging it failed 5 times/,
      true,
    ],
    [
      'is quarantine with the second host lost',
      { lost: 'slot', attempts: 2, setbacks: [setback('host-lost', 'i-2')], alone: true },
      'quarantine',
      /^2 hosts were lost/,
      false,
    ],
    [
      'is another try when the second host was lost with others on it',
      { lost: 'slot', attempts: 2, setbacks: [setback('host-lost', 'i-2')] },
      'give-back',
      /^its host failed while/,
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

describe('a submission that was just leased', () => {
  const session = sessionOf();
  const suspect = { attempts: 2, setbacks: [setback('host-lost')] };
  const take = { action: 'take', reason: 'nothing is against it' } as const;
  const LEASED: LeasedFacts = { work: take, running: { attempts: 1 }, session, hostId: 'i-1', now: 9 };
  const pooled = sessionOf({
    deployment: { kind: 'pooled', judge: { url: 'https://judge', tokenParameter: '/t', slots: 4 } },
  });

  it.each<[string, Partial<LeasedFacts>]>([
    ['that met nothing', {}],
    ['that failed', { running: { attempts: 2, setbacks: [setback('failed')] } }],
    [
      'with which a host was lost, and whose host is empty now',
      { running: suspect, work: { ...take, action: 'take-alone' } },
    ],
    ['with which a pool was lost, where nobody is alone', { running: suspect, session: pooled }],
  ])('%s is judged', (_, facts) => {
    expect(decideBefore({ ...LEASED, ...facts })).toBeUndefined();
  });

  it('with which a host was lost goes back when others may be on its host, which counts for little', () => {
    expect(decideBefore({ ...LEASED, running: suspect })).toMatchObject({
      action: 'give-back',
      setback: { kind: 'turned-away', hostId: 'i-1', at: 9 },
      slotGood: true,
    });
  });

  it('is quarantined when it has met too much, or nobody judges it', () => {
    const five = {
      attempts: 6,
      setbacks: ['i-1', 'i-2', 'i-1', 'i-2', 'i-1'].map((host) => setback('failed', host)),
    };
    expect(decideBefore({ ...LEASED, running: five })).toMatchObject({ action: 'quarantine' });
    const work = { action: 'quarantine', reason: 'no judge has go' } as const;
    expect(decideBefore({ ...LEASED, work })).toMatchObject(work);
  });
});
