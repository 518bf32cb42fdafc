import { describe, expect, it } from 'vitest';
import type { LaunchRound } from '../../../../core/fleet/cloud.ts';
import { decideSize, type SizeFacts } from '../../../../core/fleet/decide-size.ts';
import { DEFAULT_FLEET_POLICY as POLICY } from '../../../../core/fleet/fleet-policy.ts';
import { queueAt, readyHosts } from '../../../support/busy-fleet.ts';
import { MINUTE, SESSION } from '../../../support/session-fleet.ts';
import { hostOf, roundOf } from '../../../support/sessions.ts';

const { opensAt, closesAt } = SESSION.times;
const S = 1_000;
const NOW = opensAt + 20 * MINUTE;
const SIZE = SESSION.fleetSize!;

/** Two hosts of two slots that judge three seconds each, so one every 750 ms, in the middle of an exam. */
function factsOf(changes: Partial<SizeFacts> & { readonly waiting?: number } = {}): SizeFacts {
  const { waiting = 0, now = NOW, ...rest } = changes;
  return {
    session: { ...SESSION, fleet: 'ready' },
    hosts: readyHosts(2, opensAt),
    rounds: [],
    digests: queueAt(now, { slots: 4, waiting }),
    maxHosts: 8,
    now,
    ...rest,
  };
}
const decide = (changes?: Parameters<typeof factsOf>[0]) => decideSize(factsOf(changes), POLICY);
const sessionWith = (changes: Partial<SizeFacts['session']>) => ({
  ...SESSION,
  fleet: 'ready' as const,
  ...changes,
});

describe('a fleet grows', () => {
  it('when a new submission waits beyond the target and goes on to, by as many hosts as that needs', () => {
    // 100 wait, 75 s, and hosts are twice as many with 38.
    expect(decide({ waiting: 100 })).toMatchObject({
      action: 'grow',
      hosts: 3,
      reason: expect.stringMatching(/a new submission waits 79 s, and 60 s is the session's target/),
    });
    expect(decide({ waiting: 140 })).toMatchObject({ action: 'grow', hosts: 4 });
    expect(decide({ waiting: 70 })).toMatchObject({
      action: 'stay',
      reason: expect.stringContaining('waits'),
    });
  });

  it('to twice what was booked and no more, and to what the stage allows', () => {
    expect(decide({ waiting: 1_000 })).toMatchObject({ action: 'grow', hosts: 4 });
    expect(decide({ waiting: 1_000, maxHosts: 3 })).toMatchObject({ action: 'grow', hosts: 3 });
    expect(decide({ waiting: 1_000, maxHosts: 2 })).toMatchObject({
      action: 'stay',
      reason: expect.stringContaining('more than 2 it may not have'),
    });
    const grown = { ...SIZE, hosts: 4, resized: { booked: 2, grown: 2, at: opensAt } };
    const twice = { session: sessionWith({ fleetSize: grown }), hosts: readyHosts(4, opensAt) };
    expect(decide({ ...twice, digests: queueAt(NOW, { slots: 8, waiting: 999 }) }).action).toBe('stay');
  });

  it('by the target of its session: later, sooner, never', () => {
    const target = (targetWaitMs: number, waiting: number) =>
      decide({ waiting, session: sessionWith({ policy: { ...SESSION.policy, targetWaitMs } }) });
    expect(target(120 * S, 100).action).toBe('stay');
    expect(target(20 * S, 40)).toMatchObject({ action: 'grow', hosts: 4 });
    expect(target(0, 1_000)).toMatchObject({ action: 'stay', reason: expect.stringContaining('booked') });
  });

  it('also where one judging alone takes longer than the target', () => {
    const long = (waiting: number) => queueAt(NOW, { slots: 4, waiting, judgingMs: 70 * S });
    expect(decide({ digests: long(12) })).toMatchObject({ action: 'grow', hosts: 4 });
    // No host makes a judging shorter: half of the target is for the queue.
    expect(decide({ digests: long(0) })).toMatchObject({
      action: 'stay',
      reason: expect.stringContaining('75 s of it are its own, which no host makes shorter'),
    });
  });

  it.each<[string, Parameters<typeof factsOf>[0], string]>([
    [
      'at the first look',
      { digests: queueAt(NOW, { slots: 4, waiting: 100, growsBy: 200 }) },
      'a moment ago',
    ],
    [
      'while nothing was judged',
      { digests: [{ state: 'queued', submittedAt: opensAt, participantId: 'p', trial: false }] },
      'not known yet',
    ],
    ['before its hosts are there', { waiting: 100, hosts: readyHosts(1, opensAt) }, 'not all'],
    [
      'while one of its hosts is doubted',
      { waiting: 100, hosts: [...readyHosts(2, opensAt), hostOf({ state: 'suspect' })] },
      'not all',
    ],
    ['when a host has just come', { waiting: 100, hosts: readyHosts(2, NOW - 30 * S) }, 'just begun'],
    ['before it opens', { waiting: 100, now: opensAt - 1 }, 'hand in'],
    ['when it is over', { waiting: 100, now: closesAt }, 'hand in'],
    ['when a host would come too late', { waiting: 100, now: closesAt - 50 * S }, 'too late'],
    [
      'when it was launched again and again',
      {
        waiting: 100,
        rounds: Array.from({ length: 8 }, (_, at) => roundOf({ round: at + 1, claimedAt: NOW - MINUTE })),
      },
      'lost',
    ],
    [
      'while it is paused',
      { waiting: 100, session: sessionWith({ paused: { at: NOW, reason: 'fire' } }) },
      'paused',
    ],
    ['that drains', { waiting: 100, session: sessionWith({ fleet: 'draining' }) }, 'draining'],
    [
      'of judges that somebody keeps',
      { waiting: 100, session: sessionWith({ deployment: { kind: 'direct', judges: [] } }) },
      'no hosts of ours',
    ],
  ])('never %s', (_, changes, reason) => {
    expect(decide(changes)).toMatchObject({ action: 'stay', reason: expect.stringContaining(reason) });
  });

  it('not for one participant, nor for trials: whoever comes next goes before what these have waiting', () => {
    const of = (changes: Partial<SizeFacts['digests'][number]>) =>
      queueAt(NOW, { slots: 4, waiting: 140 }).map((one) => ({ ...one, ...changes }));
    expect(decide({ digests: of({ participantId: 'busy' }) })).toMatchObject({
      action: 'stay',
      reason: expect.stringMatching(/a new submission waits 4 s/),
    });
    expect(decide({ digests: of({ trial: true }) }).action).toBe('stay');
    // Of each of 35 who have four, two are before a newcomer at most: 70 in all, and 140 of as many.
    const four = of({}).map((one, index) => ({ ...one, participantId: `p-${index % 35}` }));
    expect(decide({ digests: four }).reason).toMatch(/a new submission waits 5\d s/);
    expect(decide({ digests: of({}) })).toMatchObject({ action: 'grow', hosts: 4 });
  });

  it('not for a crowd that is judged sooner than a host can come', () => {
    // All at once, a minute ago; since then nobody: 60 s of 750 ms are done, and 30 s ago it was 30 s more.
    const burst = (now: number, slowStart: number) => {
      const digests = queueAt(now, { slots: 4, waiting: 0 });
      const queued = Array.from({ length: 90 }, (_, index) => ({
        participantId: `q-${index}`,
        trial: false,
        state: 'queued' as const,
        submittedAt: now - 5 * MINUTE,
      }));
      const hosts = readyHosts(2, opensAt).map((host) => ({ ...host, requestedAt: opensAt - slowStart }));
      return decide({ digests: [...digests, ...queued], hosts, now });
    };
    expect(burst(NOW, MINUTE)).toMatchObject({
      action: 'stay',
      reason: expect.stringMatching(/it will not in 1\d s, and a host takes 60 s to come/),
    });
    expect(burst(NOW, 5 * S)).toMatchObject({ action: 'grow' });
  });
});

describe('a fleet shrinks', () => {
  const GROWN = { ...SIZE, hosts: 4, resized: { booked: 2, grown: 2, at: opensAt } };
  const grown = (changes: Parameters<typeof factsOf>[0] = {}) =>
    decide({
      session: sessionWith({ fleetSize: GROWN }),
      hosts: readyHosts(4, opensAt),
      digests: [],
      ...changes,
    });
  const judgedAt = (at: number) => ({
    participantId: 'p',
    trial: false,
    state: 'judged' as const,
    submittedAt: at - 3 * S,
    endedAt: at,
    judgingMs: 3 * S,
  });

  it('to what was booked, when it had next to nothing to do for a quarter of an hour', () => {
    expect(grown()).toMatchObject({
      action: 'shrink',
      hosts: 2,
      reason: 'in 15 min no more than 0 submissions at a time had to be judged, of 8 that can be',
    });
    expect(grown({ digests: Array(3).fill(judgedAt(NOW - MINUTE)) })).toMatchObject({
      action: 'shrink',
      hosts: 3,
    });
    expect(grown({ digests: Array(4).fill(judgedAt(NOW - MINUTE)) }).action).toBe('stay');
    expect(grown({ digests: Array(4).fill(judgedAt(NOW - 16 * MINUTE)) }).action).toBe('shrink');
  });

  it('neither in the first quarter of an hour of its window nor of its size', () => {
    expect(grown({ now: opensAt + 14 * MINUTE }).action).toBe('stay');
    const lately = { ...GROWN, resized: { ...GROWN.resized, at: NOW - 14 * MINUTE } };
    expect(grown({ session: sessionWith({ fleetSize: lately }) }).action).toBe('stay');
  });

  it('also when EC2 has not given it all that it should have', () => {
    expect(grown({ hosts: readyHosts(2, opensAt) })).toMatchObject({ action: 'shrink', hosts: 2 });
  });

  it('below what was booked only where its instructor said how far, and is itself again for the end', () => {
    const few = { ...SIZE, hosts: 2, leastHosts: 1 };
    const long = { ...SESSION.times, closesAt: opensAt + 300 * MINUTE, lastClosesAt: opensAt + 300 * MINUTE };
    const at = (minutes: number, fleetSize = few) =>
      decide({
        session: sessionWith({ fleetSize, times: long }),
        hosts: readyHosts(fleetSize.hosts, opensAt),
        digests: [],
        now: opensAt + minutes * MINUTE,
      });
    expect(decide({ digests: [] }).action).toBe('stay');
    expect(at(100)).toMatchObject({ action: 'shrink', hosts: 1 });
    const reduced = { ...few, hosts: 1, resized: { booked: 2, grown: 0, at: opensAt } };
    expect(at(269, reduced).action).toBe('stay');
    expect(at(270, reduced)).toMatchObject({
      action: 'grow',
      hosts: 2,
      reason: 'the end is near, and 2 hosts were booked for it',
    });
    expect(at(270).action).toBe('stay');
  });
});

describe('a fleet that is to have more hosts than it has', () => {
  const GROWN = { ...SIZE, hosts: 4, resized: { booked: 2, grown: 2, at: NOW - MINUTE } };
  const asked = (changes: Partial<LaunchRound> = {}, given: readonly string[] = []): LaunchRound =>
    roundOf({
      round: 2,
      hosts: 2,
      spare: true,
      claimedAt: NOW - 50 * S,
      resolvedAt: NOW - 49 * S,
      outcome: { instanceIds: given, errors: [{ code: 'None', message: 'none', kind: 'capacity' }] },
      ...changes,
    });
  const grown = (changes: Parameters<typeof factsOf>[0] = {}) =>
    decide({
      session: sessionWith({ fleetSize: GROWN }),
      hosts: readyHosts(2, opensAt),
      rounds: [asked()],
      waiting: 100,
      ...changes,
    });

  it('goes back to those that it has, never below what was booked, where EC2 has given fewer', () => {
    expect(grown()).toEqual({
      action: 'shrink',
      hosts: 2,
      neverCame: 2,
      reason: 'EC2 gave it 0 of 2 hosts more (None)',
    });
    const third = hostOf({ hostId: 'i-3', state: 'booting', round: 2 });
    const three = [...readyHosts(2, opensAt), third];
    expect(grown({ rounds: [asked({}, ['i-3'])], hosts: three })).toMatchObject({ hosts: 3, neverCame: 1 });
    expect(grown({ hosts: readyHosts(1, opensAt) })).toMatchObject({ action: 'shrink', hosts: 2 });
  });

  it('waits for what is on its way: an answer, hosts that start, and what spot capacity lacked on demand', () => {
    const { outcome: _, ...unanswered } = asked();
    expect(grown({ rounds: [unanswered] }).action).toBe('stay');
    expect(grown({ rounds: [] }).action).toBe('stay');
    expect(grown({ rounds: [asked({ market: 'spot' })] }).action).toBe('stay');
    expect(grown({ rounds: [asked({ claimedAt: NOW - 2 * MINUTE })] }).action).toBe('stay');
    const both = [asked({ market: 'spot' }, ['i-3']), asked({ round: 3, hosts: 1 })];
    expect(grown({ rounds: both })).toMatchObject({ action: 'shrink', neverCame: 1 });
  });

  it('does not count as never come what came and was lost', () => {
    const rounds = [asked({ claimedAt: NOW - 55 * S }, ['i-3', 'i-4']), asked({ round: 3, hosts: 1 })];
    expect(grown({ rounds, hosts: readyHosts(3, opensAt) })).toMatchObject({ hosts: 3, neverCame: 0 });
  });

  it('does not ask for more again for ten minutes', () => {
    const since = (minutes: number) =>
      decide({ waiting: 100, rounds: [asked({ claimedAt: NOW - minutes * MINUTE })] });
    expect(since(9)).toMatchObject({ action: 'stay', reason: expect.stringContaining('EC2 gave it 0 of 2') });
    expect(since(10).action).toBe('grow');
  });

  it('goes back, and asks for no more in that hour, where three that came were rejected', () => {
    const full = (round: number) => asked({ round, hosts: 1 }, [`i-bad${round}`]);
    const bad = (count: number) => [
      ...readyHosts(2, opensAt),
      ...Array.from({ length: count }, (_, at) =>
        hostOf({ hostId: `i-bad${at + 2}`, state: 'rejected', reason: 'it is wrong', round: at + 2 }),
      ),
    ];
    const rounds = [full(2), full(3), full(4)];
    expect(grown({ rounds, hosts: bad(2) }).action).toBe('stay');
    expect(grown({ rounds, hosts: bad(3) })).toMatchObject({
      action: 'shrink',
      hosts: 2,
      reason: '3 hosts beyond those that were booked were rejected in an hour, the last: it is wrong',
    });
    const after = { waiting: 100, hosts: bad(3) };
    expect(decide({ ...after, rounds })).toMatchObject({
      action: 'stay',
      reason: expect.stringContaining('rejected'),
    });
    const old = rounds.map((one) => ({ ...one, claimedAt: NOW - 60 * MINUTE }));
    expect(decide({ ...after, rounds: old }).action).toBe('grow');
  });
});

describe('a fleet that was reduced', () => {
  const booked = { ...SIZE, hosts: 1, leastHosts: 1, resized: { booked: 4, grown: 0, at: opensAt } };
  const nearEnd = (changes: Parameters<typeof factsOf>[0] = {}) =>
    decide({
      session: sessionWith({ fleetSize: booked }),
      hosts: readyHosts(1, opensAt),
      digests: [],
      now: closesAt - 20 * MINUTE,
      ...changes,
    });

  it('is as it was booked for the end, whether or not its hosts judge, launch rounds are left or it is paused', () => {
    const back = { action: 'grow', hosts: 4 };
    expect(nearEnd()).toMatchObject(back);
    expect(nearEnd({ hosts: [hostOf({ state: 'booting' })] })).toMatchObject(back);
    const rounds = Array.from({ length: 12 }, (_, at) =>
      roundOf({ round: at + 1, claimedAt: closesAt - 30 * MINUTE }),
    );
    expect(nearEnd({ rounds })).toMatchObject(back);
    const paused = { at: NOW, reason: 'fire' };
    expect(nearEnd({ session: sessionWith({ fleetSize: booked, paused }) })).toMatchObject(back);
  });

  it('stays reduced where a host would come after the end', () => {
    expect(nearEnd({ now: closesAt - 61 * S }).action).toBe('grow');
    expect(nearEnd({ now: closesAt - 5 * S }).action).toBe('stay');
  });
});
