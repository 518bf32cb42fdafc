import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CMS_GRADED } from '../../support/foreign-packages.ts';
import { JURY, WITH_GRADERS } from '../../support/included-package.ts';
import { SOUND, SOUND_LEGACY } from '../../support/packages.ts';
import { startVerifyWorld, type VerifyWorld } from './verify-world.ts';

const read = "const n = Number(require('fs').readFileSync(0, 'utf8'));\n";
/** The sound package with JavaScript alone, which every machine that runs this can judge. */
const PACKAGE: Record<string, string | null> = {
  ...SOUND,
  'submissions/accepted/twice.py': null,
  'submissions/accepted/twice.js': `${read}console.log(2 * n);\n`,
  'submissions/wrong_answer/square.js': `${read}console.log(n * n);\n`,
  'submissions/run_time_error/throws.js': `${read}if (n > 5) throw new Error('too large');\nconsole.log(2 * n);\n`,
  'submissions/time_limit_exceeded/endless.js': `${read}while (n > 5);\nconsole.log(2 * n);\n`,
};

let world: VerifyWorld;
beforeAll(async () => {
  world = await startVerifyWorld();
});
afterAll(() => world.stop());

const write = (changes: Record<string, string | null> = {}) => world.write({ ...PACKAGE, ...changes });
const verify = (path: string | string[], json = true, here = false) => world.verify(path, json, here);

describe('assize problem verify', () => {
  it('ends with 0 when every jury submission gets what the package says', async () => {
    const { exit, out } = await verify(write());
    const { submissions, timeLimit, problem } = JSON.parse(out[0] ?? '');
    expect(problem).toMatch(/^twice\d+$/);
    expect(submissions).toMatchObject([
      {
        file: 'accepted/twice.js',
        language: 'javascript',
        expected: 'AC',
        verdict: 'AC',
        ok: true,
        skipped: null,
      },
      { file: 'run_time_error/throws.js', expected: 'RTE', verdict: 'RTE', ok: true },
      { file: 'wrong_answer/square.js', expected: 'WA', verdict: 'WA', ok: true },
      { file: 'time_limit_exceeded/endless.js', expected: 'TLE', verdict: 'TLE', ok: true },
    ]);
    expect(timeLimit).toMatchObject({ limitKeepsMargins: true, proposedMs: 1000 });
    expect(exit).toBe(0);
  });

  it('ends with 3 and a sentence when the judge grants less than the problem', async () => {
    const path = write({
      'problem.yaml': (SOUND['problem.yaml'] ?? '').replace('time_limit: 1', 'time_limit: 40'),
    });
    const told = await verify(path, false);
    expect(told.exit).toBe(3);
    expect(told.err.join()).toMatch(/^This judge cannot judge Twice: .*40000 ms.*grants more/);
    const { exit, out } = await verify(path);
    expect(exit).toBe(3);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      submissions: [],
      notSupported: expect.stringContaining('40000 ms'),
    });
  });

  it('ends with 1 and says what is not as expected', async () => {
    const { exit, out } = await verify(
      write({ 'submissions/accepted/square.js': PACKAGE['submissions/wrong_answer/square.js'] ?? '' }),
      false,
    );
    expect(exit).toBe(1);
    const line = out.find((each) => each.includes('accepted/square.js'));
    expect(line).toContain('NOT');
    expect(line).toContain('Test case sample/1 is WA; permitted: AC.');
  });

  it('needs no running system: with a judge host of its own it says the same', async () => {
    const { exit, out, progress } = await verify(
      write({ 'submissions/time_limit_exceeded/endless.js': null }),
      false,
      true,
    );
    expect(exit).toBe(0);
    expect(progress).toEqual([
      'input_validators/validate.py on 3 inputs',
      'accepted/twice.js',
      'run_time_error/throws.js',
      'wrong_answer/square.js',
    ]);
    expect(out.at(-1)).toBe('Twice: 3 of 3 jury submissions as expected.');
  });

  it('takes an archive as well, and skips by name what nobody here judges', async () => {
    const path = join(world.folder, 'archived.zip');
    const files = Object.entries({
      ...PACKAGE,
      'submissions/time_limit_exceeded/endless.js': null,
      'submissions/accepted/twice.jl': 'println(2)\n',
    });
    writeFileSync(
      path,
      zipSync(
        Object.fromEntries(
          files.flatMap(([name, text]) => (text === null ? [] : [[`archived/${name}`, strToU8(text)]])),
        ),
      ),
    );
    const { exit, out } = await verify(path);
    const { submissions } = JSON.parse(out[0] ?? '');
    expect(submissions.find(({ file }: { file: string }) => file === 'accepted/twice.jl')).toMatchObject({
      ok: null,
      verdict: null,
      skipped: 'Assize does not judge julia',
    });
    expect(exit).toBe(0);
  });

  it('ends with 2 on faults, each with file and line, and on a folder that is not there', async () => {
    const faulty = await verify(
      write({ 'data/secret/02.ans': null, 'problem.yaml': `${SOUND['problem.yaml']}colour: red\n` }),
      false,
    );
    expect(faulty.exit).toBe(2);
    expect(faulty.err.slice(0, 2)).toEqual([
      'data/secret/02.in: error: This input has no answer; add 02.ans beside it.',
      expect.stringMatching(/^problem\.yaml:8: warning: The key colour is not known here/),
    ]);
    await expect(verify(join(world.folder, 'nowhere'))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('The package cannot be read'),
    });
  });

  it('ends with 3 on what the format allows and Assize does not support', async () => {
    const { exit, out } = await verify(
      write({ 'problem.yaml': `${SOUND['problem.yaml']}type: submit-answer\n` }),
    );
    expect(exit).toBe(3);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      submissions: [],
      faults: [{ code: 'submit-answer', severity: 'unsupported' }],
    });
  });

  it('takes folders of packages, says what came of each, and counts all that was judged', async () => {
    const only = {
      'submissions/run_time_error/throws.js': null,
      'submissions/time_limit_exceeded/endless.js': null,
    };
    const contest = join(world.folder, 'contest');
    const first = world.write({ ...PACKAGE, ...only }, 'contest/a');
    const refused = world.write({ ...PACKAGE, 'data/secret/02.ans': null }, 'contest/deep/b');
    const wrong = world.write({
      ...PACKAGE,
      ...only,
      'submissions/accepted/square.js': PACKAGE['submissions/wrong_answer/square.js'] ?? '',
      'submissions/accepted/twice.lisp': '(print 1)\n',
    });
    const told = await verify([contest, wrong], false);
    expect(told.exit).toBe(1);
    expect(told.out).toContain(`\n${first} (1 of 3)`);
    expect(told.err).toContain('b is refused.');
    expect(told.out.slice(-3)).toEqual([
      '',
      '3 packages: 4 of 5 jury submissions as expected, 1 skipped; not so:',
      `  ${wrong}: accepted/square.js`,
    ]);

    const { exit, out } = await verify(contest);
    expect(exit).toBe(2);
    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      { path: first, faults: [], submissions: [{ ok: true }, { ok: true }] },
      { path: refused, faults: [{ code: 'answer-missing' }], submissions: [] },
    ]);
  });

  it('looks at all test cases where the first failure is not what is asked for, and tells of points that lack', async () => {
    const path = world.write({
      ...SOUND_LEGACY,
      'problem.yaml': `${SOUND_LEGACY['problem.yaml']}type: scoring\n`,
      'data/secret/01.in': null,
      'data/secret/01.ans': null,
      'data/secret/02.in': null,
      'data/secret/02.ans': null,
      'data/secret/testdata.yaml': 'grader_flags: accept_if_any_accepted\n',
      ...Object.fromEntries(
        ['a', 'b'].flatMap((group, index) => [
          [`data/secret/${group}/testdata.yaml`, 'grader_flags: min\naccept_score: 50\n'],
          [`data/secret/${group}/1.in`, `${4 + 4 * index}\n`],
          [`data/secret/${group}/1.ans`, `${8 + 8 * index}\n`],
        ]),
      ),
      'submissions/accepted/twice.py': null,
      'submissions/accepted/small.js': `${read}if (n > 5) throw new Error('too large');\nconsole.log(2 * n);\n`,
      'submissions/time_limit_exceeded/wrong.js': `${read}if (n === 4) console.log(0);\nelse while (true);\n`,
    });
    const { out } = await verify(path);
    expect(JSON.parse(out[0] ?? '').submissions).toMatchObject([
      {
        file: 'accepted/small.js',
        expected: 'AC',
        ok: true,
        score: 50,
        remarks: ['It gets 50 of 100 points; if that is meant, it belongs in partially_accepted/.'],
      },
      { file: 'time_limit_exceeded/wrong.js', expected: 'TLE', ok: true },
    ]);
  });

  it('goes on after a package that cannot be opened, and names it', async () => {
    const missing = join(world.folder, 'missing');
    const { exit, out, err } = await verify([missing, write()], false);
    expect(exit).toBe(1);
    expect(err.join()).toMatch(/^NOT {7}The package cannot be read: .*missing/);
    expect(out.at(-1)).toBe('2 packages: 4 of 4 jury submissions as expected.');
    const told = (await verify([missing, write()])).out.map((line) => JSON.parse(line));
    expect(told).toMatchObject([
      { path: missing, submissions: [], failed: expect.stringContaining('cannot be read') },
      { problem: expect.stringMatching(/^twice/), submissions: { length: 4 } },
    ]);
  });

  it('goes on after a submission that the judge cannot answer for, and names it', async () => {
    const folder = 'submissions/wrong_answer/two';
    const path = write({
      'submissions/time_limit_exceeded/endless.js': null,
      [`${folder}/main.js`]: 'console.log(1);\n',
      // Longer than a bundle takes.
      [`${folder}/${'a'.repeat(210)}.js`]: ';\n',
    });
    const { exit, out } = await verify(path);
    expect(exit).toBe(1);
    expect(JSON.parse(out[0] ?? '').submissions).toMatchObject([
      { file: 'accepted/twice.js', ok: true },
      { file: 'run_time_error/throws.js', ok: true },
      { file: 'wrong_answer/square.js', ok: true },
      {
        file: 'wrong_answer/two',
        ok: false,
        verdict: null,
        complaints: [expect.stringContaining('file name')],
      },
    ]);
  });

  it('finds a limit for a package that states none', async () => {
    const { exit, out } = await verify(
      write({ 'problem.yaml': (SOUND['problem.yaml'] ?? '').replace('time_limit: 1', 'memory: 256') }),
    );
    const { timeLimit, submissions } = JSON.parse(out[0] ?? '');
    expect(exit).toBe(0);
    expect(timeLimit.proposedMs).toBe(1000);
    expect(submissions.at(-1)).toMatchObject({ file: 'time_limit_exceeded/endless.js', verdict: 'TLE' });
  });

  it('judges with what the package puts beside programs', async () => {
    const { out, exit } = await verify(world.write({ ...WITH_GRADERS, ...JURY }));
    const { submissions } = JSON.parse(out[0] ?? '') as {
      submissions: { file: string; ok: boolean | null; complaints: string[] }[];
    };
    // What no toolchain is here for is skipped; every machine that runs this has JavaScript's.
    expect(submissions.filter(({ ok }) => ok === false)).toEqual([]);
    expect(submissions.filter(({ ok }) => ok === true).map(({ file }) => file)).toEqual(
      expect.arrayContaining([
        'accepted/twice.js',
        'accepted/cheats',
        'wrong_answer/twice.js',
        'compile_error/twice.js',
      ]),
    );
    expect(submissions).toHaveLength(10);
    expect(exit).toBe(0);
  });

  it('judges the solutions of a task of CMS with its graders', async () => {
    const { out, exit } = await verify(world.write(CMS_GRADED));
    const { submissions } = JSON.parse(out[0] ?? '') as {
      submissions: { file: string; ok: boolean | null; complaints: string[] }[];
    };
    expect(submissions.filter(({ ok }) => ok === false)).toEqual([]);
    expect(submissions.filter(({ ok }) => ok === true).map(({ file }) => file)).toContain(
      'accepted/twice.py',
    );
    expect(submissions).toHaveLength(4);
    expect(exit).toBe(0);
  });
});
