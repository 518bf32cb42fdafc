import { describe, expect, it } from 'vitest';
import type { LaunchErrorKind, LaunchRound } from '../../../../core/fleet/cloud.ts';
import { decideFleet, type FleetFacts } from '../../../../core/fleet/decide-fleet.ts';
import { DEFAULT_FLEET_POLICY as POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION, statesOf } from '../../../support/session-fleet.ts';
import { EPOCH, hostOf, roundOf, sessionOf } from '../../../support/sessions.ts';

const { sessionId } = SESSION;
const SIZE = SESSION.fleetSize!;
const HOUR = 60 * MINUTE;
const NOW = EPOCH + MINUTE;
/** Two hosts were booked, and four are wanted now. */
const GROWN = { ...SIZE, hosts: 4, resized: { booked: 2, grown: 2, at: NOW } };

const hosts = (...states: Host['state'][]) =>
  states.map((state, at) => hostOf({ hostId: `i-${at}`, state, reason: `is ${state}` }));
const rounds = (count: number, changes: Partial<LaunchRound> = {}) =>
  Array.from({ length: count }, (_, at) =>
    roundOf({
      round: at + 1,
      outcome: { instanceIds: ['i-1', 'i-2'], errors: [] },
      resolvedAt: NOW,
      ...(at === 0 ? {} : { spare: true as const }),
      ...changes,
    }),
  );
/** Beyond the first round, so many that EC2 gave nothing. */
const refused = (count: number, kind: LaunchErrorKind) =>
  rounds(count + 1).map((round) =>
    round.round === 1
      ? round
      : { ...round, outcome: { instanceIds: [], errors: [{ code: kind, message: 'none', kind }] } },
  );
const decide = (facts: Partial<FleetFacts>) =>
  decideFleet(
    {
      session: sessionOf({ fleet: 'ready', fleetSize: GROWN }),
      hosts: [],
      rounds: rounds(1),
      queueWaits: false,
      spareHosts: 0,
      permitted: new Set(),
      now: NOW,
      ...facts,
    },
    POLICY,
  );

describe('what a fleet lacks of the size that it grew to', () => {
  it('is launched by a round that says so', () => {
    expect(decide({ hosts: hosts('ready', 'ready') })).toMatchObject({
      action: 'launch',
      hosts: 2,
      spare: true,
    });
  });

  it('comes after the hosts that were booked, by rounds of their own', () => {
    const lost = decide({ hosts: hosts('ready') });
    expect(lost).toMatchObject({ action: 'launch', hosts: 1 });
    expect(lost).not.toHaveProperty('spare');
    expect(decide({ hosts: hosts('ready', 'booting') })).toMatchObject({ hosts: 2, spare: true });
  });

  it('leaves four rounds of the hour to hosts that are lost', () => {
    expect(decide({ rounds: rounds(7), hosts: hosts('ready', 'ready') }).action).toBe('launch');
    expect(decide({ rounds: rounds(8), hosts: hosts('ready', 'ready') })).toEqual({
      action: 'wait',
      reason: 'what is left of the launch rounds of this hour is for hosts that are lost',
    });
    expect(decide({ rounds: rounds(8), hosts: hosts('ready') }).action).toBe('launch');
    const later = NOW + HOUR;
    expect(decide({ rounds: rounds(8), hosts: hosts('ready', 'ready'), now: later }).action).toBe('launch');
  });

  it('is not what a lost host waits for, nor given up for, when EC2 refused it', () => {
    const full = refused(5, 'capacity');
    expect(decide({ rounds: full, hosts: hosts('ready', 'ready') }).reason).toMatch(/^round 6 launched 0/);
    expect(decide({ rounds: full, hosts: hosts('ready') }).action).toBe('launch');
    const denied = refused(5, 'permission');
    expect(decide({ rounds: denied, hosts: hosts('ready', 'ready') }).reason).toMatch(/what no waiting/);
    expect(decide({ rounds: denied, hosts: [] })).toMatchObject({ action: 'launch', hosts: 2 });
  });

  it('is sent again when nobody knows what became of it, whatever stands against a next one', () => {
    const unanswered = roundOf({ round: 9, spare: true, claimedAt: NOW - MINUTE });
    const facts = { rounds: [...rounds(8), unanswered], hosts: hosts('ready', 'ready') };
    expect(decide(facts)).toMatchObject({ action: 'resend', round: 9 });
  });

  it('is launched no more in the hour in which three such hosts were rejected', () => {
    const bad = (count: number) => [
      ...hosts('ready', 'ready'),
      ...Array.from({ length: count }, (_, at) =>
        hostOf({ hostId: `i-bad${at}`, state: 'rejected', reason: 'it is wrong', round: 2 + at }),
      ),
    ];
    expect(decide({ rounds: rounds(4), hosts: bad(2) }).action).toBe('launch');
    expect(decide({ rounds: rounds(4), hosts: bad(3) })).toEqual({
      action: 'wait',
      reason: '3 hosts beyond those that were booked were rejected in an hour, the last: it is wrong',
    });
    expect(decide({ rounds: rounds(4), hosts: bad(3).slice(1) }).action).toBe('launch');
    expect(decide({ rounds: rounds(4), hosts: bad(3), now: NOW + HOUR }).action).toBe('launch');
  });
});

describe('a fleet that grew', () => {
  async function newGrownWorld(): Promise<FleetWorld> {
    const world = await newReadyWorld();
    const { revision } = await world.session(sessionId);
    const at = world.clock.now();
    await world.sessions.update(sessionId, revision, {
      fleetSize: { ...SIZE, hosts: 4, resized: { booked: 2, grown: 2, at } },
    });
    return world;
  }
  async function passFor(world: FleetWorld, ms: number): Promise<void> {
    for (const end = world.clock.now() + ms; world.clock.now() < end; world.clock.advance(10_000))
      await world.pass(sessionId);
  }
  async function loseBooked(world: FleetWorld): Promise<void> {
    for (const machine of world.cloud.machines.slice(0, 2)) world.cloud.kill(machine);
    await passFor(world, 2 * MINUTE);
  }

  it('has its booked hosts again in two minutes after it grew by hosts that all are rejected', async () => {
    const world = await newGrownWorld();
    world.cloud.nextMachine = { wrong: true };
    await passFor(world, 15 * MINUTE);
    expect(world.cloud.machines).toHaveLength(6);
    world.cloud.nextMachine = {};
    await loseBooked(world);
    expect((await statesOf(world)).filter((state) => state === 'ready')).toHaveLength(2);
    expect(world.cloud.violations).toEqual([]);
  });

  it('has its booked hosts again in two minutes after EC2 had no room for more', async () => {
    const world = await newGrownWorld();
    world.cloud.mood = 'refused';
    await passFor(world, 10 * MINUTE);
    expect(world.cloud.machines).toHaveLength(2);
    world.cloud.mood = 'well';
    world.cloud.quotaVcpus = 4;
    await loseBooked(world);
    expect((await statesOf(world)).filter((state) => state === 'ready')).toHaveLength(2);
  });
});
