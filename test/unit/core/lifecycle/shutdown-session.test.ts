import { describe, expect, it } from 'vitest';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { hostOf, sessionOf } from '../../../support/sessions.ts';

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

  it('tells of a ledger that does not balance in whatever it leaves behind, also after a run that died', async () => {
    const imbalance = '1 accepted submissions are neither judged, quarantined nor waiting';
    // After each of its last calls: bill, fleet, event, decision, session, schedules.
    for (let dieAtCall = 1; dieAtCall <= 40; dieAtCall++) {
      const world = await closedWorld();
      const { submissions } = world;
      const count = submissions.count.bind(submissions);
      submissions.count = async (id) => ({ ...(await count(id)), accepted: 3, judged: 2 });
      await world.shutdown(sessionId, { dieAtCall, afterwards: true }).catch(() => undefined);
      world.clock.advance(60_000);
      submissions.count = count;
      const outcome = await world.shutdown(sessionId);
      const bill = await world.bills.get(sessionId);
      // Whoever draws it up first decides; the others tell the same.
      expect(outcome.imbalance).toBe(bill?.imbalance);
      for (const event of world.published.filter(({ type }) => type === 'session.settled'))
        expect(event).toMatchObject({ balanced: bill?.imbalance === undefined, at: bill?.billedAt });
      const decisions = await world.hosts.listDecisions(sessionId, 10);
      const settled = decisions.filter(({ action }) => action === 'settle').map(({ reason }) => reason);
      expect(settled).toEqual([bill?.imbalance ?? expect.stringContaining('the ledger balances')]);
      // The last one does not die.
      if (dieAtCall === 40) expect(bill).toMatchObject({ imbalance });
    }
  });

  it('leaves a summary behind, once there was anything to sum up, and is settled where it cannot be kept', async () => {
    const empty = await closedWorld();
    await empty.shutdown(sessionId);
    expect(await empty.history.listLatest(5)).toEqual([]);
    const launched = async () => {
      const world = await closedWorld();
      await world.hosts.recordHost(
        hostOf({
          state: 'terminated',
          launchedAt: session.times.launchAt,
          terminatedAt: session.times.closesAt,
        }),
      );
      return world;
    };
    const world = await launched();
    await world.shutdown(sessionId);
    expect(await world.history.get(session)).toMatchObject({
      sessionId,
      hosts: [{ instanceType: 'c7i.large' }],
    });

    const failing = await launched();
    const refused = new Error('the table takes nothing');
    failing.history.keep = async () => {
      throw refused;
    };
    expect(await failing.shutdown(sessionId)).toMatchObject({ state: 'settled' });
    expect(failing.historyLost).toEqual([refused]);
    expect((await failing.session(sessionId)).settledAt).toBeDefined();
  });
});
