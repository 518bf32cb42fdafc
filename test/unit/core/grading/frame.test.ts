import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Frame, frameProgram } from '../../../../core/grading/frame.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { codeRunnerQuestion, quizOf } from '../../../support/foreign-packages.ts';
import { faultsWith, treeOf } from '../../../support/packages.ts';

const folder = mkdtempSync(join(tmpdir(), 'assize-frame-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const has = (command: string) => spawnSync(command, ['-version']).error === undefined;

const FRAME: Frame = {
  language: 'python',
  before: 'begin\n',
  between: 'between\n',
  after: 'after\n',
  testCases: { 'sample/1': 'one\n', 'secret/1': 'two\n' },
  replace: [['public ', '']],
};

describe('a framed program', () => {
  it('has the code of the test cases that it is judged on, and of no other', () => {
    expect(frameProgram(FRAME, 'public x', ['sample/1', 'own'])).toBe('begin\nx\nbetween\none\nafter\n');
    expect(frameProgram(FRAME, [{ name: 'a.py', content: Buffer.from('x') }], [])).toBe(
      'begin\nx\nbetween\nafter\n',
    );
    expect(() => frameProgram(FRAME, [], [])).toThrow(/one file/);
  });

  it('is read from frame.yaml, with the code of every test case', () => {
    const yaml =
      'language: python3\nbetween: |\n  x\ntest_cases: {sample/1: a, secret/01: b, secret/02: c}\n';
    expect(faultsWith({ 'frame.yaml': yaml })).toEqual([]);
    expect(faultsWith({ 'frame.yaml': yaml.replace('secret/02', 'secret/2') })).toEqual([
      'error frame-test-case frame.yaml',
    ]);
    expect(faultsWith({ 'frame.yaml': yaml.replace('python3', 'java') })).toContain(
      'error frame-program submissions/accepted/twice.py',
    );
    expect(faultsWith({ 'frame.yaml': yaml.replace('python3', 'klingon') })).toContain(
      'error frame-language frame.yaml:1',
    );
  });
});

/** How a whole program of each is run; the languages' own ways are tested with the languages. */
const RUN: Readonly<Record<string, (file: string) => string>> = {
  python3: (file) => `python3 ${file}`,
  c_function: (file) => `cc -x c -o ${file}.run ${file} -lm && ${file}.run`,
  cpp_function: (file) => `c++ -x c++ -o ${file}.run ${file} && ${file}.run`,
  java_method: (file) => `javac -d ${file}.run ${file}.java && java -cp ${file}.run AssizeTester`,
  java_class: (file) => `javac -d ${file}.run ${file}.java && java -cp ${file}.run AssizeTester`,
};
const ANSWERS: Readonly<Record<string, readonly [tool: string, answer: string, call: string]>> = {
  python3: [
    'python3',
    'def twice(n):\n    return 2 * n',
    'text = """a\n  b"""\nprint(twice(3), text, input())',
  ],
  c_function: [
    'cc',
    'int twice(int n) { return 2 * n; }',
    'char text[9]; scanf("%s", text);\nprintf("%d a\\n  b %s\\n", twice(3), text)',
  ],
  cpp_function: [
    'c++',
    'int twice(int n) { return 2 * n; }',
    'string text; cin >> text;\ncout << twice(3) << " a\\n  b " << text << endl',
  ],
  java_method: [
    'java',
    'static int twice(int n) { return 2 * n; }',
    'System.out.println(twice(3) + " a\\n  b " + new java.util.Scanner(System.in).next());',
  ],
  java_class: [
    'java',
    'public class Twice { int of(int n) { return 2 * n; } }',
    'System.out.println(new Twice().of(3) + " a\\n  b " + new java.util.Scanner(System.in).next())',
  ],
};

describe('the frames of CodeRunner’s types', () => {
  for (const [type, [tool, answer, call]] of Object.entries(ANSWERS))
    it.skipIf(!has(tool))(`run a test with its input: ${type}`, () => {
      const question = codeRunnerQuestion(type, answer, [
        { code: 'broken but not run', expected: '' },
        { code: call, stdin: 'in', expected: '6 a\n  b in' },
      ]);
      const { manifest } = readPackage(treeOf({ 'q.xml': quizOf(question) }));
      const { frame } = manifest ?? {};
      if (frame === undefined) throw new Error('the question has no frame');
      const file = join(folder, type);
      for (const path of [file, `${file}.java`])
        writeFileSync(path, frameProgram(frame, answer, ['secret/02']));
      const { stdout, stderr } = spawnSync('sh', ['-c', RUN[type]?.(file) ?? ''], {
        input: '2\nin\n',
        encoding: 'utf8',
      });
      expect({ stdout, stderr }).toEqual({ stdout: '6 a\n  b in\n', stderr: '' });
    });
});
