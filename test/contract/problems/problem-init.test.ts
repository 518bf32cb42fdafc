import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FUNCTION_DRIVERS,
  LANGUAGE_IDS,
  LANGUAGES,
  type Language,
} from '../../../core/grading/languages/index.ts';
import { doorEnvironment } from '../../support/door-environment.ts';
import { DMOJ_SIGNED } from '../../support/foreign-packages.ts';
import { WITH_GRADERS } from '../../support/included-package.ts';
import { THOROUGH } from '../judge/judge-under-test.ts';
import { startVerifyWorld, type VerifyWorld } from './verify-world.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));

/** Compilers take longest: on every run those that take little. */
const QUICK = ['c', 'javascript', 'python'];
const reads = (id: keyof typeof LANGUAGES) => (LANGUAGES[id] as Language).queries === undefined;
const WRITTEN = THOROUGH ? LANGUAGE_IDS.filter(reads) : QUICK;
const CALLED = THOROUGH ? Object.keys(FUNCTION_DRIVERS) : QUICK.slice(1);

let world: VerifyWorld;
beforeAll(async () => {
  world = await startVerifyWorld();
});
afterAll(() => world.stop());

/** The command line in a process of its own, in the world's folder. */
async function problem(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [MAIN, 'problem', ...args], {
    cwd: world.folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...doorEnvironment, NO_COLOR: '1', ASSIZE_JUDGE_TOKEN: world.judge.token },
  });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}
const here = (path: string) => join(world.folder, path);
const tryIt = (...args: string[]) => problem(['try', ...args, '--judge', world.judge.url]);

describe('assize problem init', () => {
  it.each([
    ['programs', ['--language', ...WRITTEN, '--statement', 'en', 'de', 'pl'], WRITTEN],
    ['functions', ['--function', '--language', ...CALLED], CALLED],
    ['points', ['--scoring', '--title', 'The "largest": #1', '--credits', 'Ada: L.'], ['python']],
  ])(
    'writes a package for %s that holds as it stands',
    { timeout: 240_000 },
    async (name, args, languages) => {
      const made = await problem(['init', name, ...args, '--json']);
      expect(made).toMatchObject({ code: 0, err: '' });
      const { files, problemId } = JSON.parse(made.out);
      expect(problemId).toBe(name);
      const written = readdirSync(here(name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(here(name).length + 1));
      expect(written.sort()).toEqual([...files].sort());

      const { exit, out, err } = await world.verify(here(name));
      const { faults, submissions, inputs, validators } = JSON.parse(out[0] ?? '');
      expect({ exit, faults, err }).toEqual({ exit: 0, faults: [], err: [] });
      expect(new Set(submissions.map((one: { language: string }) => one.language))).toEqual(
        new Set(languages),
      );
      for (const { file, expected, verdict, ok, skipped } of submissions) {
        if (skipped === null) expect([file, verdict, ok]).toEqual([file, expected, true]);
      }
      expect(validators).toMatchObject([{ ok: true }]);
      expect(inputs.every((one: { ok: boolean | null }) => one.ok === true)).toBe(true);
      expect(inputs.some((one: { expected: string }) => one.expected === 'rejected')).toBe(true);
    },
  );

  it('has no numbers to read for a language of queries, and says so', async () => {
    const { code, err } = await problem(['new', 'tables', '--language', 'sql']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('which SQL does not read') });
    expect(existsSync(here('tables'))).toBe(false);
  });

  it('never writes where something is, and asks nobody who is not there', async () => {
    writeFileSync(here('taken'), 'mine');
    const refused = await problem(['new', 'taken']);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('taken is there already') });
    expect(readFileSync(here('taken'), 'utf8')).toBe('mine');

    const plain = await problem(['init', 'deep/er/two-sums']);
    expect(plain.code).toBe(0);
    expect(plain.out).toContain('wrote deep/er/two-sums/problem.yaml');
    expect(plain.out).toContain('assize problem verify deep/er/two-sums');
    expect(readFileSync(here('deep/er/two-sums/problem.yaml'), 'utf8')).toContain('en: "Two sums"');
  });

  it.skipIf(!existsSync('/usr/bin/script'))(
    'asks on a terminal, again where it cannot take the answer',
    async () => {
      const line = [process.execPath, MAIN, 'problem', 'init', 'asked'].map((word) => `'${word}'`).join(' ');
      const terminal = spawn('/usr/bin/script', ['-qec', line, '/dev/null'], {
        cwd: world.folder,
        env: { ...doorEnvironment, NO_COLOR: '1' },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const answers: readonly (readonly [string, string])[] = [
        ['What people read [Asked]', 'Asked and answered'],
        ['Languages of the statement [en]', 'de'],
        ['Points by groups of test cases, yes or no [no]', 'perhaps'],
        ['say yes or no', 'yes'],
        ['Participants write a function alone, yes or no [no]', ''],
        ['Languages of the first programs', 'javascript, python'],
      ];
      let [said, next] = ['', 0];
      for await (const chunk of terminal.stdout) {
        said += stripVTControlCharacters(String(chunk));
        const [question, answer] = answers[next] ?? [];
        if (question === undefined || !said.includes(question) || !/\]: $/.test(said)) continue;
        said = '';
        next++;
        terminal.stdin.write(`${answer}\n`);
      }
      expect(next).toBe(answers.length);
      expect(readFileSync(here('asked/problem.yaml'), 'utf8')).toMatch(
        /scoring\n[\s\S]*de: "Asked and answered"/,
      );
      expect(existsSync(here('asked/submissions/accepted/largest.js'))).toBe(true);
      expect(existsSync(here('asked/signature.yaml'))).toBe(false);
    },
  );

  it.each([
    ['a name that can be no id', ['Two_Sums'], /Two_Sums can be no problem's id/],
    ['a code that is none', ['x', '--statement', 'English'], /English is no code of a language/],
    ['a language that is not judged', ['x', '-l', 'cobol'], /Allowed choices are bash, c, cpp/],
    ['functions in a language without', ['x', '--function', '-l', 'c'], /functions cannot be written in C/],
  ])('refuses %s', async (_, args, reason) => {
    const { code, err } = await problem(['init', ...args]);
    expect([code, err]).toEqual([2, expect.stringMatching(reason)]);
    expect(existsSync(here('x'))).toBe(false);
  });
});

describe('assize problem try', () => {
  beforeAll(async () => {
    await problem(['init', 'scored', '--scoring']);
    await problem(['init', 'called', '--function']);
    writeFileSync(
      here('prints.py'),
      'import sys\nprint("looking", file=sys.stderr)\nprint(*sys.stdin.read().split(), sep="\\n")\n',
    );
    writeFileSync(here('broken.py'), 'print(\n');
  });
  const right = 'submissions/accepted/largest.py';
  const wrong = 'submissions/wrong_answer/starts_at_zero.py';

  it('says that all is right, with a judge host of its own', async () => {
    const { code, out, err } = await problem(['try', 'scored', `scored/${right}`]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Scored {2}python {2}scored\/submissions/);
    expect(out).toContain('AC  100/100 points  10/10 test cases');
  });

  it('shows what the first wrong test case should have printed', async () => {
    const { code, out } = await tryIt('scored', `scored/${wrong}`);
    expect(code).toBe(1);
    expect(out).toContain('WA  40/100 points  8/10 test cases');
    expect(out).toContain('first wrong: secret/2-any/05-negative, with this input');
    expect(out).toMatch(/^ {4}-7 -3 -12$/m);
    expect(out).toMatch(/^ {4}-{3} wanted\n {4}\+{3} printed\n {4}@@.*@@\n {4}--3\n {4}\+0$/m);
  });

  it('judges some test cases alone, and stops at a failure if asked to', async () => {
    const one = JSON.parse(
      (await tryIt('scored', `scored/${wrong}`, '-t', 'sample/*', 'secret/2-any/07-zero', '--json')).out,
    );
    expect(one).toMatchObject({ problem: 'scored', language: 'python' });
    expect(one.result).toMatchObject({ verdict: 'AC', passed: 3, testCases: 3 });
    expect(one.result.score).toBeUndefined();
    const first = JSON.parse((await tryIt('scored', 'prints.py', '--first-failing', '--json')).out);
    expect(first.result).toMatchObject({ verdict: 'WA', firstFailing: 1, testCases: 10 });
    expect(first.result.results.slice(1).map(({ verdict }: { verdict: null }) => verdict)).toEqual(
      Array(9).fill(null),
    );
    const none = await tryIt('scored', 'prints.py', '-t', 'secret/9');
    expect(none).toMatchObject({ code: 4, err: expect.stringContaining('no test case is called secret/9') });
  });

  it('runs on an input of somebody’s own, and compares nothing', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `line${at}`).join('\n');
    const ran = await problem(
      ['try', 'scored', 'prints.py', '--input', '-', '--judge', world.judge.url],
      lines,
    );
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('ran to its end');
    expect(ran.out).toMatch(
      /standard output:\n {4}line0\n[\s\S]* {4}line59\n {2}standard error:\n {4}looking/,
    );
    writeFileSync(here('own.json'), '[[4, -2]]');
    const called = await tryIt('called', `called/${right}`, '--input', 'own.json', '--json');
    expect(JSON.parse(called.out).result).toMatchObject({ verdict: 'AC', results: [{ output: '4\n' }] });
  });

  it('judges a program of several files, and starts the one that it is told to', async () => {
    writeFileSync(
      here('largest.py'),
      'def largest():\n    input()\n    print(max(map(int, input().split())))\n',
    );
    writeFileSync(here('begin.py'), 'from largest import largest\nlargest()\n');
    const files = ['largest.py', 'begin.py'];
    const { code, out } = await tryIt('scored', ...files, 'begin.py', '--main', 'begin.py', '--json');
    const tried = JSON.parse(out);
    expect(tried).toMatchObject({ language: 'python', files, result: { verdict: 'AC', passed: 10 } });
    expect(code).toBe(0);
    // The first is started where nobody says which: it prints nothing.
    expect(await tryIt('scored', ...files)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Scored {2}python {2}largest\.py begin\.py\n {2}WA/),
    });
    expect(await tryIt('called', ...files)).toMatchObject({
      code: 2,
      err: expect.stringContaining('files: are 2, and Called asks for one function'),
    });
    expect(await tryIt('scored', ...files, '--main', 'other.py')).toMatchObject({
      code: 2,
      err: expect.stringContaining('mainFile: names other.py, and the files are largest.py, begin.py'),
    });
  });

  it('has the package’s files beside the program, whatever it is called, on inputs of somebody’s own too', async () => {
    const path = world.write(WITH_GRADERS);
    writeFileSync(here('mine.js'), 'exports.twice = (n) => 2 * n;\n');
    writeFileSync(here('square.js'), 'exports.twice = (n) => n * n;\n');
    writeFileSync(here('grader.js'), 'console.log(-1);\n');
    writeFileSync(here('twice.js'), "const two = require('./two.js');\nexports.twice = (n) => two * n;\n");
    writeFileSync(here('two.js'), 'module.exports = 2;\n');
    expect(JSON.parse((await tryIt(path, 'mine.js', '--json')).out).result).toMatchObject({
      verdict: 'AC',
      passed: 3,
    });
    expect(JSON.parse((await tryIt(path, 'square.js', '--json')).out).result).toMatchObject({
      verdict: 'WA',
    });
    // Nothing that is handed in takes the grader's place.
    const several = await tryIt(path, 'twice.js', 'two.js', 'grader.js', '--main', 'grader.js', '--json');
    expect(JSON.parse(several.out).result).toMatchObject({ verdict: 'AC', passed: 3 });
    writeFileSync(here('nine.txt'), '9\n');
    const own = await tryIt(path, 'mine.js', '--input', 'nine.txt', '--json');
    expect(JSON.parse(own.out).result).toMatchObject({ results: [{ output: '18\n' }] });
  });

  it('has a problem’s words before the program, as DMOJ’s judge puts them there', async () => {
    const path = world.write(DMOJ_SIGNED);
    const program = 'struct answer twice(int n) { struct answer all; all.number = 2 * n; return all; }\n';
    writeFileSync(here('signed.c'), `${program}int main() { return 3; }\n`);
    const right = JSON.parse((await tryIt(path, 'signed.c', '--json')).out);
    expect(right.result).toMatchObject({ verdict: 'AC', score: 100 });
    // Lines are those of the program.
    writeFileSync(here('signed.c'), `${program}int x = y;\n`);
    const broken = JSON.parse((await tryIt(path, 'signed.c', '--json')).out);
    expect(broken.result).toMatchObject({
      verdict: 'CE',
      compilerOutput: expect.stringMatching(/:2:9:/),
    });
  });

  it('refuses what an exam refuses, with every fault of it', async () => {
    await problem(['init', 'roomy']);
    const yaml = readFileSync(here('roomy/problem.yaml'), 'utf8');
    writeFileSync(here('roomy/problem.yaml'), yaml.replace('limits:\n', 'limits:\n  code: 300\n'));
    writeFileSync(here('long.py'), '#'.repeat(200 * 1024));
    writeFileSync(here('hollow.py'), ' \n');
    writeFileSync(here('nul.py'), `#\0${'#'.repeat(200 * 1024)}`);
    writeFileSync(here('long.txt'), 'x'.repeat(64 * 1024 + 1));
    writeFileSync(here('words.json'), '["four"]');
    const refusedFor = async (...args: string[]) => {
      const { code, out, err } = await tryIt(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      return err;
    };
    expect(await refusedFor('roomy', 'long.py')).toMatch(
      /source: has 204800 bytes; at most 131072 are taken/,
    );
    expect(await refusedFor('roomy', 'hollow.py')).toMatch(/source: is empty/);
    expect(await refusedFor('roomy', 'nul.py', '-l', 'c')).toMatch(
      /source: has 204802[\s\S]*source: holds a NUL/,
    );
    expect(await refusedFor('roomy', 'prints.py', '-i', 'long.txt')).toMatch(
      /input: has 65537 bytes; at most 65536 are taken/,
    );
    expect(await refusedFor('called', `called/${right}`, '-i', 'words.json')).toMatch(
      /input: is nothing that solve takes .*write the arguments as JSON: \[/,
    );
  });

  it('ends with a sentence where it cannot be judged, and with the compiler’s where it is no program', async () => {
    expect(await tryIt('scored', 'broken.py')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/CE[\s\S]*SyntaxError/),
    });
    expect(await tryIt('nowhere', 'prints.py')).toMatchObject({
      code: 2,
      err: expect.stringContaining('The package cannot be read'),
    });
    expect(await tryIt('scored', 'prints.txt')).toMatchObject({ code: 2 });
    expect(await tryIt('scored', 'prints.py', '-i', 'x', '-t', 'y')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be used with'),
    });
    const path = world.write({ 'problem.yaml': 'name: x\n' });
    expect(await tryIt(path, 'prints.py')).toMatchObject({
      code: 2,
      err: expect.stringContaining('the package is refused'),
    });
  });
});
