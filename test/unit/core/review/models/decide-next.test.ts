import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideNext, LEAST_CALL_MS, type TriedModel } from '../../../../../core/review/models/decide-next.ts';
import { MODEL_FAILURES, type ModelErrorKind } from '../../../../../core/review/models/language-model.ts';

const choices = [
  { name: 'primary', timeoutMs: 20_000 },
  { name: 'cheaper', timeoutMs: 10_000 },
];
const failed = (kind: ModelErrorKind | 'left-alone', waitMs = 0, tries = 1): TriedModel => ({
  tries,
  failed: { kind, at: 0, waitMs },
});

describe('the next model', () => {
  it.each([
    [
      'the first, with its own time',
      [],
      0,
      { action: 'ask', choice: 0, withinMs: 20_000, reason: 'primary is next' },
    ],
    [
      'the first, with the time that those after it leave',
      [],
      25_000,
      { action: 'ask', choice: 0, withinMs: 4_100 },
    ],
    ['the same again after a moment', [failed('unavailable', 500)], 100, { action: 'wait', ms: 400 }],
    [
      'the same again',
      [failed('unavailable', 500)],
      500,
      { action: 'ask', choice: 0, reason: 'primary was unavailable, and is asked again' },
    ],
    ['the next when waiting is too long', [failed('throttled', 29_000)], 100, { action: 'ask', choice: 1 }],
    ['the next when two tries failed', [failed('throttled', 0, 2)], 100, { action: 'ask', choice: 1 }],
    ['the next when it is forbidden', [failed('forbidden')], 100, { action: 'ask', choice: 1 }],
    ['the next when it is left alone', [failed('left-alone')], 100, { action: 'ask', choice: 1 }],
    [
      'nobody when all have failed',
      [failed('refused'), failed('over-budget')],
      1,
      { action: 'leave', reason: 'no model is left that may serve' },
    ],
    ['nobody when no time is left', [], 29_500, { action: 'leave', reason: 'no time is left' }],
  ])('is %s', (_, tried, now, step) => {
    expect(decideNext(choices, tried, now, 30_000)).toMatchObject(step);
  });

  it('never has more time than there is, never less than a call needs, and comes to an end', () => {
    const kinds = [...Object.keys(MODEL_FAILURES), 'left-alone'] as (ModelErrorKind | 'left-alone')[];
    const failure = fc.record({
      kind: fc.constantFrom(...kinds),
      waitMs: fc.nat(40_000),
      tookMs: fc.nat(25_000),
    });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_000, max: 60_000 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 3_000, max: 120_000 }),
        fc.infiniteStream(failure),
        (timeouts, until, failures) => {
          const models = timeouts.map((timeoutMs, n) => ({ name: `m${n}`, timeoutMs }));
          const tried: TriedModel[] = [];
          let now = 0;
          for (let steps = 0; steps < 20; steps++) {
            const step = decideNext(models, tried, now, until);
            if (step.action === 'leave') return;
            if (step.action === 'wait') {
              expect(now + step.ms).toBeLessThanOrEqual(until - LEAST_CALL_MS);
              now += step.ms;
              continue;
            }
            expect(step.withinMs).toBeGreaterThanOrEqual(LEAST_CALL_MS);
            expect(now + step.withinMs).toBeLessThanOrEqual(until);
            const { kind, waitMs, tookMs } = failures.next().value;
            now += Math.min(tookMs, step.withinMs);
            tried[step.choice] = {
              tries: (tried[step.choice]?.tries ?? 0) + 1,
              failed: { kind, at: now, waitMs },
            };
          }
          expect.fail('it asks for ever');
        },
      ),
    );
  });
});
