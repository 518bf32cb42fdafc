import { expect, it } from 'vitest';
import { listTestTitles } from '../../support/test-titles.ts';

const SOURCE = `
// it('is a comment', () => {});
const CASES: readonly [string, number][] = [['in a table', 1]];
describe.runIf(canJudge)('a group', () => {
  it('holds', async () => expect('in a body').toBe('said'), 1_000);
  it.each(CASES)('%s holds', () => {});
  it.each<[string]>([['in a row']])(\`holds \${n} times\`, () => {});
  it.skip('is left out', () => {});
  it.skip.each([['is left out with its row']])('%s', () => {});
  it.todo('is to come');
});
describe.skip('a group that is left out', () => {
  it('is left out with it', () => {});
});
`;

it('tests are known by their titles and the tables that make them: by no comment, body, or test that is left out', () => {
  expect(listTestTitles(SOURCE)).toEqual([
    'a group',
    'holds',
    '%s holds',
    'in a table',
    'holds ',
    ' times',
    'in a row',
  ]);
});
