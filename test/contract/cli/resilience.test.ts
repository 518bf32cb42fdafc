import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
});

// Each command is a process of its own, on a machine that may be busy.
describe('what operators do by hand', { timeout: 120_000 }, () => {
  it('lists alerts, acknowledges one by its first letters, keeps them quiet, and tells who did it and why', async () => {
    const now = Date.now();
    await world.alerts.put({
      alertId: '5f1c0a9b3e7d2c4481aa',
      key: 'circuit:launch',
      scope: 'stage',
      source: 'circuit',
      severity: 'high',
      what: 'launch is left alone',
      state: 'open',
      raisedAt: now,
      seenAt: now,
      times: 1,
      told: true,
      revision: 0,
    });
    expect((await cli.assize(['alerts'])).out).toMatch(/5f1c0a9b +high +open .*launch is left alone/);
    const acknowledged = await cli.assize(['alerts', 'acknowledge', '5f1c', '-r', 'I look into it']);
    expect(acknowledged).toMatchObject({ code: 0, out: expect.stringContaining('acknowledged by operator') });
    expect((await cli.assize(['maintenance', 'start', '-u', '+2h', '-r', 'AWS works'])).out).toMatch(
      /^maintenance 01\S+, .* operator: AWS works\n$/,
    );
    const { out } = await cli.assize(['audit', '--json']);
    expect(JSON.parse(out).items).toMatchObject([
      { act: 'maintenance.create', reason: 'AWS works' },
      { act: 'alert.acknowledge', actor: 'operator', reason: 'I look into it' },
    ]);
    expect(await cli.assize(['alerts', 'resolve', 'ffff', '-r', 'x'])).toMatchObject({ code: 4 });
    const one = await world.alerts.get('5f1c0a9b3e7d2c4481aa');
    await world.alerts.put({
      ...one!,
      alertId: '5f1cffff3e7d2c4481aa',
      key: 'circuit:describe',
      revision: 0,
    });
    const both = await cli.assize(['alerts', 'resolve', '5f1c', '-r', 'x']);
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('2 alerts begin with 5f1c') });
  });

  it('resets a circuit, and refuses to without saying why', async () => {
    await world.circuits.turn('launch', undefined, { failures: 5, openUntil: Date.now() + 600_000 });
    expect((await cli.assize(['circuits'])).out).toMatch(/^OPERATION .*\nlaunch +open +5 /);
    expect((await cli.assize(['circuits', 'reset', 'launch'])).code).toBe(2);
    expect((await cli.assize(['circuits', 'reset', 'launch', '-r', 'it is over'])).out).toMatch(
      /launch +closed +0/,
    );
    expect(await world.circuits.read('launch')).toBeUndefined();
  });

  it('says how a session fares, and what a recovery would do before it is done', async () => {
    const { sessionId } = await world.addSession({ fleet: 'ready' });
    const lost = hostOf({ sessionId, hostId: 'i-1', state: 'ready', requestedAt: Date.now() - 600_000 });
    await world.hosts.recordHost(lost);
    const shown = await cli.assize(['health', 'show', sessionId]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^healthy {2}01jq/) });
    const dry = await cli.assize(['recover', sessionId, '--dry-run', '-r', 'it is silent']);
    expect(dry.out).toBe(
      'i-1: clean-up, then replace: EC2 does not know it any more\nnothing was done: this was a dry run\n',
    );
    expect((await world.sessions.get(sessionId))?.askedRecovery).toBeUndefined();
    expect((await cli.assize(['recover', sessionId, '-r', 'it is silent'])).out).toContain(
      'begun; follow it',
    );
    expect((await world.sessions.get(sessionId))?.askedRecovery).toMatchObject({ reason: 'it is silent' });
    expect((await cli.assize(['resilience', 'report'])).out).toMatch(/^# Resilience of the stage dev\n/);
  });
});
