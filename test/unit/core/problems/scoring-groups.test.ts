import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

const scoring: Record<string, string | null> = {
  ...SOUND,
  'problem.yaml': `${SOUND['problem.yaml']}type: scoring\n`,
  'data/secret/01.in': null,
  'data/secret/01.ans': null,
  'data/secret/02.in': null,
  'data/secret/02.ans': null,
};
const legacyScoring: Record<string, string | null> = {
  ...scoring,
  ...SOUND_LEGACY,
  'problem.yaml': `${SOUND_LEGACY['problem.yaml']}type: scoring\n`,
  'statement/problem.en.md': null,
  'data/secret/01.in': null,
  'data/secret/01.ans': null,
  'data/secret/02.in': null,
  'data/secret/02.ans': null,
};

function cases(group: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`data/secret/${group}/${name}.in`, `${group} ${name}\n`],
      [`data/secret/${group}/${name}.ans`, '1\n'],
    ]),
  );
}

function groupsOf(files: Record<string, string | null>) {
  const { manifest, faults } = readPackage(treeOf(files));
  return { groups: manifest?.groups, codes: faults.map(({ code, file }) => `${code} ${file}`) };
}

describe('groups of a scoring package (2025-09)', () => {
  it('takes all-or-nothing groups that add up, with what they require', () => {
    const { groups, codes } = groupsOf({
      ...scoring,
      ...cases('1', 'a', 'b'),
      ...cases('2', 'a'),
      'data/secret/1/test_group.yaml': 'max_score: 40\nrequire_pass: sample\n',
      'data/secret/2/test_group.yaml':
        'max_score: 60\nscore_aggregation: sum\nrequire_pass: [sample, secret/1]\n',
    });
    expect(codes).toEqual([]);
    expect(groups).toEqual([
      { name: 'sample', aggregation: 'pass-fail', maxScore: 0, requires: [] },
      { name: 'secret', aggregation: 'sum', maxScore: 100, requires: [] },
      { name: 'secret/1', aggregation: 'pass-fail', maxScore: 40, requires: ['sample'] },
      { name: 'secret/2', aggregation: 'sum', maxScore: 60, requires: ['sample', 'secret/1'] },
    ]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a group without points',
      { 'data/secret/1/test_group.yaml': 'full_feedback: true\n' },
      ['max-score-missing data/secret/1/test_group.yaml', 'max-score-sum data/secret/test_group.yaml'],
    ],
    [
      'points that add up to more',
      { 'data/secret/1/test_group.yaml': 'max_score: 140\n' },
      ['max-score-sum data/secret/test_group.yaml'],
    ],
    [
      'a requirement of a later group',
      { 'data/secret/1/test_group.yaml': 'max_score: 100\nrequire_pass: secret/2\n' },
      ['require-pass data/secret/1/test_group.yaml'],
    ],
    [
      'an aggregation that does not exist',
      { 'data/secret/1/test_group.yaml': 'max_score: 100\nscore_aggregation: average\n' },
      ['aggregation data/secret/1/test_group.yaml'],
    ],
    [
      'points for samples',
      {
        'data/secret/1/test_group.yaml': 'max_score: 100\n',
        'data/sample/test_group.yaml': 'max_score: 1\n',
      },
      ['sample-score data/sample/test_group.yaml'],
    ],
    [
      'no bound and no validator',
      {
        'data/secret/test_group.yaml': 'max_score: unbounded\n',
        'data/secret/1/test_group.yaml': 'score_aggregation: sum\n',
      },
      ['score-unbounded data/secret/'],
    ],
    [
      'an empty group',
      {
        'data/secret/1/test_group.yaml': 'max_score: 50\n',
        'data/secret/9/test_group.yaml': 'max_score: 50\n',
      },
      ['empty-group data/secret/9/'],
    ],
  ])('faults %s', (_, files, expected) => {
    expect(groupsOf({ ...scoring, ...cases('1', 'a'), ...files }).codes).toEqual(expected);
  });
});

describe('graders of a legacy scoring package', () => {
  it('brings the usual form (sum of all-or-nothing groups) to the same groups', () => {
    const { groups, codes } = groupsOf({
      ...legacyScoring,
      ...cases('1', 'a', 'b'),
      ...cases('2', 'a'),
      'data/testdata.yaml':
        'on_reject: continue\nrange: 0 100\ngrader_flags: accept_if_any_accepted ignore_sample\n',
      'data/secret/testdata.yaml': 'on_reject: continue\ngrader_flags: accept_if_any_accepted\n',
      'data/secret/1/testdata.yaml': 'on_reject: break\naccept_score: 40\nrange: 0 40\ngrader_flags: min\n',
      'data/secret/2/testdata.yaml': 'on_reject: break\naccept_score: 60\nrange: 0 60\ngrader_flags: min\n',
    });
    expect(codes).toEqual([]);
    expect(groups).toEqual([
      { name: 'sample', aggregation: 'pass-fail', maxScore: 0, requires: [] },
      { name: 'secret', aggregation: 'sum', maxScore: 100, requires: [] },
      { name: 'secret/1', aggregation: 'pass-fail', maxScore: 40, requires: [] },
      { name: 'secret/2', aggregation: 'pass-fail', maxScore: 60, requires: [] },
    ]);
  });

  it('counts each test case where a rejection is forgiven, and the whole group where it is not', () => {
    const forgiving = groupsOf({
      ...legacyScoring,
      ...cases('1', 'a', 'b'),
      'data/secret/testdata.yaml': 'grader_flags: always_accept\n',
      'data/secret/1/testdata.yaml': 'grader_flags: always_accept sum\naccept_score: 5\n',
    });
    expect(forgiving.groups?.at(-1)).toMatchObject({ aggregation: 'sum', maxScore: 10 });
    const strict = groupsOf({
      ...legacyScoring,
      ...cases('1', 'a', 'b'),
      'data/secret/1/testdata.yaml': 'grader_flags: sum\naccept_score: 5\n',
    });
    expect(strict.groups?.map(({ aggregation, maxScore }) => [aggregation, maxScore])).toEqual([
      ['pass-fail', 0],
      ['pass-fail', 10],
      ['pass-fail', 10],
    ]);
  });

  it.each<[string, string, string]>([
    ['points for wrong answers', 'reject_score: -1\n', 'reject-score'],
    ['a custom grader', 'grading: custom\n', 'custom-grader'],
    ['forgiven averages', 'grader_flags: always_accept avg\n', 'grader-mode'],
    ['flags that do not exist', 'grader_flags: best_two\n', 'grader-flags'],
    ['a range backwards', 'range: 5 1\n', 'range'],
  ])('faults %s', (_, configuration, code) => {
    expect(
      groupsOf({ ...legacyScoring, ...cases('1', 'a'), 'data/secret/1/testdata.yaml': configuration }).codes,
    ).toEqual([`${code} data/secret/1/testdata.yaml`]);
  });
});
