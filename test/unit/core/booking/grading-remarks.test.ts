import { describe, expect, it } from 'vitest';
import type { BookableProblem, BookingRequest } from '../../../../core/booking/booking.ts';
import { check, problem, times } from '../../../support/booking-remarks.ts';

describe('how a session is graded', () => {
  const scoring = (problemId: string, maxScore: number | null): BookableProblem => {
    const { manifest, ...rest } = problem(problemId);
    const groups = [{ name: 'secret', aggregation: 'sum' as const, maxScore, requires: [] }];
    return { ...rest, manifest: { ...manifest, kind: 'scoring', groups } };
  };
  const mixed = { problems: [problem('a'), scoring('b', 40), scoring('c', null)] };
  const problems = [{ problemId: 'a' }, { problemId: 'b' }];
  const graded = (change: Partial<BookingRequest>) => check({ problems, ...change }, times, undefined, mixed);

  it('is by points where some score and some pass or fail, and booking says so', () => {
    expect(graded({}).warnings).toEqual([
      'problems: some score and some pass or fail, so the session is ranked by points: A 100, B 40; set others by grading.points',
    ]);
    expect(graded({ problems: [{ problemId: 'b' }] }).warnings).toEqual([]);
    expect(graded({ problems: [{ problemId: 'a' }] }).warnings).toEqual([]);
    expect(graded({ grading: { pick: 'icpc' } }).warnings[0]).toMatch(
      /^grading.pick: .*only when everything/,
    );
  });

  it.each<[string, BookingRequest['grading'], RegExp]>([
    ['points of no problem', { pick: 'best', points: { Z: 1 } }, /^grading.points.Z: .*A, B/],
    ['a time that is missing', { pick: 'last-before' }, /^grading.before: is missing/],
    ['a time before all', { pick: 'last', before: times.opensAt }, /^grading.before: nothing/],
    [
      'a due time before the opening',
      { pick: 'best', lateDeduction: { dueAt: times.opensAt, percent: 5, per: 'hour', maxPercent: 50 } },
      /^grading.lateDeduction.dueAt: everything would be late/,
    ],
  ])('has %s refused', (_, grading, fault) => {
    expect(graded(grading === undefined ? {} : { grading }).faults).toEqual([expect.stringMatching(fault)]);
  });

  it('has points of an unbounded score refused', () => {
    const open = { problems: [{ problemId: 'c' }], grading: { pick: 'best' as const, points: { A: 5 } } };
    expect(graded(open).faults).toEqual([expect.stringMatching(/^grading.points.A: .*take this out/)]);
  });

  it('warns of a lateness that nobody can have', () => {
    const lateDeduction = { dueAt: times.closesAt, percent: 5, per: 'hour' as const, maxPercent: 50 };
    const { warnings } = graded({ problems: [{ problemId: 'a' }], grading: { pick: 'best', lateDeduction } });
    expect(warnings).toEqual([expect.stringMatching(/^grading.lateDeduction.dueAt: nobody can be late/)]);
  });
});
