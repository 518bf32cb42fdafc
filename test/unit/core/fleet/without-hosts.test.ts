import { describe, expect, it } from 'vitest';
import { presentForParticipant } from '../../../../core/api/present-session.ts';
import { decideWithoutHosts } from '../../../../core/fleet/decide-without-hosts.ts';
import { DEFAULT_FLEET_POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { QUICK_MACHINES } from '../../../support/machine-timings.ts';
import {
  actionsOf,
  MINUTE,
  newReadyWorld,
  newWorld,
  SESSION,
  START,
  statesOf,
} from '../../../support/session-fleet.ts';
import { hostOf, participantOf, timesFrom } from '../../../support/sessions.ts';

const { sessionId, times } = SESSION;
const { opensAt } = times;

/** Passes every ten seconds. */
async function passFor(world: FleetWorld, ms: number): Promise<void> {
  for (const until = world.clock.now() + ms; world.clock.now() < until; world.clock.advance(10_000))
    await world.pass(sessionId);
}
const textsOf = async (world: FleetWorld) =>
  (await world.messages.listFrom(sessionId, '')).map(({ text }) => text);
const shownIn = async (world: FleetWorld) =>
  presentForParticipant(await world.session(sessionId), participantOf('p1'), new Map(), world.clock.now())
    .withoutHostsSince;

describe('participants of an open session that no host judges', () => {
  it('are told once when EC2 has had no machine for three minutes, and once when a host judges', async () => {
    const world = await newWorld();
    world.cloud.mood = 'refused';
    await passFor(world, opensAt - world.clock.now() + 2 * MINUTE);
    expect(await textsOf(world)).toEqual([]);
    await passFor(world, 10 * MINUTE);
    const since = new Date(opensAt).toISOString();
    expect(await textsOf(world)).toEqual([
      expect.stringMatching(`no machine has judged since ${since.replace('.000Z', 'Z')}.*is kept`),
    ]);
    expect(await shownIn(world)).toBe(since);
    world.cloud.mood = 'well';
    await passFor(world, 10 * MINUTE);
    expect((await textsOf(world)).slice(1)).toEqual([expect.stringContaining('judged again')]);
    expect(await shownIn(world)).toBeUndefined();
    const acts = await actionsOf(world);
    expect(acts.filter((action) => action === 'without-hosts' || action === 'judged-again')).toEqual([
      'judged-again',
      'without-hosts',
    ]);
  });

  describe('that opened as it was launched', () => {
    const opened = (judgeUpMs: number) => {
      const times = { ...timesFrom(START), opensAt: START };
      return newWorld(START, { times }, { ...QUICK_MACHINES, judgeUpMs: [judgeUpMs, judgeUpMs] });
    };

    it('are told nothing while its first hosts are being installed', async () => {
      const world = await opened(9 * MINUTE);
      await passFor(world, 12 * MINUTE);
      expect(await statesOf(world)).toEqual(['ready', 'ready']);
      expect(await textsOf(world)).toEqual([]);
    });

    it('are told when these should have come and have not', async () => {
      const world = await opened(90 * MINUTE);
      const { bootLimitMs } = world.policy;
      await passFor(world, bootLimitMs - MINUTE);
      expect(await textsOf(world)).toEqual([]);
      await passFor(world, 2 * MINUTE);
      const since = new Date(START).toISOString().replace('.000Z', 'Z');
      expect(await textsOf(world)).toEqual([expect.stringContaining(`no machine has judged since ${since}`)]);
    });

    it('are told after three minutes where EC2 has no machine', async () => {
      const world = await opened(MINUTE);
      world.cloud.mood = 'refused';
      await passFor(world, 4 * MINUTE);
      expect(await textsOf(world)).toHaveLength(1);
    });
  });

  it('are told when the last host died, not when the session opened', async () => {
    const world = await newReadyWorld();
    world.clock.advance(opensAt + 30 * MINUTE - world.clock.now());
    await passFor(world, MINUTE);
    const diedAt = world.clock.now();
    for (const machine of world.cloud.machines) machine.state = 'terminated';
    world.cloud.mood = 'refused';
    await passFor(world, 5 * MINUTE);
    expect(await shownIn(world)).toBe(new Date(diedAt).toISOString());
  });

  it('are told nothing of a session that is over, or whose fleet failed and told so itself', async () => {
    const world = await newWorld();
    world.cloud.mood = 'denied';
    await passFor(world, opensAt - world.clock.now() + 10 * MINUTE);
    expect((await world.session(sessionId)).fleet).toBe('failed');
    expect(await textsOf(world)).toEqual([expect.stringContaining('its judges failed')]);
    const closed = { ...SESSION, fleet: 'draining' as const };
    expect(
      decideWithoutHosts(closed, [], DEFAULT_FLEET_POLICY, times.lastClosesAt + 10 * MINUTE).action,
    ).toBe('keep');
  });

  it('are told by one of two passes, and by the next where one dies in between', async () => {
    for (let dieAtCall = 1; dieAtCall < 40; dieAtCall++) {
      const world = await newWorld();
      world.cloud.mood = 'refused';
      await passFor(world, opensAt - world.clock.now());
      world.clock.advance(4 * MINUTE);
      const passes = [world.pass(sessionId, { dieAtCall }), world.pass(sessionId, { yields: [3, 0, 1] })];
      await Promise.allSettled(passes);
      await world.pass(sessionId);
      expect(await textsOf(world)).toEqual([expect.stringContaining('no machine has judged')]);
    }
  });
});

it('counts a host that was repaired, and then ended with others there, until its end', () => {
  const session = { ...SESSION, fleet: 'ready' as const };
  const examined = { milestones: { examinedAt: opensAt } };
  const step = { at: opensAt, act: 'suspect' as const, actor: 'tick' as const, reason: 'silent' };
  const repaired = {
    startedAt: opensAt + MINUTE,
    reason: 'silent',
    steps: [step],
    endedAt: opensAt + 2 * MINUTE,
    end: 'repaired' as const,
  };
  const ended = hostOf({
    ...examined,
    state: 'draining',
    stateAt: opensAt + 9 * MINUTE,
    recoveries: [repaired],
  });
  const young = hostOf({ state: 'booting', stateAt: opensAt + 11 * MINUTE });
  const at = (minutes: number) =>
    decideWithoutHosts(session, [ended, young], DEFAULT_FLEET_POLICY, opensAt + minutes * MINUTE);
  expect(at(11).action).toBe('keep');
  expect(at(12)).toMatchObject({ action: 'without-hosts', since: opensAt + 9 * MINUTE });
});
