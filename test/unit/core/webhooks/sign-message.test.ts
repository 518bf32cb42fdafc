import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signMessage } from '../../../../core/webhooks/sign-message.ts';
import {
  makeSecret,
  rotateSecrets,
  SECRET_OVERLAP_MS,
  signingSecrets,
} from '../../../../core/webhooks/webhook.ts';

const bytes = (count: number) => randomBytes(count);

describe('the library of the convention', () => {
  const message = fc.record({
    id: fc.stringMatching(/^\d{13}-[a-z0-9:_-]{1,60}$/),
    data: fc.dictionary(fc.string(), fc.jsonValue()),
    secrets: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 3 }),
  });

  it('verifies what any of the secrets has signed, and reads what was meant', () => {
    fc.assert(
      fc.property(message, ({ id, data, secrets }) => {
        const made = secrets.map((one) => makeSecret(() => one));
        const body = JSON.stringify({ type: 'session.settled', timestamp: '2026-01-01T00:00:00.000Z', data });
        const headers = { ...signMessage(id, body, made, Date.now()) };
        for (const secret of made)
          expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      }),
    );
  });

  it('makes the same signature as we do', () => {
    fc.assert(
      fc.property(
        message,
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        (one, at) => {
          const secret = makeSecret(bytes);
          const body = JSON.stringify(one.data);
          expect(signMessage(one.id, body, [secret], at.getTime())['webhook-signature']).toBe(
            new Webhook(secret).sign(one.id, at, body),
          );
        },
      ),
    );
  });

  it('refuses another body, id, time or secret', () => {
    const secret = makeSecret(bytes);
    const headers = { ...signMessage('1-a', '{"a":1}', [secret], Date.now()) };
    const verify = (body: string, changed: object, by = secret) =>
      new Webhook(by).verify(body, { ...headers, ...changed });
    expect(verify('{"a":1}', {})).toEqual({ a: 1 });
    expect(() => verify('{"a":2}', {})).toThrow(WebhookVerificationError);
    expect(() => verify('{"a":1}', { 'webhook-id': '1-b' })).toThrow(WebhookVerificationError);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(() => verify('{"a":1}', { 'webhook-timestamp': later })).toThrow(WebhookVerificationError);
    expect(() => verify('{"a":1}', {}, makeSecret(bytes))).toThrow(WebhookVerificationError);
    const old = { ...signMessage('1-a', '{}', [secret], Date.now() - 600_000) };
    expect(() => new Webhook(secret).verify('{}', old)).toThrow('too old');
  });
});

describe('secrets', () => {
  it('are 32 bytes that nobody can guess, in the form of the convention', () => {
    const secret = makeSecret(bytes);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(makeSecret(bytes)).not.toBe(secret);
  });

  it('sign on for a day beside the one that replaced them, at most three at a time', () => {
    const start = Date.UTC(2026, 0, 1);
    const once = rotateSecrets([{ secret: 'a' }], 'b', start);
    expect(signingSecrets({ secrets: once }, start)).toEqual(['b', 'a']);
    expect(signingSecrets({ secrets: once }, start + SECRET_OVERLAP_MS - 1)).toEqual(['b', 'a']);
    expect(signingSecrets({ secrets: once }, start + SECRET_OVERLAP_MS)).toEqual(['b']);
    // Rotated again, the first does not live longer.
    const twice = rotateSecrets(once, 'c', start + 1_000);
    expect(signingSecrets({ secrets: twice }, start + SECRET_OVERLAP_MS)).toEqual(['c', 'b']);
    expect(rotateSecrets(twice, 'd', start + 2_000).map(({ secret }) => secret)).toEqual(['d', 'c', 'b']);
    expect(rotateSecrets(once, 'c', start + SECRET_OVERLAP_MS)).toEqual([
      { secret: 'c' },
      { secret: 'b', until: start + 2 * SECRET_OVERLAP_MS },
    ]);
  });
});
