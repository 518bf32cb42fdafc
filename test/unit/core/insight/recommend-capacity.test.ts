import { describe, expect, it } from 'vitest';
import { PRICES } from '../../../../core/costs/prices.ts';
import type { CapacityFinding } from '../../../../core/insight/finding.ts';
import { recommendCapacity } from '../../../../core/insight/recommend-capacity.ts';
import { percentile, replayQueue, waitsBySlots } from '../../../../core/insight/replay-queue.ts';
import type { SessionSummary } from '../../../../core/insight/session-summary.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { simulateHistory } from '../../../support/simulated-history.ts';

const terms = { prices: PRICES['eu-central-1'], volumeGb: 30, maxHosts: 20 };
const session = sessionOf({ policy: { testCases: 'first-failure', minIntervalMs: 0, targetWaitMs: 20_000 } });
const windowMs = session.times.lastClosesAt - session.times.opensAt;

/** What a class of so many handed in: most of it in the last quarter. */
function drawJobs(random: () => number, participants: number, tries: number) {
  return Array.from({ length: participants * tries }, () => {
    const at = random() < 0.6 ? 0.75 + 0.25 * random() : random();
    return { submittedAt: at * windowMs, judgingMs: 1_000 + 9_000 * random() };
  });
}

function pastOf(seed: number, participants = 40, tries = 10): SessionSummary {
  const jobs = drawJobs(seededRandom(seed), participants, tries);
  const [base] = simulateHistory(seed, {}, 1) as [SessionSummary];
  return {
    ...base,
    sessionId: `session-${seed}`,
    lastClosesAt: base.opensAt + windowMs,
    participants,
    judged: jobs.length,
    p95WaitMs: 1_000 * seed,
    waits: waitsBySlots(jobs),
  };
}

const adviceFor = (history: readonly SessionSummary[], planned = 40, of = session) =>
  recommendCapacity(of, planned, history, terms).findings[0] as CapacityFinding | undefined;

describe('the size that history asks for', () => {
  it('is enough for the next session of the kind as often as it says, and not much oftener for a slot fewer', () => {
    const rounds = 150;
    const tally = { enough: 0, claimed: 0, oneFewer: 0 };
    for (let round = 0; round < rounds; round++) {
      const random = seededRandom(round + 1);
      // Classes of one size differ in how much they hand in.
      const draw = () => drawJobs(random, 40, 6 + Math.floor(8 * random()));
      const history = Array.from({ length: 9 }, (_, at) => ({
        ...pastOf(at + 1),
        waits: waitsBySlots(draw()),
      }));
      const advice = adviceFor(history);
      const next = draw();
      const isEnough = (slots: number) => percentile(replayQueue(next, slots), 0.95) <= 20_000;
      tally.claimed += advice?.enough ?? 0;
      tally.enough += isEnough(advice?.slots ?? 0) ? 1 : 0;
      tally.oneFewer += isEnough(Math.max(1, (advice?.slots ?? 0) - 2)) ? 1 : 0;
    }
    expect(tally.claimed / rounds).toBeCloseTo(0.9, 5);
    // Three standard errors of 150 draws.
    expect(tally.enough / rounds).toBeGreaterThan(0.9 - 0.075);
    expect(tally.oneFewer).toBeLessThan(tally.enough);
  });

  it('tells slots, hosts and the price of the difference, with how often it is enough', () => {
    const advice = adviceFor([1, 2, 3, 4].map((seed) => pastOf(seed, 40, 30)));
    expect(advice).toMatchObject({
      targetWaitMs: 20_000,
      bookedHosts: 2,
      enough: 0.8,
      basis: { sessions: 4 },
    });
    expect(advice?.hosts).toBe(Math.ceil((advice?.slots ?? 0) / 2));
    expect(advice?.hosts).toBeGreaterThan(2);
    // From launch to three minutes after the last close: instance and disk of 30 GB, by eu-central-1's prices.
    const hours = (windowMs + 18 * 60_000) / 3_600_000;
    const disk = (30 * 0.0952 + 125 * 0.048) / 730;
    expect((advice?.usd ?? 0) / ((advice?.hosts ?? 0) - 2)).toBeCloseTo(hours * (0.10185 + disk), 3);
    expect(advice?.text).toContain('in 4 of 4 sessions like this one');
    expect(advice?.text).toMatch(/2 hosts are booked\. As they were, these took up to 4 s$/);
    expect(advice?.advice).toMatch(/hosts? more cost \d+\.\d\d USD by list price/);
  });

  it('says that fewer would do, and what that saves', () => {
    const large = sessionOf({
      policy: session.policy,
      fleetSize: { instanceType: 'c7i.large', hosts: 10, slotsPerHost: 2 },
    });
    const advice = adviceFor(
      [1, 2, 3].map((seed) => pastOf(seed, 40, 2)),
      40,
      large,
    );
    expect(advice?.usd).toBeLessThan(0);
    expect(advice?.advice).toContain('fewer would do');
  });

  it('grows with the participants, and does not shrink with them', () => {
    const history = [1, 2, 3].map((seed) => pastOf(seed, 40, 30));
    const same = adviceFor(history)?.slots ?? 0;
    expect(adviceFor(history, 60)?.slots).toBe(Math.ceil(same * 1.5));
    expect(adviceFor(history, 25)?.slots).toBe(same);
  });

  it('says where the stage allows no such size', () => {
    const finding = recommendCapacity(
      session,
      40,
      [1, 2, 3].map((seed) => pastOf(seed, 40, 30)),
      {
        ...terms,
        maxHosts: 2,
      },
    ).findings[0];
    expect(finding?.advice).toContain('host.maxPerSession');
  });

  it('needs three sessions that are like it, and says what it found', () => {
    const unlike = [pastOf(1, 200), { ...pastOf(2), lastClosesAt: pastOf(2).opensAt + 10 * windowMs }];
    const insight = recommendCapacity(session, 40, [...unlike, pastOf(3), pastOf(4)], terms);
    expect(insight).toMatchObject({
      findings: [],
      silences: [{ kind: 'capacity', reason: expect.stringMatching(/^2 of 4 past sessions had hosts/) }],
    });
    const kept = sessionOf({ deployment: { kind: 'direct', judges: [] } });
    expect(recommendCapacity(kept, 40, [], terms).silences).toEqual([
      { kind: 'capacity', reason: 'the session has no hosts of ours' },
    ]);
  });
});
