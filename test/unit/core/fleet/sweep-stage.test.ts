import { describe, expect, it } from 'vitest';
import { sweepStage } from '../../../../core/fleet/sweep-stage.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';

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

  it('leaves the hosts of a living session alone, and starts the shutdown of one that nobody settled', async () => {
    const world = await newReadyWorld();
    expect(await world.sweep()).toEqual({ condemned: 0, terminated: 0, unsettled: 0 });
    world.clock.advance(times.deadlineAt + 5 * MINUTE - world.clock.now());
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
});
