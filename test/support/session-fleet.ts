import type { Session } from '../../core/exam/session.ts';
import { FleetWorld } from './fleet-world.ts';
import type { MachineTimings } from './machine-timings.ts';
import { sessionOf, timesFrom } from './sessions.ts';

/** When the launch of the session is due. */
export const START = Date.UTC(2026, 2, 2, 8);
export const MINUTE = 60_000;
/** A session with a fleet of two hosts. */
export const SESSION = sessionOf({ times: timesFrom(START) });
const { sessionId } = SESSION;

/** A stage with a booked session, at this time. */
export async function newWorld(
  now = START,
  changes: Partial<Session> = {},
  timings?: MachineTimings,
): Promise<FleetWorld> {
  const world = new FleetWorld(now, timings);
  await world.sessions.create({ ...SESSION, ...changes }, []);
  return world;
}

/** Passes every ten seconds until the fleet is ready. */
export async function newReadyWorld(): Promise<FleetWorld> {
  const world = await newWorld();
  while ((await world.session(sessionId)).fleet !== 'ready') {
    await world.pass(sessionId);
    world.clock.advance(10_000);
  }
  return world;
}

/** What was decided, newest first. */
export const actionsOf = async (world: FleetWorld) =>
  (await world.hosts.listDecisions(sessionId, 200)).map(({ action }) => action);
/** The states of the session's hosts. */
export const statesOf = async (world: FleetWorld) =>
  (await world.hosts.listHosts(sessionId)).map(({ state }) => state);
