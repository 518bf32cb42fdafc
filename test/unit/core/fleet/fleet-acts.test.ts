import { describe, expect, it } from 'vitest';
import { advanceHost } from '../../../../core/fleet/advance-host.ts';
import { launchFleet } from '../../../../core/fleet/launch-fleet.ts';
import { passFleet } from '../../../../core/fleet/pass-fleet.ts';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import { standingJudgesOf, standingSlotsOf } from '../../../../core/submissions/standing-slots.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import {
  actionsOf,
  MINUTE,
  newReadyWorld,
  newWorld,
  SESSION,
  START,
  statesOf,
} from '../../../support/session-fleet.ts';
import { queuedOf } from '../../../support/submissions.ts';

const { sessionId, times } = SESSION;

describe('a fleet that comes up', () => {
  it('is launched once, sealed, examined, opened, with a reason for each act and a termination that needs no code', async () => {
    const world = await newReadyWorld();
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    const slots = await world.slots.list(sessionId);
    expect(slots.map(({ headStartLanguages }) => headStartLanguages)).toEqual(Array(4).fill(['cpp']));
    expect(slots.map(({ speedFactor }) => speedFactor)).toEqual(Array(4).fill(1));
    expect(
      (await actionsOf(world)).toReversed().filter((action, at, all) => all.indexOf(action) === at),
    ).toEqual(['begin', 'launch', 'address', 'seal', 'examine', 'open', 'ready']);
    expect([...world.terminations]).toEqual(
      world.cloud.machines.map(({ instanceId }) => [instanceId, times.terminateAt]),
    );
    expect(world.published.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['session.fleet', 'host.ready']),
    );
    expect(world.cloud.machines.every(({ sealed, passed }) => sealed && passed)).toBe(true);
  });

  it('is not launched before its time, nor after its session was cancelled', async () => {
    const early = await newWorld(START - MINUTE);
    await early.pass(sessionId);
    expect(early.cloud.machines).toEqual([]);
    const cancelled = await newWorld();
    await cancelled.sessions.update(sessionId, 1, { cancelledAt: START, cancelReason: 'x' });
    await cancelled.pass(sessionId);
    expect(cancelled.cloud.machines).toEqual([]);
    expect((await cancelled.session(sessionId)).fleet).toBe('gone');
  });

  it('opens with what it has when the window opens', async () => {
    const world = await newWorld();
    world.cloud.mood = 'short';
    for (let time = 0; time < 12; time++) {
      await world.pass(sessionId);
      world.cloud.mood = 'refused';
      world.clock.advance(20_000);
    }
    expect((await world.session(sessionId)).fleet).toBe('launching');
    world.clock.advance(times.opensAt - world.clock.now());
    await world.pass(sessionId);
    expect(await world.session(sessionId)).toMatchObject({
      fleet: 'ready',
      fleetReason: 'the window is open and 1 of 2 hosts are ready',
    });
  });

  it('goes on asking while EC2 has no room, ever more seldom, and has its hosts when there is', async () => {
    const world = await newWorld();
    world.cloud.mood = 'refused';
    for (let pass = 0; pass < 90; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect((await world.session(sessionId)).fleet).toBe('launching');
    const rounds = await world.hosts.listRounds(sessionId);
    expect(rounds.length).toBeGreaterThan(4);
    expect(rounds.length).toBeLessThanOrEqual(12);
    world.cloud.mood = 'well';
    for (let pass = 0; pass < 360 && world.cloud.machines.length === 0; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('fails when EC2 says again and again that it may not be launched, and says why', async () => {
    const world = await newWorld();
    world.cloud.mood = 'denied';
    for (let pass = 0; pass < 90; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    const session = await world.session(sessionId);
    expect(session.fleet).toBe('failed');
    expect(session.fleetReason).toContain('UnauthorizedOperation');
    expect((await world.hosts.listRounds(sessionId)).length).toBe(5);
  });

  it('does not launch for ever what is rejected for ever', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { wrong: true };
    for (let time = 0; time < 60; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    const session = await world.session(sessionId);
    expect(session.fleet).toBe('failed');
    expect(session.fleetReason).toMatch(/4 hosts were rejected and none has passed: .*WA/);
    expect(world.cloud.machines).toHaveLength(4);
    expect(world.cloud.alive()).toEqual([]);
  });

  it('opens without a language that its hosts lack, and says so', async () => {
    const world = await newWorld(START, { languages: ['go', 'javascript'] });
    world.cloud.nextMachine = { lacks: ['go'] };
    for (let time = 0; time < 12; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    const session = await world.session(sessionId);
    expect(session).toMatchObject({
      fleet: 'ready',
      languagesDropped: [{ language: 'go', reason: 'no toolchain: go' }],
    });
    expect(world.cloud.machines).toHaveLength(2);
    expect((await actionsOf(world)).filter((action) => action === 'change-languages')).toHaveLength(1);
    expect(world.published).toContainEqual(
      expect.objectContaining({ type: 'session.languages', dropped: ['go'] }),
    );
    // A host that has it brings it back.
    const [, second] = world.cloud.machines;
    if (second === undefined) throw new Error('two machines were to come');
    world.cloud.nextMachine = {};
    world.cloud.kill(second);
    for (let time = 0; time < 14; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect((await world.session(sessionId)).languagesDropped).toEqual([]);
  });

  it('drops nothing while a host may still come that has it', async () => {
    const world = await newWorld(START, { languages: ['go', 'javascript'] });
    world.cloud.nextMachine = { lacks: ['go'] };
    for (let time = 0; time < 30; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
      const [, second] = world.cloud.machines;
      if (second !== undefined) second.lacks = [];
      expect((await world.session(sessionId)).languagesDropped ?? []).toEqual([]);
    }
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
  });

  it('fails when its hosts judge nothing, and the next tick tells whoever waits', async () => {
    const world = await newWorld(START, { languages: ['go'] });
    world.cloud.nextMachine = { lacks: ['go'] };
    for (let time = 0; time < 40 && (await world.session(sessionId)).fleet !== 'failed'; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    await world.submissions.accept(queuedOf({ sessionId }), { source: 'source' });
    await tickSession(sessionId, world.tickPorts);
    const row = await world.submissions.get(sessionId, queuedOf().submissionId);
    expect(row).toMatchObject({
      state: 'quarantined',
      reason: expect.stringMatching(/its fleet failed: 4 hosts were rejected .*no toolchain/),
    });
  });

  it('writes down which languages its hosts were found to judge, and which they lack', async () => {
    const world = await newWorld(START, { languages: ['go', 'javascript'] });
    world.cloud.nextMachine = { lacks: ['go'] };
    for (let time = 0; time < 12; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(await world.findings.list('fleet')).toMatchObject([
      { language: 'go', way: 'none', reason: 'no toolchain: go' },
      { language: 'javascript', way: 'batch' },
    ]);
  });

  it('writes down nothing that only went wrong, or that one host has', async () => {
    const wrong = await newWorld();
    wrong.cloud.nextMachine = { wrong: true };
    // All machines lack a language but the second of the first round.
    const mixed = await newWorld(START, { languages: ['go', 'javascript'] });
    mixed.cloud.nextMachine = { lacks: ['go'] };
    for (let time = 0; time < 30; time++) {
      for (const world of [wrong, mixed]) {
        await world.pass(sessionId);
        world.clock.advance(10_000);
      }
      const [, second] = mixed.cloud.machines;
      if (second !== undefined) second.lacks = [];
    }
    expect(await wrong.findings.list('fleet')).toEqual([]);
    expect(await mixed.findings.list('fleet')).toMatchObject([
      { language: 'go', way: 'batch' },
      { language: 'javascript', way: 'batch' },
    ]);
  });

  it('sends an unanswered round again as it was, and so launches nothing twice', async () => {
    const world = await newWorld();
    world.cloud.mood = 'unclear-after';
    const pass = await world.pass(sessionId);
    expect(pass?.launchesFailed).toBe(1);
    world.cloud.mood = 'well';
    world.clock.advance(30_000);
    await world.pass(sessionId);
    expect(world.cloud.machines).toHaveLength(2);
    expect(world.cloud.violations).toEqual([]);
    expect(
      (await world.hosts.listRounds(sessionId)).map(({ outcome }) => outcome?.instanceIds.length),
    ).toEqual([2]);
  });

  it('is led on by the launcher until its last host, or its patience ends', async () => {
    const world = await newWorld();
    const opened: string[] = [];
    const report = await launchFleet(sessionId, world.fleetPorts, async ({ fleet }) => opened.push(fleet), {
      totalMs: 5 * MINUTE,
      pollMs: 2_000,
    });
    expect(report.session?.fleet).toBe('ready');
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(opened.length).toBeGreaterThan(0);
    const impatient = await launchFleet(sessionId, (await newWorld()).fleetPorts, async () => {}, {
      totalMs: 10_000,
      pollMs: 2_000,
    });
    expect(impatient.reason).toBe('the rest is left to the tick');
    expect((await launchFleet('unknown', world.fleetPorts, async () => {})).reason).toContain(
      'no such session',
    );
  });
});

describe('two passes at a time', () => {
  it('examine each host once between them', async () => {
    const world = await newWorld();
    let examinations = 0;
    const ports = world.fleetPorts;
    const counting = {
      ...ports,
      prober: {
        probe: async (requests: Parameters<typeof ports.prober.probe>[0]) => {
          examinations += requests.filter(({ task }) => task === 'examine').length;
          for (let turn = 0; turn < 50; turn++) await null;
          return await world.cloud.probe(requests);
        },
      },
    };
    for (let time = 0; time < 15; time++) {
      await Promise.all([passFleet(sessionId, counting), passFleet(sessionId, counting)]);
      world.clock.advance(10_000);
    }
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(examinations).toBe(2);
  });
});

describe('a host that fails', () => {
  it('is rebooted when it hangs, examined again, and judges on', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    await world.pass(sessionId);
    // Asked twice in the one pass.
    expect(await statesOf(world)).toEqual(['suspect', 'ready']);
    expect(await world.slots.list(sessionId)).toHaveLength(2);
    world.clock.advance(30_000);
    await world.pass(sessionId);
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('is replaced when a reboot does not help, terminated first', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'for-good';
    for (let time = 0; time < 7; time++) {
      await world.pass(sessionId);
      expect(world.cloud.alive().length).toBeLessThanOrEqual(2);
      world.clock.advance(30_000);
    }
    expect(machine.state).toBe('terminated');
    expect(world.cloud.machines).toHaveLength(3);
    expect((await world.hosts.listRounds(sessionId)).map(({ hosts }) => hosts)).toEqual([2, 1]);
  });

  it('is replaced beside its repair where the account has room, and goes when its replacement judges', async () => {
    const world = await newReadyWorld();
    world.spareVcpus = 2;
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'for-good';
    await world.pass(sessionId);
    expect(world.cloud.alive()).toHaveLength(3);
    for (let pass = 0; pass < 12; pass++) {
      world.clock.advance(10_000);
      await world.pass(sessionId);
      expect(world.cloud.alive().length).toBeLessThanOrEqual(3);
    }
    expect(machine.state).toBe('terminated');
    expect(world.cloud.machines).toHaveLength(3);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect((await world.hosts.listDecisions(sessionId, 200)).map(({ reason }) => reason)).toContain(
      'another judges in its place',
    );
  });

  it('stays when its repair is faster, and what was launched beside it goes', async () => {
    const world = await newReadyWorld();
    world.spareVcpus = 2;
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    for (let pass = 0; pass < 8; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(machine.state).toBe('running');
    expect(world.cloud.machines).toHaveLength(3);
    expect(world.cloud.alive()).toHaveLength(2);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect(await actionsOf(world)).not.toContain('reject');
  });

  it('is replaced in the very pass that hears of its death', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    world.cloud.kill(machine);
    const pass = await world.pass(sessionId);
    expect(world.cloud.machines).toHaveLength(3);
    expect(pass?.decisions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['terminate', 'launch']),
    );
  });

  it('is not ended by a pass that comes too late to know that it judges again', async () => {
    const world = await newReadyWorld();
    world.spareVcpus = 2;
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    await world.pass(sessionId);
    world.clock.advance(70_000);
    const suspect = (await world.hosts.listHosts(sessionId)).find(({ state }) => state === 'suspect');
    const late = { ...suspect!, revision: suspect!.revision - 1 };
    const instance = (await world.cloud.describe(sessionId)).find(
      ({ instanceId }) => instanceId === late.hostId,
    );
    const facts = {
      host: late,
      instance,
      finding: undefined,
      evidence: { held: 0, overdue: 0 },
      fleetSpeedFactor: undefined,
      ending: 'another judges in its place',
      now: world.clock.now(),
    };
    expect(await advanceHost('terminate', 'why', facts, world.fleetPorts)).toBeUndefined();
    expect(machine.state).toBe('running');
  });

  it('is ended when somebody opens its seal, with what was seen, and counts as failed', async () => {
    const world = await newReadyWorld();
    world.clock.advance(3 * MINUTE);
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.sealed = false;
    const pass = await world.pass(sessionId);
    expect(machine.state).not.toBe('running');
    expect(pass?.hostsFailed).toBe(1);
    expect(pass?.decisions).toContainEqual(
      expect.objectContaining({
        action: 'terminate',
        reason: expect.stringMatching(/^its seal is broken: EC2 shows it in sg-installing,/),
      }),
    );
    expect(await world.slots.list(sessionId)).toHaveLength(2);
    for (let time = 0; time < 3; time++) await world.pass(sessionId);
    expect(await world.signals.listSince(0)).toMatchObject([
      {
        kind: 'broken-seal',
        subject: `host ${machine.instanceId}`,
        sessionId,
        count: 1,
        evidence: expect.stringContaining('EC2 shows it in sg-installing'),
      },
    ]);
  });

  it('raises a signal when a program in its sandbox has a way out, and opens never', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { openTo: '169.254.169.254 port 80' };
    for (let time = 0; time < 40; time++) {
      await world.pass(sessionId);
      world.clock.advance(30_000);
    }
    const [signal] = await world.signals.listSince(0);
    expect(signal).toMatchObject({ kind: 'open-egress', sessionId });
    expect(signal?.evidence).toMatch(/could connect to 169.254.169.254 port 80$/);
    const hosts = await world.hosts.listHosts(sessionId);
    expect(hosts.find(({ hostId }) => signal?.subject === `host ${hostId}`)?.state).toBe('rejected');
  });

  it('is not made suspect by a prober that fails', async () => {
    const world = await newReadyWorld();
    world.cloud.proberFails = true;
    for (let time = 0; time < 10; time++) {
      await world.pass(sessionId);
      world.clock.advance(30_000);
    }
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
  });
});

describe('the end of a session', () => {
  it('judges the queue to its end, ends the hosts, settles, and does nothing when it is asked again', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.lastClosesAt - world.clock.now() - 1);
    expect((await world.shutdown(sessionId)).state).toBe('open');
    world.clock.advance(1);
    const outcome = await world.shutdown(sessionId);
    expect(outcome).toMatchObject({ state: 'settled', quarantined: 0 });
    expect(world.cloud.alive()).toEqual([]);
    expect(await world.slots.list(sessionId)).toEqual([]);
    const session = await world.session(sessionId);
    expect(session).toMatchObject({ fleet: 'gone' });
    expect(session.settledAt).toBeGreaterThanOrEqual(times.lastClosesAt);
    expect(world.published.at(-1)).toMatchObject({ type: 'session.settled', balanced: true });
    const bill = await world.bills.get(sessionId);
    expect((await world.shutdown(sessionId)).state).toBe('settled');
    expect(await world.bills.get(sessionId)).toEqual(bill);
  });

  it('leaves a queue that is still judged to the tick, and quarantines what is left at the deadline', async () => {
    const world = await newReadyWorld();
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'late' }), { source: 'source' });
    world.clock.advance(times.lastClosesAt - world.clock.now());
    expect((await world.shutdown(sessionId)).state).toBe('draining');
    expect(world.cloud.alive()).toHaveLength(2);
    world.clock.advance(times.deadlineAt - world.clock.now());
    const outcome = await world.shutdown(sessionId);
    expect(outcome).toMatchObject({ state: 'settled', quarantined: 1 });
    expect(await world.submissions.get(sessionId, 'late')).toMatchObject({ state: 'quarantined' });
    expect(world.published.map(({ type }) => type)).toContain('submission.quarantined');
    expect(world.cloud.alive()).toEqual([]);
  });

  it('gets no other host by the fleet pass once its time to judge is over, whoever else is dead', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.deadlineAt - world.clock.now());
    await world.pass(sessionId);
    expect(world.cloud.alive()).toEqual([]);
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('gets a host back while it drains when all are lost and work waits', async () => {
    const world = await newReadyWorld();
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'waits' }), { source: 'source' });
    world.clock.advance(times.lastClosesAt - world.clock.now());
    await world.pass(sessionId);
    for (const machine of world.cloud.machines) world.cloud.kill(machine);
    for (let time = 0; time < 3; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.cloud.alive()).toHaveLength(1);
  });
});

describe('a session whose judges somebody keeps', () => {
  it('launches nothing, leaves its standing slots alone while it lasts, and is settled like any other', async () => {
    const world = new FleetWorld(START);
    const judge = { url: 'https://judge.example.edu', tokenParameter: '/judge/token', slots: 2 };
    const { fleetSize: _, ...rest } = SESSION;
    const direct = { ...rest, deployment: { kind: 'direct', judges: [judge] } as const };
    await world.sessions.create(direct, []);
    const found = { batchLanguages: ['javascript'], singleLanguages: [] };
    await world.slots.open(standingJudgesOf(direct).flatMap((one) => standingSlotsOf(sessionId, one, found)));
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'waits' }), { source: 'source' });
    await tickSession(sessionId, world.tickPorts);
    expect(world.rung).toContain('waits');
    expect(world.cloud.machines).toEqual([]);
    expect(await world.slots.list(sessionId)).toHaveLength(2);
    world.clock.advance(times.deadlineAt - world.clock.now());
    expect(await world.shutdown(sessionId)).toMatchObject({ state: 'settled', quarantined: 1 });
    expect(await world.slots.list(sessionId)).toEqual([]);
    expect(await world.session(sessionId)).toMatchObject({ fleet: 'gone' });
  });
});
