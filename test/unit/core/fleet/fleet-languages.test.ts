import { describe, expect, it } from 'vitest';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import { actionsOf, newWorld, SESSION, START, statesOf } from '../../../support/session-fleet.ts';
import { queuedOf } from '../../../support/submissions.ts';

const { sessionId } = SESSION;

describe('the languages of a fleet that comes up', () => {
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
});
