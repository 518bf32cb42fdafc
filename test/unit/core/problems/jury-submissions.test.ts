import { describe, expect, it } from 'vitest';
import { ALL } from '../../../../core/problems/package/expectations.ts';
import { matchesGlob } from '../../../../core/problems/package/glob.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

function submissionsOf(files: Record<string, string | null>, sound = SOUND) {
  const { manifest, faults } = readPackage(treeOf({ ...sound, ...files }));
  expect(faults.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return Object.fromEntries(
    (manifest?.jurySubmissions ?? []).map((submission) => [submission.path, submission]),
  );
}

describe('what a jury submission must get', () => {
  it('is said by its folder', () => {
    const found = submissionsOf({
      'submissions/wrong_answer/a.cpp': 'int main() {}\n',
      'submissions/time_limit_exceeded/a.js': ';\n',
      'submissions/run_time_error/a.py': 'x\n',
      'submissions/memory_limit_exceeded/a.py': 'x\n',
      'submissions/compile_error/Main.java': 'x\n',
      'submissions/brute_force/a.py': 'x\n',
      'submissions/rejected/a.py': 'x\n',
    });
    expect(
      Object.entries(found).map(([path, { expected, program }]) => [path, expected, program.language]),
    ).toEqual([
      ['accepted/twice.py', 'AC', 'python'],
      ['brute_force/a.py', null, 'python'],
      ['compile_error/Main.java', 'CE', 'java'],
      ['memory_limit_exceeded/a.py', 'MLE', 'python'],
      ['rejected/a.py', null, 'python'],
      ['run_time_error/a.py', 'RTE', 'python'],
      ['time_limit_exceeded/a.js', 'TLE', 'javascript'],
      ['wrong_answer/a.cpp', 'WA', 'cpp'],
    ]);
    expect(found['run_time_error/a.py']?.requirements[0]?.permitted).toEqual(['AC', 'RTE', 'MLE', 'OLE']);
    expect(found['wrong_answer/a.cpp']?.requirements[0]).toEqual({
      of: '',
      permitted: ['AC', 'WA'],
      required: ['WA'],
      timeLimit: 'lower',
    });
  });

  it('is less in the legacy format: what is too slow may be wrong too, and what crashes anything', () => {
    const files = { 'submissions/time_limit_exceeded/a.js': ';\n', 'submissions/run_time_error/a.py': 'x\n' };
    const found = submissionsOf(files, SOUND_LEGACY);
    expect(found['time_limit_exceeded/a.js']).toMatchObject({
      expected: 'TLE',
      requirements: [{ of: '', permitted: ['AC', 'WA', 'TLE'], required: ['TLE'], timeLimit: 'upper' }],
    });
    expect(found['run_time_error/a.py']).toMatchObject({
      expected: 'RTE',
      requirements: [
        { permitted: ['AC', 'WA', 'TLE', 'RTE', 'MLE', 'OLE'], required: ['RTE', 'MLE', 'OLE'] },
      ],
    });
    const yaml = { ...files, 'submissions/submissions.yaml': '"*/*": {authors: Somebody}\n' };
    expect(submissionsOf(yaml, SOUND_LEGACY)['time_limit_exceeded/a.js']?.requirements[0]?.permitted).toEqual(
      ['AC', 'TLE'],
    );
  });

  it('is a part of the points in a legacy package that accepts it', () => {
    const group = { 'data/secret/a/1.in': '3\n', 'data/secret/a/1.ans': '6\n' };
    const legacy = {
      ...group,
      'problem.yaml': `${SOUND_LEGACY['problem.yaml']}type: scoring\n`,
      'data/secret/01.in': null,
      'data/secret/01.ans': null,
      'data/secret/02.in': null,
      'data/secret/02.ans': null,
      'data/secret/a/testdata.yaml': 'accept_score: 40\nrange: 0 40\ngrader_flags: min\n',
    };
    const graded = { ...legacy, 'data/secret/testdata.yaml': 'grader_flags: accept_if_any_accepted\n' };
    expect(submissionsOf(graded, SOUND_LEGACY)['accepted/twice.py']).toMatchObject({
      expected: 'AC',
      requirements: [
        {
          of: '',
          permitted: ['AC', 'WA', 'MLE', 'OLE', 'RTE'],
          required: ['AC'],
          score: [1e-6, 40],
          timeLimit: 'lower',
        },
        { of: 'sample', permitted: ['AC'] },
      ],
    });
    const whole = submissionsOf(
      { ...graded, 'data/testdata.yaml': 'grader_flags: ignore_sample\n' },
      SOUND_LEGACY,
    );
    expect(whole['accepted/twice.py']?.requirements).toHaveLength(1);
    const alone = { ...graded, 'data/sample/1.in': null, 'data/sample/1.ans': null };
    expect(submissionsOf(alone, SOUND_LEGACY)['accepted/twice.py']?.requirements).toHaveLength(1);
    expect(submissionsOf(legacy, SOUND_LEGACY)['accepted/twice.py']?.requirements[0]?.permitted).toEqual([
      'AC',
    ]);
  });

  it('is said by @EXPECTED_RESULTS@, which overrules the folder', () => {
    const found = submissionsOf({
      'submissions/wrong_answer/a.py': '# @EXPECTED_RESULTS@: TIMELIMIT, WRONG-ANSWER\n',
      'submissions/wrong_answer/b.cpp': '/* @EXPECTED_RESULTS@: RTE */\n',
      'submissions/misc/c.py': '# @EXPECTED_RESULTS@: CORRECT\n',
    });
    expect(found['wrong_answer/a.py']?.requirements).toEqual([
      { of: '', permitted: ['TLE', 'WA'], required: ['TLE', 'WA'], whole: true },
    ]);
    expect(found['wrong_answer/b.cpp']?.requirements).toMatchObject([
      { permitted: ['RTE'], required: ['RTE'] },
    ]);
    expect(found['misc/c.py']).toMatchObject({ expected: 'AC', requirements: [{ permitted: ['AC'] }] });
  });

  it('is a score, too, where @EXPECTED_SCORE@ says so, with results or with the folder', () => {
    const scoring = {
      'problem.yaml': `${SOUND_LEGACY['problem.yaml']}type: scoring\n`,
      'submissions/accepted/twice.py': '# @EXPECTED_RESULTS@: CORRECT\n# @EXPECTED_SCORE@: 60\n',
      'submissions/partially_accepted/a.py': '# @EXPECTED_SCORE@: 88.37\n',
      'submissions/misc/b.c': '/* @EXPECTED_SCORE@: NO-OUTPUT */\n',
      'submissions/accepted/twice-said.py': '# @EXPECTED_SCORE@: 1\n# @EXPECTED_SCORE@: 2\n',
    };
    const found = submissionsOf(scoring, SOUND_LEGACY);
    const points = (score: number) => ({ of: '', permitted: ALL, required: ALL, score: [score, score] });
    expect(found['accepted/twice.py']).toMatchObject({
      expected: 'AC',
      requirements: [{ permitted: ['AC'], whole: true }, points(60)],
    });
    expect(found['partially_accepted/a.py']?.requirements.slice(1)).toEqual([points(88.37)]);
    expect(found['misc/b.c']?.requirements).toMatchObject([{ permitted: ['WA'], whole: true }]);
    expect(found['accepted/twice-said.py']).toBeUndefined();
  });

  it('is said by submissions.yaml: replaced by the folder name, added to by patterns, split by groups', () => {
    const found = submissionsOf({
      'submissions/time_limit_exceeded/a.py': 'x\n',
      'submissions/wrong_answer/b.py': 'x\n',
      'submissions/submissions.yaml': [
        'time_limit_exceeded:',
        '  permitted: [AC, WA, TLE]',
        '"{time_limit_exceeded,wrong_answer}/*.py":',
        '  message: off by one',
        '  secret/*:',
        '    required: [WA, TLE]',
        'wrong_answer/b.py:',
        '  use_for_time_limit: false',
        '',
      ].join('\n'),
    });
    expect(found['time_limit_exceeded/a.py']?.requirements).toMatchObject([
      { of: '', permitted: ['AC', 'WA', 'TLE'], required: ['TLE'], timeLimit: 'upper' },
      { of: '', message: 'off by one' },
      { of: 'secret/*', required: ['WA', 'TLE'] },
    ]);
    expect(found['wrong_answer/b.py']?.requirements).toHaveLength(4);
    expect(found['wrong_answer/b.py']?.expected).toBe('WA');
  });

  it('belongs to a folder of files as to a single file', () => {
    const found = submissionsOf({
      'submissions/accepted/many/main.cpp': 'x\n',
      'submissions/accepted/many/part.h': 'x\n',
    });
    expect(found['accepted/many']?.program).toMatchObject({
      language: 'cpp',
      files: [{ name: 'main.cpp' }, { name: 'part.h' }],
    });
  });
});

describe('patterns', () => {
  it.each([
    ['accepted', 'accepted/a.py', true],
    ['accepted/*', 'accepted/a.py', true],
    ['*.py', 'accepted/a.py', false],
    ['*/a.*', 'accepted/a.py', true],
    ['accepted/{a,b}.{py,js}', 'accepted/b.js', true],
    ['accepted/{a,b}.{py,js}', 'accepted/c.js', false],
    ['secret/*-easy', 'secret/01-easy', true],
    ['secret/*-easy', 'secret/01-easy/deep', true],
    ['acc', 'accepted/a.py', false],
    ['a.py', 'aXpy', false],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('have spaces around alternatives, which mean nothing', () => {
    expect(matchesGlob('secret/*{ 4, 5 }{ 2 }', 'secret/42')).toBe(true);
  });

  it('end in reasonable time on patterns made to be slow', () => {
    expect(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(2000))).toBe(false);
    expect(matchesGlob('{a,b}'.repeat(40), 'ab'.repeat(20))).toBe(false);
  });
});
