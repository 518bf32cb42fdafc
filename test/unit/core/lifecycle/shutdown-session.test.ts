import { describe, expect, it } from 'vitest';
import { drawUpAccount } from '../../../../core/costs/settle-account.ts';
import { shutdownSession } from '../../../../core/lifecycle/shutdown-session.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { MemoryMonitoringStore } from '../../../support/memory/monitoring-store.ts';
import { hostOf, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf, submissionIdOf } from '../../../support/submissions.ts';

const session = sessionOf();
const { sessionId } = session;

/** One submission that was judged, by an executor that died before it left a record. */
async function judgeOne({ submissions }: FleetWorld): Promise<void> {
  const at = session.times.opensAt;
  await submissions.accept(queuedOf({ sessionId, submittedAt: at }), { source: 'x' });
  const lease = { leaseId: 'l1', until: at + 20_000, hostId: 'i-1' };
  const running = await submissions.lease(sessionId, submissionIdOf(1), lease, at + 1_000);
  const judged = await submissions.judge(running!, resultOf(), at + 4_000);
  expect(judged).toBeTruthy();
}

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

  it('is settled before its figures, which may take more time than there is', async () => {
    const world = await closedWorld();
    await judgeOne(world);
    const never = new Promise<never>(() => undefined);
    const asked = Promise.withResolvers<void>();
    const ports = world.shutdownPorts;
    const monitoring = Object.assign(new MemoryMonitoringStore(), {
      listSession: () => {
        asked.resolve();
        return never;
      },
    });
    void shutdownSession(sessionId, { ...ports, monitoring });
    await asked.promise;
    expect(await world.session(sessionId)).toHaveProperty('settledAt');
    expect(world.removed).toBe(1);
  });

  it('has a bill of the same records as its figures, those that were missing included', async () => {
    const world = await closedWorld();
    await judgeOne(world);
    await world.shutdown(sessionId);
    const bill = await world.bills.get(sessionId);
    const day = await world.shutdownPorts.monitoring.listSession(
      'day',
      { from: 0, until: Number.MAX_SAFE_INTEGER },
      sessionId,
    );
    expect(day).toMatchObject([{ figures: { judgeCalls: resultOf().judgeCalls } }]);
    const { ledger } = await drawUpAccount(session, world.shutdownPorts, world.clock.now());
    expect(bill?.usd).toBe(ledger.usd);
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

  it('has what counts reviewed where its policy says so as it is now, asked for before it is settled', async () => {
    const silent = await closedWorld();
    expect(await silent.shutdown(sessionId)).not.toHaveProperty('reviews');
    expect(silent.reviewsAsked).toEqual([]);
    const world = await closedWorld();
    const ports = world.shutdownPorts;
    const policy = { ...session.policy, reviews: 'staff' } as const;
    const outcome = await shutdownSession(sessionId, {
      ...ports,
      // Somebody changes it while hosts are ended.
      bills: {
        keep: async (bill) => {
          const { revision } = await world.session(sessionId);
          await world.sessions.update(sessionId, revision, { policy });
          return bill;
        },
        get: async () => undefined,
        noteReviews: async () => undefined,
      },
      askForReviews: async (id, at) => {
        expect(await world.session(id)).not.toHaveProperty('settledAt');
        await ports.askForReviews(id, at);
      },
    });
    expect(outcome).toMatchObject({ state: 'settled', reviews: true });
    expect(world.reviewsAsked).toEqual([sessionId]);
  });
});
