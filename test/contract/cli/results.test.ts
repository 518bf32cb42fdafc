import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
const folder = mkdtempSync(join(tmpdir(), 'assize-results-'));
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});
const assize: CliWorld['assize'] = async (args, env) => await cli.assize(args, env);

// Each command is a process of its own, on a machine that may be busy.
describe('assize session', { timeout: 120_000 }, () => {
  it('gives results as a table and as files, publishes grades, and shows participants theirs', async () => {
    const { sessionId } = await world.addSession();
    const table = await assize(['session', 'results', sessionId]);
    expect(table).toMatchObject({ code: 0, out: expect.stringMatching(/RANK .*WHO[\s\S]*p01/) });
    const moodle = await assize(['session', 'results', sessionId, '--format', 'moodle']);
    expect(moodle.out.split('\r\n')[1]).toMatch(/^p01,/);
    const out = join(folder, 'canvas.csv');
    expect(await assize(['session', 'results', sessionId, '-f', 'canvas', '-o', out])).toMatchObject({
      code: 0,
      out: '',
      err: `written: ${out}\n`,
    });
    expect(readFileSync(out, 'utf8')).toMatch(/^Student,ID,SIS User ID,SIS Login ID,Section,/);
    expect(await assize(['session', 'results', sessionId, '-f', 'gradescope'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--participant'),
    });
    await assize(['session', 'results', sessionId, '-f', 'gradescope', '-o', folder]);
    const [results] = readdirSync(folder).filter((name) => /gradescope-p02\.json$/.test(name));
    expect(JSON.parse(readFileSync(join(folder, results ?? ''), 'utf8'))).toMatchObject({ score: 0 });

    expect(await assize(['session', 'grades', 'publish', sessionId])).toMatchObject({
      code: 6,
      err: expect.stringContaining('end the session'),
    });
    await assize(['session', 'end', sessionId]);
    expect(await assize(['session', 'grade', sessionId, '--as', 'p01'])).toMatchObject({ code: 4 });
    expect(await assize(['session', 'grades', 'publish', sessionId, 'p01'])).toMatchObject({
      code: 0,
      out: '1 grade published; participants see 1\n',
    });
    expect(await assize(['session', 'grade', sessionId, '--as', 'p01'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 of 100 points'),
    });
    expect(await assize(['session', 'report', sessionId, 'p01', '--as', 'p01'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^<!doctype html>/),
    });
    expect(await assize(['session', 'grades', 'withdraw', sessionId])).toMatchObject({
      out: '1 grade withdrawn; participants see 0\n',
    });
  });
});
