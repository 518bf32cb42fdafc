import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeGuardedFetch } from '../../../../adapters/judge0/guarded-fetch.ts';
import { HttpMessageSender, readRetryAfter } from '../../../../adapters/webhooks/http-message-sender.ts';
import { checkReceiver } from '../../../../lambdas/api/find-webhook.ts';
import { startReceiver, type WebhookReceiver } from '../../../support/webhook-receiver.ts';

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => await receiver.stop());

const senderOf = (allowPrivate: boolean, withinMs = 15_000) =>
  new HttpMessageSender(makeGuardedFetch({ guarded: 'receiver', allowPrivate }), Date.now, withinMs);

describe('a message', () => {
  it('is posted as it stands, and what is answered beside the status is let pass', async () => {
    receiver.answers.push({ status: 200 });
    const tried = await senderOf(true).send(receiver.url(), { 'webhook-id': 'a' }, '{"ü":1}');
    expect(tried).toMatchObject({ status: 200, reason: 'HTTP 200', ms: expect.any(Number) });
    expect(receiver.received).toMatchObject([{ id: 'a', body: '{"ü":1}' }]);
  });

  it('tells what its receiver asks for', async () => {
    receiver.answers.push({ status: 503, headers: { 'retry-after': '120' } });
    expect(await senderOf(true).send(receiver.url(), {}, '{}')).toMatchObject({
      status: 503,
      retryAfterMs: 120_000,
    });
    const now = Date.UTC(2026, 0, 1);
    expect(readRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
    expect(readRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect(readRetryAfter('soon', now)).toBeUndefined();
    expect(readRetryAfter(null, now)).toBeUndefined();
  });

  it('fails by what went wrong, without an exception', async () => {
    const url = receiver.url();
    receiver.answers.push({ status: 301, headers: { location: 'https://example.edu' } });
    expect((await senderOf(true).send(url, {}, '{}')).reason).toContain('redirects are not followed');
    await receiver.stop();
    expect(await senderOf(true).send(url, {}, '{}')).toMatchObject({
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    receiver = await startReceiver();
  });

  it('waits for no answer longer than it may', async () => {
    const sender = new HttpMessageSender(
      (_url, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        }),
      Date.now,
      10,
    );
    expect(await sender.send('https://lms.example.edu', {}, '{}')).toMatchObject({
      reason: 'no answer within 0.01 s',
    });
  });
});

describe('in an account', () => {
  it.each([
    'http://127.0.0.1:9001/',
    'https://10.0.0.7/',
    'https://169.254.169.254/latest',
    'https://[::1]/',
  ])('nothing is sent to %s, nor taken as a webhook', async (url) => {
    const { status, reason } = await senderOf(false).send(url, {}, '{}');
    expect(status).toBeUndefined();
    expect(reason).toMatch(/is not https|a private address|where no receiver of webhooks can be/);
    expect(() => checkReceiver(url, { localReceivers: false })).toThrow('the request has a fault: url');
  });

  it('a public address by https is taken', () => {
    expect(() => checkReceiver('https://lms.example.edu/hooks', { localReceivers: false })).not.toThrow();
    expect(() => checkReceiver('https://93.184.216.34/', { localReceivers: false })).not.toThrow();
  });
});
