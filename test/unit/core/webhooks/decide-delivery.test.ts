import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DISABLE_AFTER_MS,
  decideDelivery,
  decideWebhook,
  REST_AFTER_FAILURES,
  RETRY_DELAYS_MS,
  type Tried,
} from '../../../../core/webhooks/decide-delivery.ts';
import type { WebhookHealth } from '../../../../core/webhooks/webhook.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 2, 2, 8);
const tried = (status?: number, more: Partial<Tried> = {}): Tried => ({
  at: AT,
  ms: 100,
  reason: status === undefined ? 'no answer within 15 s' : `HTTP ${status}`,
  ...(status === undefined ? {} : { status }),
  ...more,
});

const failure: fc.Arbitrary<Tried> = fc
  .record({
    status: fc.option(fc.constantFrom(301, 400, 404, 429, 500, 502, 503, 504), { nil: undefined }),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 100 * HOUR }), { nil: undefined }),
    ms: fc.integer({ min: 0, max: 15_000 }),
  })
  .map(({ status, retryAfterMs, ms }) =>
    tried(status, { ms, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
  );
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a message', () => {
  it.each([200, 201, 202, 204, 299])('is delivered when the receiver answers %i', (status) => {
    expect(decideDelivery(1, tried(status), 0)).toEqual({ action: 'delivered', reason: `HTTP ${status}` });
  });

  it('is tried ten times in three days, each later than the table says by a fifth at most, or when its receiver asks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), failure, random, (tries, one, draw) => {
        const decision = decideDelivery(tries, one, draw);
        const delay = RETRY_DELAYS_MS[tries - 1];
        expect(decision.action).toBe(delay === undefined ? 'give-up' : 'retry');
        if (delay === undefined || decision.action !== 'retry') return;
        const wait = decision.at - one.at - one.ms;
        const asked = Math.min(one.retryAfterMs ?? 0, 24 * HOUR);
        expect(wait).toBeGreaterThanOrEqual(Math.max(delay, asked));
        expect(wait).toBeLessThanOrEqual(Math.max(delay * 1.2, asked));
      }),
    );
    const whole = RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0);
    expect(RETRY_DELAYS_MS).toHaveLength(9);
    expect(whole).toBeGreaterThan(3 * 24 * HOUR);
    // What is given up is given up before its webhook is.
    expect(whole).toBeLessThan(DISABLE_AFTER_MS);
  });

  it('is not tried on where its receiver is gone', () => {
    expect(decideDelivery(1, tried(410), 0)).toMatchObject({ action: 'give-up' });
    expect(decideDelivery(10, tried(500), 0)).toEqual({
      action: 'give-up',
      reason: '10 tries failed, the last: HTTP 500',
    });
  });
});

describe('a webhook', () => {
  const afterTries = (results: readonly Tried[], before: WebhookHealth = { failures: 0 }) =>
    results.reduce<ReturnType<typeof decideWebhook>>(({ health }, one) => decideWebhook(health, one, 0), {
      action: 'keep',
      reason: '',
      health: before,
    });

  it('is left alone after some failures in a row, longer each time, half an hour at most', () => {
    expect(afterTries([tried(500), tried(500)]).action).toBe('keep');
    const rests = [0, 1, 2, 3, 4, 5, 6, 90].map((more) => {
      const { action, health } = afterTries(
        Array.from({ length: REST_AFTER_FAILURES + more }, () => tried()),
      );
      expect(action).toBe('rest');
      return (health.restUntil ?? 0) - AT - 100;
    });
    expect(rests.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it.each([429, 502, 503, 504])(
    'is left alone at once when it answers %i, as long as it asks for',
    (status) => {
      expect(afterTries([tried(status)])).toMatchObject({
        action: 'rest',
        health: { restUntil: AT + 100 + 60_000 },
      });
      const asked = afterTries([tried(status, { retryAfterMs: 2 * HOUR })]);
      expect(asked.health.restUntil).toBe(AT + 100 + 2 * HOUR);
    },
  );

  it('begins anew with what is delivered, and what went wrong last is still told', () => {
    const { action, health } = afterTries([tried(500), tried(503), tried(204)]);
    expect(action).toBe('keep');
    expect(health).toEqual({ failures: 0, lastFailure: { at: AT, reason: 'HTTP 503' } });
  });

  it('is disabled when its receiver is gone, or when every try has failed for five days', () => {
    expect(afterTries([tried(410)])).toMatchObject({ action: 'disable' });
    const since = AT - DISABLE_AFTER_MS;
    expect(afterTries([tried(500)], { failures: 40, failingSince: since + 200 }).action).toBe('rest');
    expect(afterTries([tried(500)], { failures: 40, failingSince: since })).toMatchObject({
      action: 'disable',
      reason: 'every try has failed since 2026-02-25T08:00:00.000Z, the last: HTTP 500',
    });
    expect(afterTries([tried(200)], { failures: 40, failingSince: since })).toMatchObject({ action: 'keep' });
  });
});
