import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0);

describe('files beside programs that are none', () => {
  it.each([
    'README.md',
    'readme',
    'LICENSE',
    'Twice.class',
    'twice.o',
    'twice.exe',
    'a.out',
    'twice.cpp.orig',
    'Thumbs.db',
    '__pycache__/twice.cpython-312.pyc',
    'twice.dSYM/Contents/Info.plist',
    'notes.xyz',
    'Makefile',
  ])('are left out of the jury submissions with a warning: %s', (name) => {
    const { manifest, faults } = readPackage(treeOf({ ...SOUND, [`submissions/accepted/${name}`]: 'x\n' }));
    expect(faults).toMatchObject([
      { severity: 'warning', code: 'passed-over', file: `submissions/accepted/${name}` },
    ]);
    expect(manifest?.jurySubmissions.map(({ path }) => path)).toEqual(['accepted/twice.py']);
  });

  it.each(['.DS_Store', '.gitkeep', '.twice.py.swp', 'twice.py~', '#twice.py#'])(
    'and hidden ones, and editors own, without a word: %s',
    (name) => expect(faultsWith({ [`submissions/accepted/${name}`]: 'x\n' })).toEqual([]),
  );

  it('are left out of a program of several files, and executables by what they are', () => {
    const { manifest, faults } = readPackage(
      treeOf({
        ...SOUND,
        'submissions/accepted/multi/main.py': 'import helper\n',
        'submissions/accepted/multi/helper.py': 'print(2 * int(input()))\n',
        'submissions/accepted/multi/table.dat': '1 2\n',
        'submissions/accepted/multi/__pycache__/helper.cpython-312.pyc': 'x',
        'submissions/accepted/multi/twice': ELF,
        'submissions/accepted/modular/main.go': 'package main\n',
        'submissions/accepted/modular/go.mod': 'module modular\n',
      }),
    );
    expect(faults.map(({ code, message }) => [code, message])).toEqual([
      [
        'passed-over',
        '2 files are passed over: submissions/accepted/multi/__pycache__/helper.cpython-312.pyc, submissions/accepted/multi/twice (no program).',
      ],
    ]);
    const programOf = (path: string) => manifest?.jurySubmissions.find((each) => each.path === path)?.program;
    expect(programOf('accepted/multi')?.files.map(({ name }) => name)).toEqual([
      'helper.py',
      'main.py',
      'table.dat',
    ]);
    expect(programOf('accepted/modular')?.language).toBe('go');
  });

  it('are left out of validators, in one line for all', () => {
    expect(
      faultsWith({
        'input_validators/README.md': 'x\n',
        'input_validators/validate.pyc': 'x',
        'input_validators/validate': ELF,
        'output_validator/README': 'x\n',
        'output_validator/check.cpp': 'int main() {}\n',
        'output_validator/check': ELF,
      }),
    ).toEqual(['warning passed-over ']);
  });

  it('do not make an accepted submission', () => {
    expect(
      faultsWith({ 'submissions/accepted/twice.py': null, 'submissions/accepted/README': 'x\n' }),
    ).toEqual([
      'warning no-accepted submissions/accepted/',
      'warning passed-over submissions/accepted/README',
    ]);
  });
});

describe('validators of the legacy format', () => {
  const custom = { 'problem.yaml': `${SOUND_LEGACY['problem.yaml']}validation: custom\n` };
  const filesOf = (files: Record<string, string>) => {
    const { manifest, faults } = readPackage(treeOf({ ...SOUND_LEGACY, ...custom, ...files }));
    const validation = manifest?.validation;
    return {
      codes: faults.map(({ code }) => code),
      files: validation?.kind === 'custom' ? validation.program.files.map(({ name }) => name) : [],
    };
  };

  it('are one program with the headers that lie beside it', () => {
    expect(filesOf({ 'output_validators/v.cpp': 'x\n', 'output_validators/v.h': 'x\n' })).toEqual({
      codes: [],
      files: ['v.cpp', 'v.h'],
    });
    expect(filesOf({ 'output_validators/v/v.cpp': 'x\n', 'output_validators/notes.xyz': 'x\n' })).toEqual({
      codes: ['passed-over'],
      files: ['v.cpp'],
    });
    expect(filesOf({ 'output_validators/a.cpp': 'x\n', 'output_validators/b.py': 'x\n' }).codes).toEqual([
      'several-validators',
    ]);
  });

  it('are Python 2 where their first line says so, and that is not run', () => {
    const python2 = '#!/usr/bin/env python2\nprint 42\n';
    expect(filesOf({ 'output_validators/v.py': python2 }).codes).toEqual(['validator-language']);
    for (const sound of [SOUND, SOUND_LEGACY])
      expect(faultsWith({ 'submissions/accepted/old.py': python2 }, sound)).toEqual([
        'warning passed-over submissions/accepted/old.py',
      ]);
  });

  it.each([
    ["print 'Hello'\n", true],
    ['import sys\nfor line in sys.stdin:\n    print abs(int(line))\n', true],
    ['n = int(raw_input())\nprint(n)\n', true],
    ['# print "x" is Python 2\nprint ("x")\n', false],
    ['def raw_input():\n    return input()\nprint(raw_input)\n', false],
    ['try:\n    n = raw_input()\nexcept NameError:\n    n = input()\nprint(n)\n', false],
    ['try:\n    n = raw_input()\nexcept:\n    n = input()\nprint(n)\n', false],
    ['import sys\nraw_input = sys.stdin.readline\nprint(2 * int(raw_input()))\n', false],
    ['import sys\ninput = raw_input = sys.stdin.readline\nprint(raw_input())\n', false],
    ['from six.moves import raw_input\nprint(raw_input())\n', false],
    ['def raw_input():\n    return input()\nprint(raw_input())\n', false],
    ['import sys\nn = raw_input() if sys.version_info < (3,) else input()\n', false],
    ['# was raw_input() once\nprint(2 * int(input()))\n', false],
    ['"""Example:\n    print "hi"\n    raw_input()\n"""\nprint(2)\n', false],
    ["def f():\n    r'''\n    \\'''\n    print 'hi'\n    '''\nprint('raw_input()')\n", false],
    ['# it\'s "said"\nprint "hi" # said\r\n', true],
    ['s = "#"; n = raw_input() # read\n', true],
    ['inversions = int(raw_input())\n', true],
    ['print """many\nlines"""\n', true],
    ['while True:\n    try:\n        raw_input()\n    except EOFError:\n        break\n', true],
  ])('are Python 2 where Python 3 cannot run them: %j', (text, isOld) => {
    const said = ['warning passed-over submissions/accepted/a.py'];
    expect(faultsWith({ 'submissions/accepted/a.py': text })).toEqual(isOld ? said : []);
  });

  it('are run as Python 3 where they are validators that look like Python 2, which is said', () => {
    const python2 = 'import sys\nprint "never read"\nsys.exit(42)\n';
    const message = 'This reads like python2, and it is run as Python; if it is that, rewrite it.';
    for (const file of ['output_validator/v.py', 'input_validators/v.py']) {
      const { manifest, faults } = readPackage(treeOf({ ...SOUND, [file]: python2 }));
      expect(faults.map(({ severity, code, file, message }) => [severity, code, file, message])).toEqual([
        ['warning', 'validator-language', file, message],
      ]);
      expect(manifest).not.toBeNull();
    }
    expect(faultsWith({ 'output_validator/v.py': '"""Example:\n    print "hi"\n"""\n' })).toEqual([]);
  });

  it('are looked at in time that grows with their length, whatever is in them', () => {
    for (const text of ['"""\n\\', "'''\\", '"\\', '\\"', 'raw_input,', 'import ', 'print a(', '#"\''])
      expect(faultsWith({ 'submissions/accepted/a.py': text.repeat(16_000) }).length).toBeLessThan(2);
  });

  it.each([
    ['% reads a word\nmain :- read(X), write(X).\n', false],
    ['[kattio].\n\nmain :- write(1).\n', false],
    ['main :-\n  write(1).\n', false],
    [':- initialization(main).\n', false],
    ['# prints\nprint 1;\n', true],
    ['#!/usr/bin/perl\nprint 1;\n', true],
    ['use strict;\nprint 1;\n', true],
    ['my %h = (a => 1);\n', true],
    ['print "a."; print(1);\n', true],
  ])('are Perl or Prolog by how they begin: %j', (text, isPerl) => {
    const said = ['warning passed-over submissions/accepted/a.pl'];
    expect(faultsWith({ 'submissions/accepted/a.pl': text })).toEqual(isPerl ? [] : said);
  });
});
