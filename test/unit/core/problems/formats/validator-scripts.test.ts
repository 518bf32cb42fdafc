import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { convertPackage } from '../../../../../core/problems/convert-package.ts';
import { CMS, DMOJ } from '../../../../support/foreign-packages.ts';
import { treeOf } from '../../../../support/packages.ts';

const has = (...commands: readonly string[]) =>
  commands.every((command) => spawnSync(command, ['--version']).error === undefined);
const folder = mkdtempSync(join(tmpdir(), 'assize-scripts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a package's output validator as judging does; what it exits with, and what it left. */
function validator(name: string, files: Readonly<Record<string, string>>) {
  const place = join(folder, name);
  const own =
    convertPackage(treeOf(files)).files?.filter(({ path }) => path.startsWith('output_validator/')) ?? [];
  mkdirSync(join(place, 'feedback'), { recursive: true });
  for (const file of own)
    writeFileSync(join(place, file.path.slice('output_validator/'.length)), file.read(), { mode: 0o755 });
  const build = own.some(({ path }) => path === 'output_validator/build')
    ? spawnSync(join(place, 'build'), { cwd: place, encoding: 'utf8' })
    : undefined;
  const command = own.some(({ path }) => path === 'output_validator/run')
    ? [join(place, 'run')]
    : ['python3', join(place, 'compare.py')];
  return (answer: string, output: string, ...args: readonly string[]) => {
    writeFileSync(join(place, 'input'), '1\n');
    writeFileSync(join(place, 'answer'), answer);
    const words = [...command, ...['input', 'answer', 'feedback'].map((each) => join(place, each)), ...args];
    // Node's own pipes are sockets, which cannot be opened by a path.
    const piped = ['-c', 'cat | "$@"', 'bash', ...words];
    const { status, stderr } = spawnSync('bash', piped, { input: output, encoding: 'utf8' });
    const left = (file: string) => {
      try {
        return readFileSync(join(place, 'feedback', file), 'utf8').trim();
      } catch {
        return undefined;
      }
    };
    return {
      status,
      score: left('score.txt'),
      message: left('judgemessage.txt'),
      said: `${build?.stderr ?? ''}${stderr}`,
    };
  };
}

describe('the scripts around validators of other formats', () => {
  it.skipIf(!has('bash', 'python3'))('ask a checker of CMS’s for a share of the points', () => {
    const checker = [
      'import sys',
      'answer, output = open(sys.argv[2]).read(), open(sys.argv[3]).read()',
      'print(1.0 if output == answer else 0.25 if output.strip() == "near" else output.strip() if output.startswith("1e") else 0)',
      'sys.stderr.write("so it is")',
    ].join('\n');
    const run = validator('cms', { ...CMS, 'check/checker.py': checker });
    expect(run('2\n', '2\n', '40')).toMatchObject({ status: 42, score: '40', message: 'so it is' });
    expect(run('2\n', 'near\n', '40')).toMatchObject({ status: 42, score: '10' });
    expect(run('2\n', '1e-1\n', '40')).toMatchObject({ status: 42, score: '4' });
    expect(run('2\n', '3\n', '40')).toMatchObject({ status: 43, score: '0' });
    expect(run('2\n', '1e9\n', '40').status).toBe(1);
    const broken = validator('cms-broken', { ...CMS, 'check/checker.py': 'print("well")\n' });
    expect(broken('2\n', '2\n', '40')).toMatchObject({
      status: 1,
      said: expect.stringContaining('no share'),
    });
  });

  it.skipIf(!has('bash', 'c++'))('compile a bridged checker of DMOJ’s and read its exit code', () => {
    const source = [
      '#include <fstream>',
      '#include "own.h"',
      'int main(int, char **v) { std::ifstream out(v[2]), ans(v[3]); int o = -1, a; ans >> a; out >> o; return o == a ? RIGHT : o < 0 ? 3 : 1; }',
    ].join('\n');
    const yaml = `${DMOJ['init.yml']}checker: {name: bridged, args: {files: [check.cpp, own.h], lang: CPP17}}\n`;
    const run = validator('dmoj', {
      ...DMOJ,
      'init.yml': yaml,
      'check.cpp': source,
      'own.h': '#define RIGHT 0\n',
    });
    expect(run('2\n', '2\n')).toMatchObject({ status: 42, said: '' });
    expect(run('2\n', '3\n').status).toBe(43);
    expect(run('2\n', '').status).toBe(1);
  });

  it.skipIf(!has('bash', 'python3'))('compare as DMOJ’s other checkers do', () => {
    const by = (checker: string) =>
      validator(checker.replace(/\W/g, ''), {
        ...DMOJ,
        'init.yml': `${DMOJ['init.yml']}checker: ${checker}\n`,
      });
    const status = (checker: string, answer: string, output: string) => by(checker)(answer, output).status;
    expect(status('easy', 'Ab c\n', 'CAB\n')).toBe(42);
    expect(status('easy', 'Ab c\n', 'CABB\n')).toBe(43);
    expect(status('rstripped', 'a b\nc\n', 'a b  \nc \n')).toBe(42);
    expect(status('rstripped', 'a b\nc\n', ' a b\nc\n')).toBe(43);
    expect(status('rstripped', 'a\nb\n', 'a\n\nb\n')).toBe(43);
    expect(status('{name: rstripped, args: {filter_new_line: true}}', 'a\nb\n', 'a\n\nb\n')).toBe(42);
    expect(status('sorted', 'b a\nc\n', 'c\nb  a\n')).toBe(42);
    expect(status('sorted', 'b a\nc\n', 'c\na b\n')).toBe(43);
    expect(status('unordered', 'b a\nc\n', 'a b c')).toBe(42);
    const lines = validator('linecount', {
      ...DMOJ,
      'init.yml': 'checker: linecount\ntest_cases:\n- {in: twice.1.in, out: twice.1.out, points: 10}\n',
    });
    expect(lines('a\nb\n', 'a\nc\n', '10')).toMatchObject({ status: 42, score: '5.0' });
    expect(lines('a\nb\n', 'a\nb\nc\n', '10')).toMatchObject({ status: 43, score: '0.0' });
    expect(lines('a\nb\n', 'a\n').status).toBe(43);
    expect(lines('a\nb\n', ' a\r\n\nb').status).toBe(42);
  });
});
