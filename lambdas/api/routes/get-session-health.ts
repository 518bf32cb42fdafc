import { figureLive } from '../../../core/api/figure-live.ts';
import { judgeHealth } from '../../../core/api/judge-health.ts';
import { circuitsOfSlots, presentCircuit } from '../../../core/api/present-circuit.ts';
import { presentHealth } from '../../../core/api/present-health.ts';
import { presentInStage } from '../../../core/api/present-stage.ts';
import { findOwnSession } from '../find-session.ts';
import { liveFactsOf } from '../live-facts.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readCloudCircuits } from './list-circuits.ts';

export const getSessionHealth: RouteHandler<'getSessionHealth'> = async ({ params, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId, settledAt } = session;
  const settled = settledAt !== undefined;
  const [facts, cloud, slots] = await Promise.all([
    liveFactsOf(services, sessionId),
    settled ? [] : readCloudCircuits(services),
    settled ? [] : services.slots.list(sessionId),
  ]);
  const now = services.clock.now();
  const circuits = [...cloud, ...circuitsOfSlots(slots)].map((place) => presentCircuit(place, now));
  const live = figureLive({ ...facts, session });
  const judged = judgeHealth({ session: presentInStage(session, now), live, circuits, settled, now });
  return presentHealth(session, { ...judged, live, circuits, now });
};
