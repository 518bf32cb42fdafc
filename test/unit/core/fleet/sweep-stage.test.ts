import { describe, expect, it } from 'vitest';
import { sweepStage } from '../../../../core/fleet/sweep-stage.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';
import { sessionOf, timesFrom } from '../../../support/sessions.ts';

const { sessionId, times } = SESSION;

describe('the sweep', () => {
  it('terminates what no living session explains, at the second look', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.terminateAt - world.clock.now());
    expect(await world.sweep()).toMatchObject({ condemned: 2, terminated: 0 });
    world.clock.advance(MINUTE);
    expect(await world.sweep()).toMatchObject({ terminated: 0 });
    world.clock.advance(MINUTE);
    expect(await world.sweep()).toMatchObject({ condemned: 0, terminated: 2 });
    expect(world.cloud.alive()).toEqual([]);
  });

  it('terminates the others although EC2 refuses one, and says so of that one', async () => {
    const world = await newReadyWorld();
    const [guarded] = world.cloud.machines;
    if (guarded !== undefined) guarded.guarded = true;
    world.clock.advance(times.terminateAt - world.clock.now());
    await world.sweep();
    world.clock.advance(2 * MINUTE);
    expect(await world.sweep()).toMatchObject({ terminated: 1, refused: 1 });
    expect(world.cloud.alive()).toEqual([guarded]);
    const decisions = await world.hosts.listDecisions(sessionId, 10);
    expect(decisions.filter(({ action }) => action === 'sweep-refused')).toMatchObject([
      { subject: `host:${guarded?.instanceId}`, reason: expect.stringContaining('OperationNotPermitted') },
    ]);
  });

  it('leaves the hosts of a living session alone, and starts the shutdown of one that nobody settled', async () => {
    const world = await newReadyWorld();
    expect(await world.sweep()).toEqual({ condemned: 0, terminated: 0, refused: 0, unsettled: 0 });
    world.clock.advance(times.deadlineAt + 5 * MINUTE - world.clock.now());
    expect(await world.sweep()).toMatchObject({ unsettled: 1 });
    expect(world.shutdownsStarted).toEqual([sessionId]);
  });

  it('finds a session that nobody settled among any number that came after it', async () => {
    const world = await newReadyWorld();
    for (let n = 0; n < 400; n++)
      await world.sessions.create(
        sessionOf({
          sessionId: `01jq${String(n).padStart(22, '0')}`,
          times: timesFrom(times.opensAt + n * MINUTE),
          settledAt: times.opensAt + n * MINUTE,
        }),
        [],
      );
    world.clock.advance(times.deadlineAt + 500 * MINUTE - world.clock.now());
    expect(await world.sweep()).toMatchObject({ unsettled: 1 });
    expect(world.shutdownsStarted).toEqual([sessionId]);
  });

  it('terminates instances of a session that does not exist', async () => {
    const world = await newReadyWorld();
    const orphaned = new FleetWorld(world.clock.now());
    const ports = { ...orphaned.fleetPorts, cloud: world.cloud };
    const sweep = () => sweepStage({ ...ports, startShutdown: async () => {} });
    expect(await sweep()).toMatchObject({ condemned: 2 });
    orphaned.clock.advance(2 * MINUTE);
    expect(await sweep()).toMatchObject({ terminated: 2 });
  });

  it('goes on where one instance cannot be looked into or one shutdown not be started, and says so in the end', async () => {
    const world = await newReadyWorld();
    const [unread, other] = world.cloud.machines;
    let reads = 0;
    const sweep = () =>
      sweepStage({
        ...world.fleetPorts,
        sessions: {
          get: async (id) => {
            // Every first instance of a sweep.
            if (reads++ % 2 === 0) throw new Error('the row is no session');
            return await world.sessions.get(id);
          },
          listUnsettled: async () => [sessionOf({ sessionId: 'first' }), SESSION],
        },
        startShutdown: async (id) => {
          if (id === 'first') throw new Error('throttled');
          world.shutdownsStarted.push(id);
        },
      });
    world.clock.advance(times.terminateAt - world.clock.now());
    const said = `the sweep went on without 2: host:${unread?.instanceId}: the row is no session; session first: throttled`;
    await expect(sweep()).rejects.toThrow(said);
    world.clock.advance(2 * MINUTE);
    await expect(sweep()).rejects.toThrow(said);
    expect(world.cloud.alive()).toEqual([unread]);
    expect(other).toBeDefined();
    expect(world.shutdownsStarted).toEqual([sessionId, sessionId]);
  });
});
