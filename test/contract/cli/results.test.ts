import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejudgedId } from '../../../core/submissions/rejudged.ts';
import { MANIFEST } from '../../support/manifest.ts';
import { timesFrom } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
const folder = mkdtempSync(join(tmpdir(), 'assize-results-'));
beforeAll(async () => {
  world = await makeApiWorld();
  const sample = createHash('sha256').update('1 1\n').digest('hex');
  await world.objects.put(sample, Buffer.from('1 1\n'));
  await world.addProblem('sum', {
    testCases: MANIFEST.testCases.map((one) => ({ ...one, inputHash: sample, answerHash: sample })),
  });
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

  it('says how similar programs are, as a table and as files for the examiners', async () => {
    const { sessionId } = await world.addSession();
    const source = readFileSync(
      new URL('../../../examples/sample-exam/reading-room/submissions/accepted/events.js', import.meta.url),
      'utf8',
    );
    for (const [who, text] of [
      ['p01', source],
      ['p02', source.replaceAll('events', 'moments')],
    ] as const) {
      const { submissionId } = await world.as(who).call('createSubmission', {
        params: { sessionId },
        headers: {},
        body: { problem: 'A', language: 'javascript', source: text },
      });
      await world.judge(sessionId, submissionId, { verdict: 'AC' });
    }
    const table = await assize(['similarity', sessionId]);
    expect(table).toMatchObject({
      code: 0,
      out: expect.stringMatching(/1 +100 % +\d+ lines +p01 .* p02 [\s\S]*together: p01, p02[\s\S]*no proof/),
    });
    expect(table.out).not.toMatch(/cheat|plagiar/i);
    const out = join(folder, 'evidence.html');
    expect(await assize(['similarity', sessionId, '-f', 'html', '-o', out])).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<mark/);
    const csv = await assize(['similarity', sessionId, '--problem', 'a', '--format', 'csv']);
    expect(csv.out.split('\r\n')[1]).toMatch(/^A,1,100,/);
    const json = await assize(['similarity', sessionId, '--json', '--common', '100']);
    expect(JSON.parse(json.out)).toMatchObject({
      problems: [{ label: 'A', report: { pairs: [{ similarity: 1 }] } }],
    });
    expect(await assize(['similarity', sessionId, '--problem', 'Z'])).toMatchObject({ code: 4 });
    expect(await assize(['similarity', sessionId, '--as', 'p01'])).toMatchObject({ code: 3 });
  });

  it('judges a problem again, shows what would change, and applies it', async () => {
    await world.addProblem('sum');
    const { sessionId } = await world.addSession();
    const body = { problem: 'A', language: 'javascript', source: '1' } as const;
    const call = { params: { sessionId }, body };
    const { submissionId } = await world.as('p01').call('createSubmission', call);
    const judge = async (id: string, verdict: 'WA' | 'AC') => await world.judge(sessionId, id, { verdict });
    await judge(submissionId, 'WA');
    expect(await assize(['rejudge', 'show', sessionId])).toMatchObject({
      code: 4,
      err: expect.stringContaining('assize rejudge start'),
    });
    const made = await assize([
      'rejudge',
      'start',
      sessionId,
      'a',
      '--verdict',
      'WA',
      '-r',
      'case 3 was wrong',
    ]);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/judging .*A .*2 \(was 1\) .*0 of 1/) });
    expect(await assize(['rejudge', 'apply', sessionId])).toMatchObject({ code: 6 });
    const [rejudging] = (await world.as('ada').call('listRejudgings', { params: { sessionId } })).items;
    await judge(rejudgedId(rejudging!.rejudgingId, submissionId), 'AC');
    const shown = await assize(['rejudge', 'show', sessionId, '--watch']);
    expect(shown.out).toMatch(/1 verdict changes, 0 stay/);
    expect(shown.out).toMatch(/WAS +AC\nWA +1/);
    expect(shown.out).toMatch(/p01 .*0 -> 1/);
    expect(await assize(['rejudge', 'apply', sessionId])).toMatchObject({
      code: 0,
      out: expect.stringContaining('applied'),
    });
  });

  it('decides how a session is graded, says before whose points change, and opens one at once', async () => {
    const { sessionId } = await world.addSession({ times: timesFrom(Date.now() + 3_600_000) });
    const rules = async (...args: string[]) =>
      await assize(['session', 'grades', 'rules', sessionId, ...args]);
    expect((await rules()).out).toBe('of each problem the submission with the most points counts\n');
    expect(await rules('-p', 'A=10', '--pick', 'last', '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /last submission counts; points: A 10[\s\S]*ranked by points[\s\S]* of 2 would/,
      ),
    });
    expect(await rules('-p', 'Z=10')).toMatchObject({ code: 2, err: expect.stringContaining('no problem') });
    expect(await rules('--percent', '5')).toMatchObject({ code: 2, err: expect.stringContaining('--late') });
    expect((await rules('-p', 'A=10')).out).toContain('points: A 10');
    expect((await world.sessions.get(sessionId))?.grading).toEqual({ pick: 'best', points: { A: 10 } });
    expect((await rules('-p', 'A=')).out).not.toContain('points:');

    expect(await assize(['session', 'open', sessionId])).toMatchObject({ code: 0 });
    const opened = await world.sessions.get(sessionId);
    expect(opened?.times.opensAt).toBeLessThanOrEqual(Date.now());
    expect(await assize(['stage', 'show'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/stage dev[\s\S]*Algorithms, final exam/),
    });
    expect(await assize(['session', 'open', sessionId])).toMatchObject({
      code: 2,
      err: expect.stringContaining('open already'),
    });
  });

  it('tells what history says, for people and for machines, and of a session for its staff', async () => {
    const { sessionId } = await world.addSession();
    expect(await assize(['insight'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('failure-pattern: nothing is said; 0 past sessions of 8 that are needed'),
    });
    const own = await assize(['insight', sessionId.toUpperCase(), '--json']);
    expect(JSON.parse(own.out)).toMatchObject({
      findings: [],
      silences: [{ kind: 'problem-limit' }, { kind: 'capacity' }, { kind: 'host-speed' }],
    });
    expect(await assize(['insight', '01jq0000000000000000099999'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('there is no session'),
    });
  });
});
