import { createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

/** The headers of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec, "Webhook headers"). */
export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * Signs a message by every secret, HMAC-SHA256 over `id.timestamp.body`.
 * @param messageId without a full stop, which would make what is signed ambiguous
 * @param now time of this try, ms since the epoch; sent in s
 */
export function signMessage(
  messageId: string,
  body: string,
  secrets: readonly string[],
  now: number,
): SignatureHeaders {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
