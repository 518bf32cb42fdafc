import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../../../../adapters/packages/read-zip.ts';
import { readPackage } from '../../../../../core/problems/package/read-package.ts';
import { DMOJ, DMOJ_SIGNED } from '../../../../support/foreign-packages.ts';
import { treeOf } from '../../../../support/packages.ts';

type Files = Readonly<Record<string, string | Uint8Array | null>>;
const read = (changes: Files = {}, base: Files = DMOJ) =>
  readPackage({ ...treeOf({ ...base, ...changes }), name: 'twice', openArchive: readZip });
const codes = (changes: Files) =>
  read(changes).faults.map(({ severity, code, file }) => `${severity} ${code} ${file}`);
const yaml = (more: string) => ({ 'init.yml': `${DMOJ['init.yml']}${more}` });
/** What can only be said, since the format has no place for it. */
const USUAL = ['no-accepted', 'statement-missing', 'time-limit-default'].map(
  (code) => `warning ${code} init.yml`,
);
const zipOf = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));

describe('a problem of DMOJ', () => {
  it('is the problem that init.yml describes', () => {
    const { format, manifest } = read();
    expect(codes({}).sort()).toEqual(USUAL);
    expect(format).toBe('dmoj');
    expect(manifest).toMatchObject({
      kind: 'scoring',
      names: { en: 'twice' },
      validation: { kind: 'default' },
    });
    expect(manifest?.groups.slice(2)).toEqual([
      { name: 'secret/1-cases1', aggregation: 'pass-fail', maxScore: 0, requires: [] },
      { name: 'secret/2-cases2', aggregation: 'sum', maxScore: 20, requires: ['secret/1-cases1'] },
      { name: 'secret/3-batch1', aggregation: 'pass-fail', maxScore: 30, requires: ['secret/1-cases1'] },
      {
        name: 'secret/4-batch2',
        aggregation: 'pass-fail',
        maxScore: 50,
        requires: expect.arrayContaining(['secret/1-cases1', 'secret/3-batch1']),
      },
    ]);
    expect(manifest?.testCases.map(({ id }) => id)).toEqual([
      'secret/1-cases1/01',
      'secret/2-cases2/01',
      'secret/2-cases2/02',
      'secret/3-batch1/01',
      'secret/3-batch1/02',
      'secret/4-batch2/01',
    ]);
  });

  it('has its test data in an archive, listed or found by their names', () => {
    const archive = zipOf({
      'twice.1-1.in': '1\n',
      'twice.1-1.out': '2\n',
      'twice.1-2.in': '2\n',
      'twice.1-2.out': '4\n',
      'twice.2-1.in': '3\n',
      'twice.2-1.out': '6\n',
    });
    const listed = {
      'init.yml': 'archive: data.zip\ntest_cases:\n- {in: twice.2-1.in, out: twice.2-1.out}\n',
      'data.zip': archive,
    };
    expect(read(listed, {}).manifest).toMatchObject({ kind: 'pass-fail', testCases: [{ inputBytes: 2 }] });
    const found = read({ 'init.yml': 'archive: data.zip\npoints: 5\n', 'data.zip': archive }, {});
    expect(
      found.manifest?.groups.slice(2).map(({ maxScore, aggregation }) => [aggregation, maxScore]),
    ).toEqual([
      ['pass-fail', 5],
      ['pass-fail', 5],
    ]);
    expect(found.manifest?.testCases).toHaveLength(3);
    const single = zipOf({
      '1.in': '1\n',
      '1.out': '2\n',
      '10.in': '3\n',
      '10.out': '6\n',
      '2.in': '2\n',
      '2.out': '4\n',
    });
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(
      read({ 'init.yml': 'archive: data.zip\n', 'data.zip': single }, {}).manifest?.testCases.map(
        ({ id, inputHash }) => [id, inputHash],
      ),
    ).toEqual([
      ['secret/01', hash('1\n')],
      ['secret/02', hash('2\n')],
      ['secret/03', hash('3\n')],
    ]);
    expect(
      read({ 'init.yml': 'archive: data.zip\n', 'data.zip': zipOf({ '1.in': '1' }) }, {}).faults,
    ).toContainEqual(expect.objectContaining({ code: 'answer-missing', file: 'data.zip/1.in' }));
    expect(read({ 'init.yml': 'archive: data.zip\n', 'data.zip': 'no zip' }, {}).faults).toContainEqual(
      expect.objectContaining({ code: 'not-a-zip', file: 'data.zip' }),
    );
  });

  it.each([
    ['standard', ['case_sensitive']],
    ['identical', ['case_sensitive', 'space_change_sensitive']],
    ['{name: floats, args: {precision: 4}}', ['case_sensitive', 'float_tolerance', '1e-4']],
    ['floatsabs', ['case_sensitive', 'float_absolute_tolerance', '1e-6']],
    ['{name: floats, args: {error_mode: relative}}', ['case_sensitive', 'float_relative_tolerance', '1e-6']],
  ])('compares as %s does', (checker, args) => {
    const { manifest } = read(yaml(`checker: ${checker}\n`));
    expect(manifest?.validation.kind).toBe('default');
    expect(new Set(manifest?.testCases.map(({ validatorArgs }) => validatorArgs?.join(' ')))).toEqual(
      new Set([args.join(' ')]),
    );
  });

  it('is judged by its bridged checker, which may need no answers', () => {
    const bridged = (type: string) =>
      yaml(`checker: {name: bridged, args: {files: check.cpp, lang: CPP17${type}}}\n`);
    const plain = read({ ...bridged(''), 'check.cpp': 'int main() {}\n', 'twice.1.out': null });
    expect(plain.manifest).toBeNull();
    const without = { 'init.yml': bridged('')['init.yml'].replace(', out: twice.1.out', '') };
    expect(read({ ...without, 'check.cpp': 'int main() {}\n' })).toMatchObject({
      manifest: { validation: { kind: 'custom', program: { scripted: true } } },
      faults: expect.arrayContaining([
        expect.objectContaining({ severity: 'warning', code: 'answer-missing' }),
      ]),
    });
    const library = '#include "testlib.h"\nint main() { registerTestlibCmd(1, 2); }\n';
    const testlib = { ...bridged(', type: testlib'), 'check.cpp': library };
    expect(codes(testlib)).toContain('error testlib-missing init.yml');
    expect(read({ ...testlib, 'testlib.h': '#define OK_EXIT_CODE 0\n' }).manifest?.validation).toMatchObject({
      program: { testlib: true },
    });
  });

  it('says which arguments of a checker mean nothing here', () => {
    const named = (args: string) =>
      read(yaml(`checker: {name: rstripped, args: {${args}}}\n`)).faults.filter(
        ({ code }) => code === 'unknown-key',
      );
    expect(named('filter_new_lines: true')).toMatchObject([
      { severity: 'warning', file: 'init.yml', message: expect.stringContaining('filter_new_lines') },
    ]);
    expect(named('filter_new_line: true')).toEqual([]);
  });

  it('is refused where two files of its checker would have one name', () => {
    const files = yaml('checker: {name: bridged, args: {files: [check.cpp, a/util.h, b/util.h]}}\n');
    const sources = { 'check.cpp': 'int main() {}\n', 'a/util.h': '', 'b/util.h': '' };
    expect(codes({ ...files, ...sources })).toContain('unsupported same-name b/util.h');
  });

  it.each([
    ['custom_judge: grader.py\n', 'unsupported dmoj-custom-judge init.yml'],
    ['interactive: {files: a.cpp}\n', 'unsupported dmoj-interactive init.yml'],
    ['signature_grader: {entry: a.cpp, header: a.h}\n', 'error dmoj-signature init.yml'],
    ['signature_grader: {entry: twice.0.in}\n', 'error dmoj-signature init.yml'],
    ['signature_grader: {entry: twice.0.in, header: twice.0.in}\n', 'unsupported dmoj-signature init.yml'],
    ['generator: gen.cpp\n', 'unsupported dmoj-generator init.yml'],
    ['checker: check.py\n', 'unsupported dmoj-checker init.yml'],
    ['checker: linecount\n', 'unsupported dmoj-shares init.yml'],
    ['checker: linematches\n', 'unsupported dmoj-checker init.yml'],
    ['archive: gone.zip\n', 'error dmoj-archive init.yml'],
  ])('is refused where it cannot be judged: %s', (more, fault) => {
    expect(codes(yaml(more))).toContain(fault);
  });

  it('has the entry and the header of its signature grader beside programs, and its words before them', () => {
    const { manifest, faults } = read({}, DMOJ_SIGNED);
    expect(faults.map(({ severity, code, file }) => `${severity} ${code} ${file}`).sort()).toEqual(USUAL);
    expect(manifest?.languages).toEqual(['c', 'cpp']);
    const before =
      '#define SIGNATURE_GRADER 1\n#include "twice.h"\n#define main main_of_the_submission\n#line 1\n';
    expect(manifest?.included).toMatchObject({
      c: { files: [{ name: 'handler.c' }, { name: 'twice.h' }], before },
      cpp: { files: [{ name: 'handler.cpp' }, { name: 'twice.h' }], before },
    });
  });

  it('takes a signature grader out of the archive, for C++ alone where only that compiles it, with main allowed', () => {
    const { manifest } = read({
      'init.yml': 'archive: a.zip\nsignature_grader: {entry: handler.cpp, header: a.h, allow_main: true}\n',
      'a.zip': zipOf({ '1.in': '1\n', '1.out': '1\n', 'handler.cpp': 'int main() {}\n', 'a.h': '\n' }),
    });
    expect(manifest?.languages).toEqual(['cpp']);
    expect(manifest?.included).toMatchObject({
      cpp: {
        files: [{ name: 'a.h' }, { name: 'handler.cpp' }],
        before: '#define SIGNATURE_GRADER 1\n#include "a.h"\n#line 1\n',
      },
    });
  });

  it('is refused where test data are not there, or found by patterns of its own', () => {
    expect(codes({ 'twice.4.out': null })).toContain('error dmoj-data-missing init.yml');
    expect(
      codes({ 'init.yml': 'archive: a.zip\ntest_cases: {input_format: "(a+)+$"}\n', 'a.zip': zipOf({}) }),
    ).toContain('unsupported dmoj-format init.yml');
    expect(codes({ 'init.yml': 'archive: a.zip\n', 'a.zip': zipOf({ readme: '' }) })).toContain(
      'error dmoj-no-cases init.yml',
    );
  });
});
