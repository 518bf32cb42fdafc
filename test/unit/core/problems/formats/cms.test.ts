import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../../core/problems/package/read-package.ts';
import { CMS, CMS_GRADED } from '../../../../support/foreign-packages.ts';
import { treeOf } from '../../../../support/packages.ts';

const read = (changes: Readonly<Record<string, string | null>> = {}) =>
  readPackage(treeOf({ ...CMS, ...changes }));
const codes = (changes: Readonly<Record<string, string | null>>) =>
  read(changes).faults.map(({ severity, code, file }) => `${severity} ${code} ${file}`);
/** Of a task that has programs use files. */
const NAMED = { 'task.yaml': CMS['task.yaml']?.replace(/(in|out)file.*\n/g, '') ?? '' };
const yaml = (more: string) => ({ 'task.yaml': `${CMS['task.yaml']}${more}` });

describe('a task of CMS in its Italian format', () => {
  it('is the problem that task.yaml and gen/GEN describe', () => {
    const { format, manifest, faults } = read();
    expect(faults).toEqual([]);
    expect(format).toBe('cms');
    expect(manifest).toMatchObject({
      kind: 'scoring',
      names: { it: 'Il doppio' },
      limits: { timeMs: 1500, memoryKiB: 256 * 1024 },
      validation: { kind: 'default' },
      statements: [{ language: 'en' }, { language: 'it', format: 'pdf' }],
      attachments: [{ name: 'twice.zip' }],
    });
    expect(manifest?.testCases.map(({ id, validatorArgs }) => [id, validatorArgs])).toEqual(
      ['sample/01', 'secret/1-subtask1/01', 'secret/1-subtask1/02', 'secret/2-subtask2/01'].map((id) => [
        id,
        ['case_sensitive'],
      ]),
    );
    expect(manifest?.groups.slice(1)).toEqual([
      { name: 'secret', aggregation: 'sum', maxScore: 100, requires: [] },
      { name: 'secret/1-subtask1', aggregation: 'pass-fail', maxScore: 40, requires: [] },
      { name: 'secret/2-subtask2', aggregation: 'pass-fail', maxScore: 60, requires: [] },
    ]);
    expect(manifest?.jurySubmissions.map(({ path, expected }) => [path, expected])).toEqual([
      ['accepted/solution.cpp', 'AC'],
    ]);
  });

  it('gives each test case the same without subtasks, of all points that there are', () => {
    const { manifest } = read({ 'gen/GEN': null, ...yaml('total_value: 50\n') });
    expect(manifest?.groups.at(-1)).toMatchObject({
      name: 'secret/1-tests',
      aggregation: 'sum',
      maxScore: 50,
    });
    expect(manifest?.testCases).toHaveLength(4);
    expect(read({ 'gen/GEN': '1\n2\n3\n4\n' }).manifest?.groups.at(-1)?.maxScore).toBe(100);
    expect(codes({ 'gen/GEN': '1\n2\n3\n' })).toEqual(['warning cms-count task.yaml']);
  });

  it('gives points as task.yaml says where it says how and for what, whatever gen/GEN has', () => {
    const groupsOf = (more: string, files: Readonly<Record<string, string | null>> = {}) => {
      const { manifest, faults } = read({ ...yaml(more), ...files });
      expect(faults).toEqual([]);
      return manifest?.groups
        .filter(({ name }) => name.startsWith('secret/'))
        .map(({ name, aggregation, maxScore }) => [
          aggregation,
          maxScore,
          manifest.testCases.filter(({ id }) => id.startsWith(`${name}/`)).length,
        ]);
    };
    expect(groupsOf('score_type: Sum\nscore_type_parameters: 5\n')).toEqual([['sum', 20, 4]]);
    const two = '\nscore_type_parameters:\n- [30, 3]\n- [70, 1]\n';
    const other = [
      ['pass-fail', 30, 3],
      ['pass-fail', 70, 1],
    ];
    expect(groupsOf(`score_type: GroupMin${two}`)).toEqual(other);
    expect(groupsOf(`score_type: GroupMul${two}`, { 'gen/GEN': null })).toEqual(other);
    const shares = groupsOf(`score_type: GroupMin${two}`, { 'check/checker.cpp': 'int main() {}\n' });
    expect(shares).toEqual([
      ['min', 30, 3],
      ['min', 70, 1],
    ]);
  });

  it.each(['score_type: GroupThreshold\n', 'score_type_parameters: [[1, 4]]\n'])(
    'passes over half of what says how points are given, as CMS does, and says so: %s',
    (half) => {
      expect(codes(yaml(half))).toEqual(['warning cms-score-type task.yaml']);
      expect(read(yaml(half)).manifest?.groups).toEqual(read().manifest?.groups);
    },
  );

  it('shows no test case that the task hides', () => {
    const { manifest } = read(yaml('public_testcases: 1\n'));
    expect(manifest?.testCases.map(({ sample }) => sample)).toEqual([false, false, false, false]);
    expect(manifest?.groups.at(2)).toMatchObject({ name: 'secret/1-subtask0', maxScore: 0 });
  });

  it('is judged by its checker, which gives shares of what a test case or a subtask is worth', () => {
    const { manifest } = read({ 'check/checker': 'binary', 'check/checker.cpp': 'int main() {}\n' });
    expect(manifest?.validation).toMatchObject({
      kind: 'custom',
      program: { scripted: true, files: [{ name: 'build' }, { name: 'checker.cpp' }, { name: 'run' }] },
    });
    expect(manifest?.groups.at(-1)).toMatchObject({ aggregation: 'min', maxScore: 60 });
    expect(manifest?.testCases.map(({ validatorArgs }) => validatorArgs)).toEqual([
      ['1'],
      ['40'],
      ['40'],
      ['60'],
    ]);
    expect(codes({ 'check/checker': 'binary' })).toEqual(['unsupported cms-checker check/checker']);
  });

  it('has its graders beside programs, which are called as the task, in the languages that have one', () => {
    const { manifest, faults, contents } = readPackage(treeOf(CMS_GRADED));
    expect(faults.map(({ message }) => message)).toEqual([
      '2 files are passed over: sol/grader.adb (its language is not judged); sol/solution.c (the task has no grader in its language).',
    ]);
    expect(manifest?.languages).toEqual(['cpp', 'java', 'pascal', 'python']);
    const included = Object.entries(manifest?.included ?? {});
    expect(
      included.map(([id, { files, starts, sourceName }]) => [
        id,
        files.map(({ name }) => name),
        starts,
        sourceName,
      ]),
    ).toEqual([
      ['cpp', ['grader.cpp', 'twice.h'], undefined, undefined],
      ['java', ['grader.java'], 'grader.java', undefined],
      ['pascal', ['main.pas', 'twicelib.pas'], 'main.pas', 'twice.pas'],
      ['python', ['main.py'], 'main.py', 'twice.py'],
    ]);
    // CMS tells the compiler that it judges; here the grader says so itself, and no line of it moves.
    const [grader] = manifest?.included?.['cpp']?.files ?? [];
    expect(new TextDecoder().decode(contents.get(grader?.hash ?? '')?.read())).toMatch(
      /^#ifndef EVAL\n#define EVAL 1\n#endif\n#line 1\n#include <cstdio>/,
    );
    // So are programs compiled there, whoever wrote them.
    expect(included.map(([id, { before }]) => [id, before])).toEqual([
      ['cpp', '#define EVAL 1\n#line 1\n'],
      ['java', undefined],
      ['pascal', '{$define EVAL}\n'],
      ['python', undefined],
    ]);
    expect(manifest?.jurySubmissions.map(({ path }) => path)).toEqual(
      ['cpp', 'java', 'pas', 'py'].map((ending) => `accepted/twice.${ending}`),
    );
  });

  it('has Haskell’s programs named as its modules are', () => {
    const files = {
      'sol/grader.hs': 'import Twice\nmain = interact id\n',
      'sol/solution.hs': 'module Twice where\n',
    };
    expect(read({ ...files, 'sol/solution.cpp': null }).manifest?.included).toMatchObject({
      haskell: { starts: 'main.hs', sourceName: 'Twice.hs' },
    });
  });

  it('says what programs must do otherwise, and leaves out solutions that do not', () => {
    const solution = { 'sol/solution.cpp': 'freopen("input.txt", "r", stdin);\n' };
    expect(codes({ ...NAMED, ...solution })).toEqual([
      'warning passed-over sol/solution.cpp',
      'warning no-accepted task.yaml',
      'warning cms-file-names task.yaml',
    ]);
  });

  it.each([
    [yaml('output_only: true\n'), 'unsupported submit-answer task.yaml'],
    [yaml('task_type: TwoSteps\n'), 'unsupported cms-type task.yaml'],
    [
      yaml('score_type: GroupThreshold\nscore_type_parameters: [[40, 4, 1]]\n'),
      'unsupported cms-score-type task.yaml',
    ],
    [
      yaml('score_type: GroupMin\nscore_type_parameters: [[40, "00."]]\n'),
      'unsupported cms-score-type task.yaml',
    ],
    [
      yaml('score_type: GroupMin\nscore_type_parameters: [[40, 1], [60, 2]]\n'),
      'error cms-subtasks task.yaml',
    ],
    [yaml('score_type: GroupMin\nscore_type_parameters: [[many, 4]]\n'), 'error cms-subtasks task.yaml'],
    [yaml('score_type: GroupMin\nscore_type_parameters: 40\n'), 'error wrong-type task.yaml'],
    [yaml('score_type: Sum\nscore_type_parameters: [[40, 4]]\n'), 'error wrong-type task.yaml'],
    [
      {
        ...yaml('score_type: GroupMul\nscore_type_parameters: [[40, 2], [60, 2]]\n'),
        'check/checker.cpp': 'int main() {}\n',
      },
      'unsupported cms-score-type task.yaml',
    ],
    [{ 'check/manager.cpp': 'x' }, 'unsupported interactive check/manager'],
    [{ 'sol/stub.cpp': 'x' }, 'unsupported include sol/stub.cpp'],
    [{ 'sol/grader.adb': 'x' }, 'unsupported include sol/grader.adb'],
    [
      { 'task.yaml': CMS['task.yaml']?.replace('name: twice', 'name: 2-x') ?? '', 'sol/grader.cpp': 'x' },
      'error cms-name task.yaml',
    ],
    [
      { ...NAMED, 'sol/grader.cpp': 'freopen("input.txt", "r", stdin);' },
      'unsupported cms-grader-files sol/grader.cpp',
    ],
    [{ 'gen/GEN': '#ST: many\n1\n' }, 'error cms-subtasks gen/GEN'],
    [{ 'output/output2.txt': null }, 'error cms-tests-missing output/output2.txt'],
  ])('is refused where it cannot be judged: %j', (changes, fault) => {
    expect(codes(changes as Record<string, string | null>)).toContain(fault);
  });
});
