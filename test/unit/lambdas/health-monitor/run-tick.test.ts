import { describe, expect, it } from 'vitest';
import type { TickPorts } from '../../../../core/lifecycle/tick-session.ts';
import { runTick } from '../../../../lambdas/health-monitor/run-tick.ts';
import type { Tools } from '../../../../lambdas/middleware/tools.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { newReadyWorld, SESSION } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

const fail = (what: string) => async () => await Promise.reject(new Error(what));

/** A tick in which a host fails. @returns what alarms watch, by metric */
async function tick(world: FleetWorld, broken: Partial<TickPorts>) {
  const [machine] = world.cloud.machines;
  if (machine !== undefined) world.cloud.kill(machine);
  const counted: Record<string, number> = {};
  const logged: string[] = [];
  const tools = {
    logger: { info: (event: string) => logged.push(event), warn: (event: string) => logged.push(event) },
    count: (counts: Record<string, number>) => Object.assign(counted, counts),
    measure: () => undefined,
  } as unknown as Tools;
  const error: unknown = await runTick(sessionId, { ...world.tickPorts, ...broken }, tools).then(
    () => undefined,
    (one: unknown) => one,
  );
  return { counted, logged, error };
}

describe('what alarms watch of a tick', () => {
  it('is counted though the look for alerts fails, which is no reason to tick again', async () => {
    const { counted, logged, error } = await tick(await newReadyWorld(), {
      lookForAlerts: fail('a row of alerts is refused'),
    });
    expect(error).toBeUndefined();
    expect(counted).toMatchObject({ hostsFailed: 1, submissionsQuarantined: 0 });
    expect(logged).toContain('alerts.failed');
  });

  it('is counted though the sender does not start, and the tick fails then', async () => {
    const { counted, logged, error } = await tick(await newReadyWorld(), { startSender: fail('no sender') });
    expect(String(error)).toContain('no sender');
    expect(counted).toMatchObject({ hostsFailed: 1 });
    expect(logged).toContain('tick.finished');
  });

  it('is counted though the very pass that met it fails', async () => {
    const world = await newReadyWorld();
    const { counted, error } = await tick(world, {
      events: { publish: fail('events are refused') },
    });
    expect(String(error)).toContain('events are refused');
    expect(counted).toMatchObject({ hostsFailed: 1 });
  });
});
