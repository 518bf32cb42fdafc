import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
});
const run = async (...args: string[]) => await cli.assize(args);

// Each command is a process of its own, on a machine that may be busy.
describe('on the command line, costs', { timeout: 120_000 }, () => {
  it('of a session with a budget, of its month and of other ways are told', async () => {
    const booked = await run(
      ...['session', 'create', '-n', 'Dear', '-p', 'sum', '-o', '+9h', '-d', '1h', '-l', 'javascript'],
      ...['--join', '5', '--budget', '2.50'],
    );
    expect(booked).toMatchObject({ code: 0 });
    const sessionId = /booked Dear: (\w+)/.exec(booked.out)?.[1] ?? '';
    const costs = await run('costs', sessionId);
    expect(costs).toMatchObject({ code: 0, err: '' });
    expect(costs.out).toMatch(
      /\$0\.0000 spent so far.*at its end \(estimated \$0\.\d+\)\nbudget \$2\.50: 0 % spent/,
    );
    const month = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7);
    const months = await run('costs', '--month', month);
    expect(months.out).toMatch(new RegExp(`^${month}: \\$0\\.\\d+[^]* estimated .*${sessionId} +Dear`, 'm'));
    const compared = JSON.parse((await run('costs', 'compare', '-s', sessionId, '--json')).out);
    expect(compared.ways).toHaveLength(7);
    const changed = await run('session', 'change', sessionId, '--no-budget', '--json');
    expect(JSON.parse(changed.out)).not.toHaveProperty('budgetUsd');
  });

  it('that cannot be told are refused with what to write', async () => {
    expect(await run('costs', '--month', '2026-13')).toMatchObject({
      code: 2,
      err: expect.stringContaining('2026-11'),
    });
    expect(await run('costs', 'compare', '--against', 'paper')).toMatchObject({
      code: 2,
      err: expect.stringContaining('always-on'),
    });
    expect(await run('session', 'create', '--budget', 'much')).toMatchObject({
      code: 2,
      err: expect.stringContaining('2.50'),
    });
  });
});
