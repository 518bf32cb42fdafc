import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../core/exam/caller.ts';
import { isWebhookOf } from '../../../../core/webhooks/webhook.ts';

const as = (username: string, ...roles: Caller['roles'][number][]): Caller => ({ username, roles });
const OWN = { owner: 'olga', everySession: false };
const OF_ALL = { owner: 'olga', everySession: true };

describe('a webhook', () => {
  it.each([
    ['an operator', OF_ALL, as('otto', 'operator'), true],
    ['its owner, who is an operator', OF_ALL, as('olga', 'operator', 'instructor'), true],
    // A machine that acts for an operator has no more rights than an instructor; nor has who was an operator.
    ['whoever acts for its owner as an instructor, of its own sessions', OWN, as('olga', 'instructor'), true],
    ['nor of all', OF_ALL, as('olga', 'instructor'), false],
    ['another instructor', OWN, as('ada', 'instructor'), false],
  ])('is the affair of %s: %o', (_, webhook, caller, expected) => {
    expect(isWebhookOf(webhook, caller)).toBe(expected);
  });
});
