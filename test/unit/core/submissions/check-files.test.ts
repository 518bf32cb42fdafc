import { describe, expect, it } from 'vitest';
import { findFileFaults } from '../../../../core/submissions/check-files.ts';

const faultsOf = (names: readonly string[], language = 'python', mainFile?: string) =>
  findFileFaults(
    names.map((name) => ({ name, source: 'x' })),
    mainFile,
    language,
  ).map(({ field, detail }) => `${field} ${detail}`);

describe('the files of a program', () => {
  it.each([
    ['python', ['main.py', 'parts_of-it.py']],
    ['cpp', ['main.cpp', 'list.hpp', 'list.cc', 'c.h']],
    ['java', ['Main.java', 'Point$.java']],
    ['javascript', ['main.js', 'util.mjs']],
  ])('of %s are taken as they are called: %j', (language, names) => {
    // A $ is no letter, digit or sign that file systems of all kinds take.
    const odd = names.filter((name) => name.includes('$'));
    expect(faultsOf(names, language)).toHaveLength(odd.length);
  });

  it.each([
    ['a folder', '../main.py'],
    ['a folder', 'a/b.py'],
    ['what is hidden', '.py'],
    ['an option', '-c.py'],
    ['nothing', ''],
    ['a space', 'a b.py'],
    ['a quote', "a'.py"],
    ['a line', 'a\n.py'],
    ['a letter that file systems write in two ways', 'ü.py'],
    ['a name without end', `${'a'.repeat(70)}.py`],
  ])('are not called with %s: %j', (_, name) => {
    expect(faultsOf(['main.py', name])).toEqual([
      expect.stringMatching(/^files\[1\]\.name is not a plain file name/),
    ]);
  });

  it('are called each otherwise, case aside, and not as what judging adds', () => {
    expect(faultsOf(['main.py', 'Main.py'])).toEqual([
      'files[1].name is there already as main.py: upper and lower case make no other file',
    ]);
    expect(faultsOf(['main.ts', 'assize-node.d.ts'], 'typescript')).toEqual([
      expect.stringMatching(/^files\[1\]\.name is a name that judging keeps for itself/),
    ]);
  });

  it('belong to the language, one of them as its source', () => {
    expect(faultsOf(['main.cpp', 'old.c'], 'cpp')).toEqual([
      'files[1].name is no file of a C++ program (.cpp, .cc, .cxx, .c++, .C, .h, .hh, .hpp, .hxx)',
    ]);
    expect(faultsOf(['only.h'], 'c')).toEqual(['files hold no C source (.c)']);
    expect(faultsOf(['main.py'], 'no-language')).toEqual([]);
  });

  it('are at most 20', () => {
    const many = Array.from({ length: 21 }, (_, index) => `a${index}.py`);
    expect(faultsOf(many)).toEqual(['files are 21; at most 20 are taken']);
  });

  it('start where somebody says, in languages that start a file', () => {
    expect(faultsOf(['a.py', 'b.py'], 'python', 'b.py')).toEqual([]);
    expect(faultsOf(['a.py', 'b.py'], 'python', 'c.py')).toEqual([
      'mainFile names c.py, and the files are a.py, b.py',
    ]);
    expect(faultsOf(['a.go', 'b.go'], 'go', 'b.go')).toEqual([
      expect.stringMatching(/^mainFile is for languages/),
    ]);
  });
});
