import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallOf } from '../../core/api/routes.ts';
import { parameterName } from '../../lib/naming.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { until } from '../support/until.ts';

let living: LivingSystem;
beforeAll(async () => {
  living = await startLivingSystem();
});
afterAll(() => living?.stop());

const CONTRACT =
  'pragma solidity ^0.6.0;\ncontract Purse { function leave() public { selfdestruct(msg.sender); } }\n';

it('reviews a contract and a program by the bundle that is deployed, in a thread of its own, and answers from what it kept', async () => {
  const instructor = await living.client('instructor', 'instructor');
  type Asked = CallOf<'createReview'>['body'];
  /** Asks for a review, and for what has become of it where that takes longer than a call may. */
  const review = async (body: Asked) => {
    const asked = await instructor.call('createReview', { body, headers: { prefer: 'wait=25' } });
    expect(asked).not.toHaveProperty('cached');
    const params = { reviewId: asked.reviewId };
    return await until(
      () => instructor.call('getReview', { params }),
      ({ state }) => state === 'reviewed' || state === 'failed',
    );
  };
  const body = { source: CONTRACT, language: 'solidity', name: 'Purse.sol' } as const;
  const reviewed = await review(body);
  expect(reviewed, reviewed.reason).toMatchObject({
    state: 'reviewed',
    report: { findings: expect.arrayContaining([expect.objectContaining({ line: 2 })]) as unknown },
  });
  const again = await instructor.call('createReview', { body });
  expect(again).toMatchObject({ state: 'reviewed', cached: {}, report: reviewed.report });
  expect(
    await review({ source: 'try:\n    print(1)\nexcept:\n    pass\n', language: 'python' }),
  ).toMatchObject({
    state: 'reviewed',
    report: { findings: expect.arrayContaining([expect.objectContaining({ line: 3 })]) as unknown },
  });
  expect(living.records.filter(({ message }) => message?.includes('not allowed'))).toEqual([]);
});

it('reviews a file that is put into the bucket, in the list of whoever it is for', async () => {
  const { s3, ssm } = living.system.clients;
  const Name = parameterName('dev', 'data-bucket-name');
  const Bucket = (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'reviews/grace/notes.txt', Body: 'no program' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'reviews/grace/Own.sol', Body: CONTRACT }));
  const grace = await living.client('grace', 'instructor');
  const { items } = await until(
    () => grace.call('listReviews', { query: {} }),
    (page) => page.items.some(({ state }) => state === 'reviewed'),
  );
  expect(items).toMatchObject([
    { name: 'Own.sol', language: 'solidity', requestedBy: 'grace (by upload)', state: 'reviewed' },
  ]);
  const refused = await until(
    () => living.records.find(({ message }) => message === 'review.upload-refused'),
    (record) => record !== undefined,
  );
  expect(JSON.stringify(refused)).toContain('no language is known by the ending');
});
