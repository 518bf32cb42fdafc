import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import { estimateSession, planSessionFleet } from '../../../../core/booking/estimate-session.ts';
import { planComparison, planComparisonOf, referenceExam } from '../../../../core/booking/plan-comparison.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { type ComparisonFacts, compareWays, WAYS, type Way } from '../../../../core/costs/compare.ts';
import { MANIFEST } from '../../../support/manifest.ts';
import { timesFrom } from '../../../support/sessions.ts';

const limits = bookingLimitsOf(readStageConfig('dev'), [], 'us-east-1');
const reference = referenceExam(limits);
const wayOf = (facts: ComparisonFacts, way: Way) => compareWays(facts).ways.find((one) => one.way === way)!;
const factsOf = (wish: Parameters<typeof planComparison>[0]) => {
  const facts = planComparison(wish, limits);
  if ('fault' in facts) throw new Error(facts.fault.detail);
  return facts;
};

describe('the reference exam', () => {
  it('costs a dollar at most, itemised, with two hosts for a thousand submissions', () => {
    const { usd, lines } = wayOf(reference, 'fleet-on-demand');
    expect(reference.session).toMatchObject({ submissions: 1_000, fleetSize: { hosts: 2 } });
    expect(usd).toBeLessThanOrEqual(1);
    expect(usd).toBeGreaterThan(0.7);
    expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBeCloseTo(usd, 6);
    expect(lines.map(({ what }) => what).join()).toMatch(
      /c7i.large.*disk.*judge call.*submission.*pages.*minutes/,
    );
  });
});

describe('a comparison', () => {
  it('of a booked session says of its fleet what its estimate says, to the cent', () => {
    const problems = [{ problemId: 'sum', version: 1, manifest: MANIFEST }];
    const session = { times: timesFrom(0), participantCount: 40, deployment: { kind: 'fleet' } as const };
    const planned = planSessionFleet({ times: session.times, participants: 40, problems }, limits, {});
    const booked = { ...session, fleetSize: planned.size };
    const estimate = estimateSession({ ...booked, participants: 40, problems }, limits);
    const facts = planComparisonOf(booked, problems, {}, limits);
    expect(wayOf(facts, 'fleet-on-demand')).toMatchObject({ usd: estimate.usd, lines: estimate.lines });
  });

  it('has every way once, whose lines add up, and figures that follow their formulae', () => {
    const { ways } = compareWays(reference);
    expect(ways.map(({ way }) => way).sort()).toEqual(Object.keys(WAYS).sort());
    const against = ways.find(({ way }) => way === 'always-on')!;
    for (const one of ways) {
      expect(one.lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(one.usd, 6);
      expect(one.perYearUsd).toBeCloseTo(52 * one.usd + 36, 2);
      expect(one.savingUsdPerYear).toBeCloseTo(against.perYearUsd - one.perYearUsd, 3);
      expect(one.returnOnInvestment).toBeCloseTo(one.savingUsdPerYear / one.perYearUsd, 3);
    }
    expect(against.savingUsdPerYear).toBe(0);
  });

  it('counts what a way costs to introduce into the return of its first year', () => {
    const [free, dear] = [0, 500].map((setupUsd) => wayOf(factsOf({ setupUsd }), 'fleet-on-demand'));
    expect(dear!.returnOnInvestment).toBeCloseTo(
      (free!.savingUsdPerYear - 500) / (free!.perYearUsd + 500),
      3,
    );
  });

  it('breaks even where the formula says: on one side one way costs less, on the other the other', () => {
    const { breakEvens } = compareWays(reference);
    const [exams] = breakEvens.map(({ value }) => value!);
    const cheaper = (examsPerYear: number) => {
      const facts = { ...reference, examsPerYear };
      return wayOf(facts, 'fleet-on-demand').usd < wayOf(facts, 'always-on').usd;
    };
    expect([cheaper(Math.floor(exams! * 0.99)), cheaper(Math.ceil(exams! * 1.01))]).toEqual([true, false]);
    const calls = breakEvens.find(({ between }) => between.endsWith('pooled-by-batch'))!.value!;
    const pooledIsCheaper = (submissions: number) => {
      const facts = { ...reference, session: { ...reference.session, submissions } };
      return wayOf(facts, 'pooled-by-batch').usd < wayOf(facts, 'fleet-on-demand').usd;
    };
    expect([pooledIsCheaper(calls * 0.95), pooledIsCheaper(calls * 1.05)]).toEqual([true, false]);
  });

  it('recommends the cheapest that can be had, and spot capacity only where it is worth its risk', () => {
    const once = compareWays(factsOf({ examsPerYear: 2 })).recommendation;
    expect(once.way).not.toBe('fleet-spot');
    expect(once.reason).toContain('less than the 25 USD');
    expect(compareWays(factsOf({ examsPerYear: 500, tries: 60 })).recommendation).toMatchObject({
      way: 'fleet-spot',
    });
    expect(compareWays(factsOf({ participants: 5, tries: 5 })).recommendation.way).toBe('pooled-by-batch');
    // 50,000 calls are more than any public plan has in a day.
    expect(wayOf(reference, 'pooled-by-call')).toMatchObject({ possible: false });
  });

  it('never falls when an exam grows', () => {
    const grown = fc.record({
      participants: fc.integer({ min: 0, max: 200 }),
      hours: fc.integer({ min: 0, max: 5 }),
      testCases: fc.integer({ min: 0, max: 100 }),
      tries: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(grown, fc.constantFrom(...(Object.keys(WAYS) as Way[])), (more, way) => {
        const small = factsOf({ handHours: 20 });
        const large = factsOf({
          handHours: 20,
          participants: 50 + more.participants,
          hours: 3 + more.hours,
          testCases: 50 + more.testCases,
          tries: 20 + more.tries,
          // A longer exam needs fewer slots for as many submissions.
          hosts: Math.max(2, factsOf({ participants: 50 + more.participants }).session.fleetSize.hosts),
        });
        expect(wayOf(large, way).usd).toBeGreaterThanOrEqual(wayOf(small, way).usd - 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a type without a price, and hosts that are stopped before the exam ends', () => {
    expect(planComparison({ instanceType: 't3.micro' }, limits)).toMatchObject({
      fault: { field: 'instanceType', detail: expect.stringContaining('c7i.large') },
    });
    expect(planComparison({ hours: 5, handHours: 4 }, limits)).toMatchObject({
      fault: { field: 'handHours' },
    });
    expect(planComparison({ hours: 12 }, limits)).toMatchObject({ handHours: 12 });
  });
});
