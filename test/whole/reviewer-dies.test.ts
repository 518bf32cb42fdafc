import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../../core/api/client.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { until } from '../support/until.ts';

let living: LivingSystem;
let instructor: ApiClient;
beforeAll(async () => {
  living = await startLivingSystem();
  instructor = await living.client('instructor', 'instructor');
});
afterAll(() => living?.stop());

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
  await until(look, ({ state }) => state !== 'queued');
  const reviewer = living.nameOf('submission-reviewer');
  for (const pid of living.system.host.pool.pids(reviewer)) process.kill(pid, 'SIGKILL');
  expect((await look()).state).toBe('running');
  // Its lease is over in a minute, and Lambda starts it again then.
  await until(look, ({ state }) => state === 'reviewed');
  const { items } = await instructor.call('listReviews', { query: {} });
  expect(items).toHaveLength(1);
  expect((await look()).report?.findings.length).toBeGreaterThan(100);
});
