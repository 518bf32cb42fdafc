import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { useGradedSession } from '../api/graded-session.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

const PURSE = `pragma solidity 0.4.24;
contract Purse {
  function leave() public { selfdestruct(msg.sender); }
}
`;

const graded = useGradedSession();
let cli: CliWorld;
beforeAll(async () => {
  cli = await makeCliWorld(graded.world);
  cli.program('Purse.sol', PURSE);
}, 60_000);
afterAll(() => cli.stop());
const run = async (...args: string[]) => await cli.assize(args);

/** Reviews what the API starts a reviewer for next. */
async function workNext(): Promise<void> {
  const before = graded.world.invoked.length;
  await until(
    () => graded.world.invoked.length,
    (invoked) => invoked > before,
  );
  await graded.world.workReviews();
}

// Each command is a process of its own, on a machine that may be busy.
describe('on the command line, a review', { timeout: 120_000 }, () => {
  it('shows the line with a caret, is taken from before the second time, and is the same on this machine alone', async () => {
    const [shown] = await Promise.all([run('review', 'Purse.sol'), workNext()]);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^Purse\.sol {2}solidity {2}score \d+ {2}1 critical/);
    expect(shown.out).toMatch(/\n {2}3 \| {3}function leave\(\)[^\n]*\n {4}\| {29}\^/);

    const again = await run('review', 'Purse.sol', '--json', '--fail-on', 'critical');
    expect(again.code).toBe(1);
    const [known] = JSON.parse(again.out).items;
    expect(known).toMatchObject({ name: 'Purse.sol', ageSeconds: expect.any(Number) });
    // By its id, as pages and answers name it.
    const named = await run('review', known.reviewId);
    expect(named.code).toBe(0);
    expect(named.out).toMatch(/^Purse\.sol {2}solidity {2}score \d+ {2}1 critical/);
    expect(await run('review', known.reviewId, '--offline')).toMatchObject({ code: 2 });
    expect(await run('review', known.reviewId, '--as', 'p01')).toMatchObject({
      code: 4,
      err: expect.stringContaining('no submission and no review'),
    });
    const offline = await run('review', 'Purse.sol', '--offline', '--json');
    expect(offline.code).toBe(0);
    expect(JSON.parse(offline.out).items[0].report).toEqual(known.report);
  });

  it('is SARIF of a folder, without a system and a login', async () => {
    const written = await cli.assize(['review', '.', '--offline', '--sarif'], { ASSIZE_LOCAL: '' });
    expect(written.code).toBe(0);
    const [only] = JSON.parse(written.out).runs;
    expect(only.results).toMatchObject([{ ruleId: 'solidity/unprotected-selfdestruct', level: 'error' }]);
    expect(only.artifacts).toMatchObject([{ location: { uri: 'Purse.sol' } }]);
  });

  it('fails a build that it could not look at, and not one with an empty file', async () => {
    cli.program('lib/Clean.sol', 'pragma solidity 0.8.20;\ncontract Clean {}\n');
    cli.program('lib/None.sol', '\n');
    const alone = { ASSIZE_LOCAL: '' };
    const guard = ['review', 'lib', '--offline', '--fail-on', 'high'];
    expect(await cli.assize(guard, alone)).toMatchObject({ code: 0 });
    cli.program('lib/Nul.sol', 'contract Nul { /* \0 */ }');
    expect(await cli.assize(guard, alone)).toMatchObject({
      code: 5,
      err: expect.stringContaining('lib/Nul.sol is no text: it holds NUL'),
    });
    const told = await cli.assize(['review', 'lib', '--offline', '--sarif'], alone);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out).runs[0].invocations[0]).toMatchObject({ executionSuccessful: false });
  });

  it('lists its rules, and refuses what it cannot look at with what to do', async () => {
    const rules = await run('review', 'rules', '--language', 'solidity');
    expect(rules.out).toMatch(/^solidity\/unprotected-selfdestruct +critical +security +SWC-106 CWE-284/m);
    cli.program('notes.txt', 'no program');
    expect(await run('review', 'notes.txt')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/cannot be told from the ending\nsay --language /),
    });
    expect(await run('review', 'Purse.sol', '--json', '--sarif')).toMatchObject({ code: 2 });
  });

  it('of a submission is made once for its staff, and is the one that there is from then on', async () => {
    const id = await graded.judged('p01', 'A', { verdict: 'WA' }, 'let a = 1;\nif (a = 2) console.log(a);\n');
    const named = ['review', id, '--session', graded.sessionId, '--json'];
    expect(await run(...named, '--as', 'p01')).toMatchObject({ code: 3 });
    const [made] = await Promise.all([run(...named), workNext()]);
    expect(made.code).toBe(0);
    const [review] = JSON.parse(made.out).items;
    expect(review).toMatchObject({
      reviewId: id,
      name: `${id}.js`,
      report: { findings: expect.arrayContaining([expect.objectContaining({ line: 2 })]) },
    });
    const before = graded.world.invoked.length;
    expect(JSON.parse((await run(...named)).out).items).toMatchObject([{ reviewId: id }]);
    expect(graded.world.invoked.length).toBe(before);
  });
});
