import { describe, expect, it } from 'vitest';
import { type RecoverWish, recoverSession } from '../../../../core/lifecycle/recover-session.ts';
import { Crash, type FleetWorld } from '../../../support/fleet-world.ts';
import {
  actionsOf,
  newReadyWorld,
  newWorld,
  SESSION,
  START,
  statesOf,
} from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

const recover = async (world: FleetWorld, wish: Partial<RecoverWish> = {}) =>
  await recoverSession(
    await world.session(sessionId),
    { by: 'olga', reason: 'it judges oddly', hostIds: [], dryRun: false, ...wish },
    { ...world.fleetPorts },
  );
const idsOf = async (world: FleetWorld) =>
  (await world.hosts.listHosts(sessionId)).map(({ hostId }) => hostId);
const recoveriesOf = async (world: FleetWorld) =>
  (await world.hosts.listHosts(sessionId)).flatMap(({ recoveries = [] }) => recoveries);

describe('a recovery that somebody asks for', () => {
  it('says of a session that has not failed that there is nothing to do, and does nothing', async () => {
    const world = await newReadyWorld();
    const before = await world.session(sessionId);
    expect(await recover(world)).toMatchObject({
      done: true,
      begun: false,
      decision: { action: 'nothing', plan: [], reason: expect.stringContaining('2 hosts are ready') },
    });
    expect(await world.session(sessionId)).toEqual(before);
  });

  it('is told before it is done, and a dry run changes nothing', async () => {
    const world = await newReadyWorld();
    const [hostId] = await idsOf(world);
    const before = await world.session(sessionId);
    expect(await recover(world, { hostIds: [hostId!], dryRun: true })).toMatchObject({
      begun: false,
      decision: {
        action: 'recover',
        plan: [
          {
            hostId,
            steps: ['clean-up', 'reboot', 'replace'],
            reason: 'olga asked for its recovery: it judges oddly',
          },
        ],
      },
    });
    expect(await world.session(sessionId)).toEqual(before);
    world.clock.advance(30_000);
    await world.pass(sessionId);
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
  });

  it('reboots and examines the hosts that are named, and is kept with who asked', async () => {
    const world = await newReadyWorld();
    const [hostId] = await idsOf(world);
    const askedAt = world.clock.now();
    expect(await recover(world, { hostIds: [hostId!] })).toMatchObject({ done: true, begun: true });
    for (let time = 0; time < 20 && (await recoveriesOf(world))[0]?.end === undefined; time++) {
      await world.pass(sessionId);
      world.clock.advance(3_000);
    }
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(await recoveriesOf(world)).toMatchObject([
      {
        startedAt: askedAt,
        askedBy: 'olga',
        reason: 'olga asked for its recovery: it judges oddly',
        steps: [{ act: 'suspect' }, { act: 'reboot' }, { act: 'open' }],
        end: 'repaired',
      },
    ]);
    expect(await actionsOf(world)).toContain('ask-recovery');
    // Once: it is not doubted for ever.
    for (let time = 0; time < 3; time++) {
      world.clock.advance(30_000);
      await world.pass(sessionId);
    }
    expect(await recoveriesOf(world)).toHaveLength(1);
  });

  it('of both hosts of an open session takes one after the other, and both come back', async () => {
    const world = await newReadyWorld();
    world.clock.advance(SESSION.times.opensAt + 1_000 - world.clock.now());
    expect(await recover(world, { hostIds: await idsOf(world) })).toMatchObject({
      begun: true,
      decision: {
        plan: [
          { steps: ['clean-up', 'reboot', 'replace'] },
          { steps: ['wait', 'clean-up', 'reboot', 'replace'] },
        ],
      },
    });
    for (let time = 0; time < 120; time++) {
      await world.pass(sessionId);
      expect((await statesOf(world)).filter((state) => state === 'ready').length).toBeGreaterThan(0);
      world.clock.advance(5_000);
    }
    expect(await recoveriesOf(world)).toMatchObject([{ end: 'repaired' }, { end: 'repaired' }]);
  });

  it('never takes out the only host that judges in an open session, but in one that is paused', async () => {
    const world = await newReadyWorld();
    world.clock.advance(SESSION.times.opensAt + 1_000 - world.clock.now());
    world.cloud.mood = 'refused';
    world.cloud.kill(world.cloud.machines[0]!);
    await world.pass(sessionId);
    const left = (await world.hosts.listHosts(sessionId)).find(({ state }) => state === 'ready');
    const wish = { hostIds: [left!.hostId] };
    expect(await recover(world, wish)).toMatchObject({
      done: false,
      refusal: { kind: 'conflict', reason: expect.stringMatching(/alone judges.*pause the session/) },
    });
    const { revision } = await world.session(sessionId);
    const paused = { at: world.clock.now(), by: 'olga', reason: 'it judges oddly' };
    await world.sessions.update(sessionId, revision, { paused });
    expect(await recover(world, wish)).toMatchObject({ begun: true });
    await world.pass(sessionId);
    expect((await world.hosts.listHosts(sessionId)).map(({ state }) => state)).toContain('suspect');
  });

  it('that no pass has heard of for minutes is not done when passes come back', async () => {
    const world = await newReadyWorld();
    await recover(world, { hostIds: (await idsOf(world)).slice(0, 1) });
    world.clock.advance(10 * 60_000);
    await world.pass(sessionId);
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(await recoveriesOf(world)).toEqual([]);
  });

  it('says before it is done that the budget pays for no host in the place of one', async () => {
    const world = await newReadyWorld();
    const { revision } = await world.session(sessionId);
    await world.sessions.update(sessionId, revision, { budgetUsd: 0.01 });
    world.cloud.kill(world.cloud.machines[0]!);
    await world.pass(sessionId);
    expect(await recover(world, { dryRun: true })).toMatchObject({
      decision: {
        plan: [{ steps: ['wait', 'replace'], reason: expect.stringContaining('raise the budget') }],
      },
    });
  });

  it('replaces a host that was rebooted before', async () => {
    const world = await newReadyWorld();
    const [hostId] = await idsOf(world);
    for (const reason of ['it judges oddly', 'it still does']) {
      expect(await recover(world, { hostIds: [hostId!], reason })).toMatchObject({ begun: true });
      for (let time = 0; time < 40; time++) {
        await world.pass(sessionId);
        world.clock.advance(10_000);
      }
    }
    expect(world.cloud.alive()).toHaveLength(2);
    expect(world.cloud.machines).toHaveLength(3);
    expect((await recoveriesOf(world)).map(({ end }) => end)).toEqual(['repaired', 'replaced']);
  });

  it('is done once and whole, wherever the pass that does it dies', async () => {
    for (let dieAtCall = 1; dieAtCall <= 40; dieAtCall++) {
      const world = await newReadyWorld();
      const [hostId] = await idsOf(world);
      await recover(world, { hostIds: [hostId!] });
      for (const afterwards of [false, true])
        await world.pass(sessionId, { dieAtCall, afterwards }).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      for (let time = 0; time < 40; time++) {
        await world.pass(sessionId);
        world.clock.advance(5_000);
      }
      expect(await statesOf(world), `died at call ${dieAtCall}`).toEqual(['ready', 'ready']);
      expect(await recoveriesOf(world)).toMatchObject([{ askedBy: 'olga', end: 'repaired' }]);
      expect(world.cloud.violations).toEqual([]);
    }
  });

  it('is refused while another is at work, and of two at once one is done', async () => {
    const world = await newReadyWorld();
    const [one, other] = await idsOf(world);
    const both = await Promise.all([
      recover(world, { hostIds: [one!], by: 'olga' }),
      recover(world, { hostIds: [other!], by: 'oscar' }),
    ]);
    expect(both.filter(({ done }) => done)).toHaveLength(1);
    expect(both.find(({ done }) => !done)).toMatchObject({ refusal: { kind: 'conflict' } });
    expect(await recover(world, { hostIds: [other!], by: 'oscar' })).toMatchObject({
      done: false,
      refusal: {
        kind: 'conflict',
        reason: expect.stringMatching(/asked for a recovery at .*, which is at work/),
      },
    });
    await world.pass(sessionId);
    expect((await statesOf(world)).toSorted()).toEqual(['ready', 'suspect']);
    expect(await recover(world, { by: 'oscar' })).toMatchObject({
      refusal: { reason: expect.stringContaining(' is suspect') },
    });
    expect(await recoveriesOf(world)).toHaveLength(1);
  });

  it('tells how long a lost host waits for its launch, and launches at once what waits only for the next round', async () => {
    const world = await newReadyWorld();
    world.cloud.mood = 'refused';
    const [machine] = world.cloud.machines;
    world.cloud.kill(machine!);
    const rounds = async () => (await world.hosts.listRounds(sessionId)).length;
    let before = -1;
    // Until a round is waited for longer than this.
    for (let time = 0; time < 100 && (before !== (await rounds()) || before < 4); time++) {
      before = await rounds();
      await world.pass(sessionId);
      world.clock.advance(5_000);
    }
    world.cloud.mood = 'well';
    expect(await recover(world)).toMatchObject({
      begun: true,
      decision: { plan: [{ steps: ['replace'], reason: '1 host is missing' }] },
    });
    expect(await recover(world, { by: 'oscar' })).toMatchObject({ refusal: { kind: 'conflict' } });
    await world.pass(sessionId);
    expect(await rounds()).toBe(before + 1);
  });

  it.each([
    ['before its hosts are launched', {}, START - 60_000, 'not-yet', 'launched at 2026-03-02T08:00:00.000Z'],
    ['when it is over', {}, SESSION.times.lastClosesAt + 1_000, 'too-late', 'it drains'],
    ['when its hosts must be gone', {}, SESSION.times.terminateAt, 'too-late', 'must have no host'],
    ['whose fleet failed', { fleet: 'failed', fleetReason: 'no quota' }, START + 1, 'too-late', 'no quota'],
    ['that is settled', { settledAt: START }, START + 1, 'too-late', 'settled'],
  ] as const)('is refused for a session %s', async (_, changes, at, kind, says) => {
    const world = await newWorld(at, changes);
    expect(await recover(world)).toMatchObject({
      done: false,
      refusal: { kind, reason: expect.stringContaining(says) },
    });
    expect((await world.session(sessionId)).askedRecovery).toBeUndefined();
  });

  it('is refused for judges that somebody keeps, and for hosts that are none', async () => {
    const kept = await newWorld(START + 1, { deployment: { kind: 'direct', judges: [] } });
    expect(await recover(kept)).toMatchObject({ refusal: { kind: 'invalid-request' } });
    const world = await newReadyWorld();
    expect(await recover(world, { hostIds: ['i-nobody'] })).toMatchObject({
      refusal: {
        kind: 'invalid-request',
        faults: [{ field: 'hostIds', detail: 'i-nobody: the session has no such host' }],
      },
    });
  });
});
