import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';

let living: LivingSystem;
beforeAll(async () => {
  living = await startLivingSystem();
});
afterAll(() => living?.stop());

const CONTRACT =
  'pragma solidity ^0.6.0;\ncontract Purse { function leave() public { selfdestruct(msg.sender); } }\n';

it('reviews a contract and a program by the bundle that is deployed, in a thread of its own, and answers from what it kept', async () => {
  const instructor = await living.client('instructor', 'instructor');
  const body = { source: CONTRACT, language: 'solidity', name: 'Purse.sol' } as const;
  const reviewed = await instructor.call('createReview', { body, headers: { prefer: 'wait=25' } });
  expect(reviewed, reviewed.reason).toMatchObject({
    state: 'reviewed',
    report: { findings: expect.arrayContaining([expect.objectContaining({ line: 2 })]) as unknown },
  });
  expect(reviewed).not.toHaveProperty('cached');
  const again = await instructor.call('createReview', { body });
  expect(again).toMatchObject({ state: 'reviewed', cached: {}, report: reviewed.report });
  const python = { source: 'try:\n    print(1)\nexcept:\n    pass\n', language: 'python' } as const;
  expect(
    await instructor.call('createReview', { body: python, headers: { prefer: 'wait=25' } }),
  ).toMatchObject({
    state: 'reviewed',
    report: { findings: expect.arrayContaining([expect.objectContaining({ line: 3 })]) as unknown },
  });
  expect(living.records.filter(({ message }) => message?.includes('not allowed'))).toEqual([]);
});
