import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../../core/api/client.ts';
import { LEASE_MS } from '../../core/review/work-reviews.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { until } from '../support/until.ts';

let living: LivingSystem;
let instructor: ApiClient;
beforeAll(async () => {
  living = await startLivingSystem();
  instructor = await living.client('instructor', 'instructor');
});
afterAll(() => living?.stop());

/** What the reviewer does between two looks at its review, which takes several times that. */
const STEP_MS = 100;

/** As much as a review takes: it lasts long enough to be met in its middle. */
const CONTRACT = Array.from(
  { length: 800 },
  (_, at) => `contract Purse${at} { function leave() public { selfdestruct(msg.sender); } }`,
).join('\n');

it('is killed in the middle of a review: another does it, and there is one report', async () => {
  const params = await instructor
    .call('createReview', { body: { source: CONTRACT, language: 'solidity' } })
    .then(({ reviewId }) => ({ reviewId }));
  const look = async () => await instructor.call('getReview', { params });
  const reviewer = living.nameOf('submission-reviewer');
  const signal = (name: NodeJS.Signals) => {
    const pids = living.system.host.pool.pids(reviewer);
    for (const pid of pids) process.kill(pid, name);
    return pids.length;
  };
  // It goes on in steps and stands still while it is looked at: a quick machine would be done between two looks.
  const { state } = await until(
    async () => {
      signal('SIGCONT');
      await sleep(STEP_MS);
      signal('SIGSTOP');
      return await look();
    },
    (review) => review.state !== 'queued',
  );
  expect(signal('SIGKILL')).toBeGreaterThan(0);
  expect(state).toBe('running');
  // Its lease is over in a minute, and Lambda starts it again then.
  const { requestedAt, reviewedAt } = await until(look, (review) => review.state === 'reviewed');
  // Who was killed did not finish it: nobody else may take it before the lease is over.
  expect(Date.parse(reviewedAt ?? '') - Date.parse(requestedAt)).toBeGreaterThanOrEqual(LEASE_MS);
  const { items } = await instructor.call('listReviews', { query: {} });
  expect(items).toHaveLength(1);
  expect((await look()).report?.findings.length).toBeGreaterThan(100);
});
