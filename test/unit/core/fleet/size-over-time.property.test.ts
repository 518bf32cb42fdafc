import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSize, LOOK_BACK_MS, LOOK_EVERY_MS } from '../../../../core/fleet/decide-size.ts';
import { DEFAULT_FLEET_POLICY as POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';
import { MINUTE, SESSION } from '../../../support/session-fleet.ts';
import { hostOf } from '../../../support/sessions.ts';

const S = 1_000;
const HOURS = 3;
const OPENS_AT = SESSION.times.opensAt;
const TIMES = {
  ...SESSION.times,
  closesAt: OPENS_AT + HOURS * 60 * MINUTE,
  lastClosesAt: OPENS_AT + HOURS * 60 * MINUTE,
};

interface Case {
  /** Of the chance by which submissions come; absent: they come evenly. */
  readonly seed?: number;
  readonly booked: number;
  readonly leastHosts: number;
  readonly maxHosts: number;
  readonly judgingMs: number;
  readonly startMs: number;
  /** Share of the booked slots that submissions would keep busy, at a time since the opening. */
  readonly load: (at: number) => number;
}

interface Job {
  readonly submittedAt: number;
  startedAt?: number;
  endedAt?: number;
}

/** Each is another participant's. */
const ofOne = (index: number) => ({ participantId: `p-${index}`, trial: false });

/** A whole window: submissions at the load's pace, judged on the hosts of each moment, and a look each 30 s. */
function play({ seed, booked, leastHosts, maxHosts, judgingMs, startMs, load }: Case) {
  const random = seed === undefined ? undefined : seededRandom(seed);
  let due = 0;
  const arrivals = (expected: number) => {
    const whole = Math.floor(expected);
    if (random !== undefined) return whole + (random() < expected - whole ? 1 : 0);
    due += expected;
    const come = Math.floor(due);
    due -= come;
    return come;
  };
  let size = { ...SESSION.fleetSize!, hosts: booked, leastHosts } as NonNullable<typeof SESSION.fleetSize>;
  const hosts: Host[] = [];
  const request = (at: number, readyAt: number) =>
    hosts.push(
      hostOf({
        hostId: `i-${hosts.length}`,
        state: 'requested',
        requestedAt: at,
        stateAt: readyAt,
        milestones: { examinedAt: readyAt },
      }),
    );
  for (let count = 0; count < booked; count++) request(OPENS_AT - startMs, OPENS_AT);
  let jobs: Job[] = [];
  let running: Job[] = [];
  const queue: Job[] = [];
  const sizes = [booked];
  const waits: number[] = [];
  for (let now = OPENS_AT; now < TIMES.closesAt; now += S) {
    for (const [at, host] of hosts.entries())
      if (host.state === 'requested' && host.stateAt <= now) hosts[at] = { ...host, state: 'ready' };
    const slots = hosts.filter(({ state }) => state === 'ready').length * size.slotsPerHost;
    const rate = (load(now - OPENS_AT) * booked * size.slotsPerHost) / judgingMs;
    for (let more = arrivals(rate * S); more > 0; more--) queue.push({ submittedAt: now });
    running = running.filter(({ endedAt = now }) => endedAt > now);
    for (let free = slots - running.length; free > 0 && queue.length > 0; free--) {
      const job = { ...queue.shift()!, startedAt: now, endedAt: now + judgingMs };
      running.push(job);
      jobs.push(job);
      waits.push(job.endedAt - job.submittedAt);
    }
    if ((now - OPENS_AT) % LOOK_EVERY_MS !== 0) continue;
    jobs = jobs.filter(({ submittedAt }) => submittedAt > now - LOOK_BACK_MS);
    const lately = queue.filter(({ submittedAt }) => submittedAt > now - LOOK_BACK_MS);
    const decision = decideSize(
      {
        session: { ...SESSION, times: TIMES, fleet: 'ready', fleetSize: size },
        hosts,
        rounds: [],
        digests: [...jobs, ...lately].map(({ submittedAt, startedAt, endedAt }, index) =>
          endedAt !== undefined && endedAt <= now
            ? { ...ofOne(index), state: 'judged' as const, submittedAt, endedAt, judgingMs }
            : {
                ...ofOne(index),
                state: startedAt === undefined ? ('queued' as const) : ('running' as const),
                submittedAt,
              },
        ),
        maxHosts,
        now,
      },
      POLICY,
    );
    if (decision.action === 'stay') continue;
    sizes.push(decision.hosts);
    const grown = (size.resized?.grown ?? 0) + Math.max(0, decision.hosts - size.hosts);
    size = { ...size, hosts: decision.hosts, resized: { booked, grown, at: now } };
    let alive = hosts.filter(({ state }) => state !== 'terminated').length;
    for (; alive < size.hosts; alive++) request(now, now + startMs);
    for (const [at, host] of [...hosts.entries()].toReversed())
      if (alive > size.hosts && host.state !== 'terminated') {
        hosts[at] = { ...host, state: 'terminated', terminatedAt: now };
        alive--;
      }
  }
  return { sizes, lastWaits: waits.slice(-50) };
}

const evenStage = fc.record({
  booked: fc.integer({ min: 1, max: 4 }),
  leastHosts: fc.integer({ min: 1, max: 4 }),
  maxHosts: fc.integer({ min: 4, max: 8 }),
  // The clock of these goes by seconds.
  judgingMs: fc
    .oneof(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 20, max: 200 }))
    .map((seconds) => seconds * S),
  startMs: fc.integer({ min: 30 * S, max: 10 * MINUTE }),
});
const stage = fc.tuple(fc.nat(), evenStage).map(([seed, one]) => ({ ...one, seed }));

/** How often a fleet that grew shrank, or one that shrank grew. */
function turnsOf(sizes: readonly number[]): number {
  const steps = sizes.slice(1).map((size, at) => Math.sign(size - (sizes[at] ?? 0)));
  return steps.filter((step, at) => at > 0 && step !== steps[at - 1]).length;
}

describe('the size of a fleet over an exam', () => {
  it('is never below one host nor above what may be, however submissions come', () => {
    fc.assert(
      fc.property(stage, fc.double({ min: 0, max: 2.5, noNaN: true }), (one, share) => {
        const { sizes } = play({ ...one, load: () => share });
        const most = Math.max(one.booked, Math.min(one.maxHosts, one.booked * 2));
        for (const size of sizes) {
          expect(size).toBeGreaterThanOrEqual(Math.max(1, Math.min(one.leastHosts, one.booked)));
          expect(size).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('never turns under a load that stays the same', () => {
    fc.assert(
      fc.property(evenStage, fc.double({ min: 0, max: 2.5, noNaN: true }), (one, share) => {
        const { sizes } = play({ ...one, load: () => share });
        // One that was reduced has what was booked for the end: that is a turn, and no flapping.
        expect(turnsOf(sizes)).toBeLessThanOrEqual(sizes.some((size) => size < one.booked) ? 1 : 0);
      }),
      { numRuns: 25 },
    );
  });

  it('follows a rush that comes and goes: it grows once, and is as before when it is over', () => {
    fc.assert(
      fc.property(stage, (one) => {
        const rush = (at: number) => (at > 30 * MINUTE && at < 90 * MINUTE ? 1.6 : 0.05);
        const { sizes } = play({ ...one, booked: 2, leastHosts: 2, load: rush });
        expect(Math.max(...sizes)).toBeGreaterThan(2);
        expect(turnsOf(sizes)).toBe(1);
        expect(sizes.at(-1)).toBe(2);
      }),
      { numRuns: 8 },
    );
  });

  it('is enough for a load that is half as much again as what was booked can do', () => {
    fc.assert(
      fc.property(evenStage, (one) => {
        const { lastWaits } = play({ ...one, booked: 2, load: () => 1.5 });
        expect(lastWaits.length).toBe(50);
        for (const wait of lastWaits) expect(wait).toBeLessThanOrEqual(60 * S + 2 * one.judgingMs);
      }),
      { numRuns: 8 },
    );
  });

  it('is enough for it by chance too, or all that it may be', () => {
    fc.assert(
      fc.property(stage, (one) => {
        const { sizes, lastWaits } = play({ ...one, booked: 2, load: () => 1.5 });
        expect(sizes.at(-1)).toBeGreaterThanOrEqual(3);
        expect(lastWaits.length).toBe(50);
        // A burst is longer than any bound now and then: of one that has all its hosts no more can be asked.
        if (sizes.at(-1) === 4) return;
        for (const wait of lastWaits) expect(wait).toBeLessThanOrEqual(60 * S + 2 * one.judgingMs);
      }),
      { numRuns: 8 },
    );
  });
});
