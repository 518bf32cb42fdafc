import { expect, it } from 'vitest';
import type { Context } from '../../../cli/context.ts';
import { findReviewsOf } from '../../../cli/review/find-reviews.ts';
import { type ApiClient, ApiError } from '../../../core/api/client.ts';

const ID = '01k00000000000000000000001';
const REPORT = { score: 100, counts: {}, findings: [], gaps: [], ruleSet: 'r' };

it('bears a server that does not answer for a moment, whatever it was asked', async () => {
  const asked: string[] = [];
  const call = async (name: string) => {
    asked.push(name);
    // What fetch throws where nothing listens, each time that something is asked for the first time.
    if (asked.filter((one) => one === name).length === 1) throw new TypeError('fetch failed');
    if (name === 'listSessions') return { items: [] };
    if (name !== 'getReview') throw new Error(`${name} is not asked`);
    return { reviewId: ID, state: 'reviewed', language: 'python', name: 'a.py', source: 'x', report: REPORT };
  };
  const context = { access: () => ({ client: { call } as unknown as ApiClient }) } as unknown as Context;
  expect(await findReviewsOf(context, ID, { kind: 'all' })).toMatchObject([{ reviewId: ID, name: 'a.py' }]);
  expect(asked).toContain('getReview');
});

it('asks for an id as it is stored, however it was typed', async () => {
  const asked: unknown[] = [];
  const call = async (name: string, { params }: { readonly params: object }) => {
    if (name === 'listSessions') return { items: [] };
    asked.push(params);
    return { reviewId: ID, state: 'reviewed', language: 'python', name: 'a.py', source: 'x', report: REPORT };
  };
  const context = { access: () => ({ client: { call } as unknown as ApiClient }) } as unknown as Context;
  await findReviewsOf(context, ID.toUpperCase(), { kind: 'all' });
  expect(asked).toEqual([{ reviewId: ID }]);
});

it('takes a refusal at once', async () => {
  let asked = 0;
  const call = async () => {
    asked++;
    throw new ApiError({ type: 'about:blank', title: 'not logged in', status: 401, detail: 'log in' });
  };
  const context = { access: () => ({ client: { call } as unknown as ApiClient }) } as unknown as Context;
  await expect(findReviewsOf(context, ID, { kind: 'all' })).rejects.toThrow();
  expect(asked).toBe(1);
});
