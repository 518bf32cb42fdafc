import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PollPlan } from '../../../../adapters/judge0/poll-plan.ts';

/** When a judge is asked, and how long after its end a call is seen to have ended; ms. */
function pollUntil(plan: PollPlan, endsAt: number) {
  const asked: number[] = [];
  let now = 0;
  do {
    now += plan.nextDelay(now);
    asked.push(now);
  } while (now < endsAt);
  return { asked, lateMs: now - endsAt };
}

const planAfter = (...durations: number[]) => {
  const plan = new PollPlan();
  for (const duration of durations) plan.learn(duration);
  return plan;
};

describe('the poll plan', () => {
  it('asks every 30 ms at first, then after a 25th of the time waited, at most every 500 ms', () => {
    const { asked } = pollUntil(new PollPlan(), 60_000);
    expect(asked.slice(0, 3)).toEqual([30, 60, 90]);
    expect(asked.at(-1)! - asked.at(-2)!).toBe(500);
  });

  it('asks less often and sees the end sooner when calls take about the same time', () => {
    const unlearned = pollUntil(new PollPlan(), 452);
    const learned = pollUntil(planAfter(450, 455, 448, 451), 452);
    expect(learned.asked.length).toBeLessThan(unlearned.asked.length);
    expect(learned.lateMs).toBeLessThan(unlearned.lateMs);
    expect(learned.lateMs).toBeLessThan(10);
  });

  it('sees the end of each kind of call soon where two kinds take turns', () => {
    const plan = planAfter(110, 450, 111, 449, 110, 451);
    expect(pollUntil(plan, 110).lateMs).toBeLessThan(10);
    expect(pollUntil(plan, 450).lateMs).toBeLessThan(10);
  });

  it('does not leave a call waiting that ends before all others', () => {
    expect(pollUntil(planAfter(9000, 9000, 9000, 9000), 100).lateMs).toBeLessThanOrEqual(150);
  });

  it('never asks again at once, and never waits for longer than without a history but for the first time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 40 }),
        fc.integer({ min: 0, max: 60_000 }),
        (durations, waited) => {
          const delay = planAfter(...durations).nextDelay(waited);
          const usual = new PollPlan().nextDelay(waited);
          expect(delay).toBeGreaterThanOrEqual(5);
          expect(delay).toBeLessThanOrEqual(waited < 250 ? Math.max(250 - waited, usual) : usual);
        },
      ),
    );
  });
});
