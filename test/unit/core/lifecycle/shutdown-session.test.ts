import { describe, expect, it } from 'vitest';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { sessionOf } from '../../../support/sessions.ts';

const session = sessionOf();
const { sessionId } = session;

/** A session whose window has closed and whose queue is empty, on no hosts. */
async function closedWorld(): Promise<FleetWorld> {
  const world = new FleetWorld(session.times.deadlineAt);
  await world.sessions.create(session, []);
  return world;
}

describe('a session that is settled', () => {
  it('says nothing of a ledger that balances', async () => {
    const world = await closedWorld();
    const outcome = await world.shutdown(sessionId);
    expect(outcome).toMatchObject({ state: 'settled' });
    expect(outcome).not.toHaveProperty('imbalance');
  });

  it('tells once of a ledger that does not balance, in whatever it leaves behind', async () => {
    const world = await closedWorld();
    const { submissions } = world;
    const count = submissions.count.bind(submissions);
    submissions.count = async (id) => ({ ...(await count(id)), accepted: 3, judged: 2 });
    const imbalance = '1 accepted submissions are neither judged, quarantined nor waiting';
    expect(await world.shutdown(sessionId)).toMatchObject({ state: 'settled', imbalance });
    expect(world.published.find(({ type }) => type === 'session.settled')).toMatchObject({ balanced: false });
    const [decision] = await world.hosts.listDecisions(sessionId, 1);
    expect(decision).toMatchObject({ action: 'settle', reason: imbalance });
    expect(await world.shutdown(sessionId)).not.toHaveProperty('imbalance');
  });
});
