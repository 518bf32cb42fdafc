import { describe, expect, it } from 'vitest';
import { convertPackage } from '../../../../core/problems/convert-package.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { WITH_GRADERS } from '../../../support/included-package.ts';
import { faultsWith, SOUND, treeOf } from '../../../support/packages.ts';

type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** What is beside programs, by language: names, what starts, and what a program without a name is called. */
function includedOf(files: Files, base: Files = SOUND) {
  const { manifest } = readPackage(treeOf({ ...base, ...files }));
  if (manifest === null) throw new Error('the package is refused');
  return Object.fromEntries(
    Object.entries(manifest.included ?? {}).map(([language, { files: stored, starts, sourceName }]) => [
      language,
      [stored.map(({ name }) => name).join(' '), starts, sourceName],
    ]),
  );
}

describe('include/', () => {
  it('is read by language, with what starts and what it calls a program', () => {
    expect(includedOf({}, WITH_GRADERS)).toEqual({
      cpp: ['grader.cpp twice.h', undefined, undefined],
      java: ['grader.java', 'grader.java', undefined],
      javascript: ['grader.js', 'grader.js', 'twice.js'],
      python: ['grader.py', 'grader.py', 'twice.py'],
    });
    expect(faultsWith({}, WITH_GRADERS as typeof SOUND)).toEqual(['warning include-languages include/']);
  });

  it('is in the manifest with its bytes, and with constants filled in', () => {
    const { manifest, contents } = readPackage(
      treeOf({
        ...SOUND,
        'problem.yaml': `${SOUND['problem.yaml']}constants: {most: 17}\n`,
        'include/python3/lib/limits.py': 'MOST = {{most}}\n',
      }),
    );
    const [file] = manifest?.included?.['python']?.files ?? [];
    expect(file?.name).toBe('lib/limits.py');
    expect(new TextDecoder().decode(contents.get(file?.hash ?? '')?.read())).toBe('MOST = 17\n');
  });

  it('for all languages is beside programs in each, where the language has no file of the name', () => {
    expect(
      includedOf({
        'include/default/data.txt': '1\n',
        'include/default/b.h': '\n',
        'include/cpp/data.txt': '2\n',
      }),
    ).toEqual({
      cpp: ['b.h data.txt', undefined, undefined],
      default: ['b.h data.txt', undefined, undefined],
    });
    expect(faultsWith({ 'include/default/data.txt': '1\n' })).toEqual([]);
  });

  it('tells which languages have files of their own, also where all share some', () => {
    const shared = { 'include/default/data.txt': '1\n' };
    const told = (files: Files) => {
      const { faults } = readPackage(treeOf({ ...WITH_GRADERS, ...files }));
      return faults.map(({ code, message }) => [code, message]);
    };
    expect(told({})).toEqual([
      [
        'include-languages',
        'There are files for cpp, java, javascript, python; programs in other languages get none, and are judged as they are.',
      ],
    ]);
    expect(told(shared)).toEqual([
      [
        'include-languages',
        'There are files for cpp, java, javascript, python; programs in other languages get those of include/default/ alone, and are judged as they are.',
      ],
    ]);
    const languages = (codes: string) => ({
      'problem.yaml': `${SOUND['problem.yaml']}languages: [${codes}]\n`,
    });
    expect(told({ ...shared, ...languages('cpp, python3, java, javascript') })).toEqual([]);
    expect(told({ ...shared, ...languages('cpp, python3, java') }).map(([code]) => code)).toEqual([
      'include-barred',
    ]);
  });

  it('has what include.yaml puts before programs, by language', () => {
    const files = { 'include/cpp/a.h': '\n', 'include.yaml': 'before: {cpp: "#include \\"a.h\\"\\n"}\n' };
    const { manifest } = readPackage(treeOf({ ...SOUND, ...files }));
    expect(manifest?.included?.['cpp']?.before).toBe('#include "a.h"\n');
    expect(faultsWith({ ...files, 'include.yaml': 'before: {python3: x}\nbehind: y\n' })).toEqual(
      expect.arrayContaining(['error include-before include.yaml:1', 'warning unknown-key include.yaml:2']),
    );
  });

  it('has what stands before programs in lines of its own', () => {
    const files = { 'include/cpp/a.h': '\n', 'include.yaml': `before: {cpp: '#include "a.h"'}\n` };
    expect(readPackage(treeOf({ ...SOUND, ...files })).manifest?.included?.['cpp']?.before).toBe(
      '#include "a.h"\n',
    );
  });

  it('has no more before programs than 16 KiB a language', () => {
    const files = (bytes: number) => ({
      'include/cpp/a.h': '\n',
      'include/c/a.h': '\n',
      'include.yaml': `before:\n  cpp: &text "${'x'.repeat(bytes)}"\n  c: *text\n`,
    });
    const { faults } = readPackage(treeOf({ ...SOUND, ...files(16 * 1024) }));
    expect(faults.filter(({ code }) => code === 'include-before').map(({ message }) => message)).toEqual(
      ['cpp', 'c'].map(
        (key) =>
          `before.${key} is 16385 bytes with the end of its line, and at most 16384 stand before a program; put the text into a file of include/ and include that here.`,
      ),
    );
    expect(faultsWith(files(16 * 1024 - 1))).toEqual(['warning include-languages include/']);
  });

  it.each<[string, Files, [string | undefined, string | undefined]]>([
    [
      'a file that is called main starts',
      { 'include/python3/Main.py': 'import two\n' },
      ['Main.py', 'two.py'],
    ],
    [
      'a library that loads nothing lets programs start',
      { 'include/python3/tools.py': 'import sys, os.path\nfrom math import gcd\n' },
      [undefined, undefined],
    ],
    [
      'nor does one that loads what Python brings',
      { 'include/python3/tools.py': 'import concurrent.futures\n' },
      [undefined, undefined],
    ],
    [
      'a file of a folder of it that is called main does not start',
      { 'include/python3/lib/__main__.py': 'import sys\n' },
      [undefined, undefined],
    ],
    [
      'parts of it that load each other do not start',
      { 'include/python3/tools.py': 'import more\n', 'include/python3/more.py': 'import json as j, re\n' },
      [undefined, undefined],
    ],
    [
      'the jury names it where it loads several',
      { 'include/python3/grader.py': 'import strange\nimport twice\n' },
      ['grader.py', 'twice.py'],
    ],
    [
      'a header names it where the jury does not',
      {
        'include/python3/grader.py': 'import strange\nimport double\n',
        'include/cpp/double.h': '\n',
        'submissions/accepted/other.py': 'print()\n',
      },
      ['grader.py', 'double.py'],
    ],
  ])('in Python: %s', (_, files, start) => {
    expect(includedOf(files)['python']?.slice(1)).toEqual(start);
  });

  it.each([
    ['a text', 'throw Error("no solution");\n'],
    ['a comment', '// Programs may use or load this, as every solution does.\n'],
    ['a longer path', 'require("./solution/more.js");\n'],
  ])('in JavaScript: a library does not start for %s that names the jury’s program', (_, text) => {
    const files = {
      'include/javascript/tools.js': text,
      'submissions/accepted/solution.cpp': 'int main() {}\n',
    };
    expect(includedOf(files)['javascript']?.slice(1)).toEqual([undefined, undefined]);
  });

  it('is told where nothing says what it calls a program', () => {
    const files = {
      'include/python3/main.py': 'import importlib\n',
      'submissions/accepted/other.py': 'print()\n',
      'problem.yaml': `${SOUND['problem.yaml']}languages: [python3]\n`,
    };
    expect(faultsWith(files)).toEqual(['warning include-start include/python3/main.py']);
    expect(includedOf(files)['python']).toEqual(['main.py', 'main.py', undefined]);
  });

  it.each<[string, Files, string[]]>([
    [
      'of a language that is not judged',
      { 'include/cobol/a.cob': 'x\n' },
      ['warning passed-over include/cobol/'],
    ],
    ['of no language', { 'include/a.py': 'x\n' }, ['warning passed-over include/a.py']],
    [
      'a second folder for one language',
      { 'include/default/x.txt': '', 'include/pypy3/a.py': 'x\n', 'include/python3/a.py': 'x\n' },
      ['warning passed-over include/pypy3/'],
    ],
    [
      'a name that judging keeps',
      { 'include/cpp/assize.h': '\n' },
      ['error include-name include/cpp/assize.h'],
    ],
    ['a name that no judge takes', { 'include/cpp/-a.h': '\n' }, ['error include-name include/cpp/-a.h']],
    [
      'more than judges take',
      { 'include/default/a': new Uint8Array(2 ** 20 + 1) },
      ['error include-size include/'],
    ],
  ])('%s is told', (_, files, told) => {
    expect(faultsWith(files)).toEqual(expect.arrayContaining(told));
  });

  it('is refused beside a function that is called by what judging writes', () => {
    const json = Object.fromEntries(
      ['sample/1', 'secret/01', 'secret/02'].flatMap((id) => [
        [`data/${id}.in`, '[1]\n'],
        [`data/${id}.ans`, '2\n'],
      ]),
    );
    expect(
      faultsWith({
        ...json,
        'signature.yaml': 'parameters: [{name: n, type: int32}]\nreturns: int32\n',
        'include/default/a.txt': 'x\n',
      }),
    ).toContain('unsupported include-function include/');
  });

  it('is converted', () => {
    const { files } = convertPackage({
      ...treeOf({ ...WITH_GRADERS, 'include/default/a.txt': 'x\n', 'include.yaml': 'before: {cpp: y}\n' }),
      name: 'x',
    });
    const back = Object.fromEntries((files ?? []).map((file) => [file.path, file.read()]));
    expect(back).toHaveProperty(['include/python3/grader.py']);
    expect(back).toHaveProperty(['include.yaml']);
    expect(includedOf({}, back)).toEqual(includedOf({ 'include/default/a.txt': 'x\n' }, WITH_GRADERS));
  });
});
