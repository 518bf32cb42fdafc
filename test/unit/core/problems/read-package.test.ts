import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

const settings = (...lines: string[]) => `${SOUND['problem.yaml']}${lines.join('\n')}\n`;
const legacySettings = (...lines: string[]) => `${SOUND_LEGACY['problem.yaml']}${lines.join('\n')}\n`;

describe('a sound package', () => {
  it('gives a manifest and no fault, in either format', () => {
    for (const files of [SOUND, SOUND_LEGACY]) {
      const { manifest, faults } = readPackage(treeOf(files));
      expect(faults).toEqual([]);
      expect(manifest?.names).toEqual({ en: 'Twice' });
      expect(manifest?.testCases.map(({ id, sample, group }) => [id, sample, group])).toEqual([
        ['sample/1', true, 'sample'],
        ['secret/01', false, 'secret'],
        ['secret/02', false, 'secret'],
      ]);
      expect(manifest?.jurySubmissions).toMatchObject([
        { path: 'accepted/twice.py', expected: 'AC', program: { language: 'python' } },
      ]);
    }
    expect(readPackage(treeOf(SOUND)).manifest?.limits.timeMs).toBe(1000);
    expect(readPackage(treeOf(SOUND_LEGACY)).manifest).toMatchObject({
      limits: { timeMs: 1500 },
      timeLimitOrigin: 'domjudge-problem.ini',
    });
  });

  it('may lie in the one folder of an archive, beside hidden files and what macOS adds', () => {
    const wrapped = Object.fromEntries(
      Object.entries(SOUND).map(([path, content]) => [`twice/${path}`, content]),
    );
    const { manifest, faults } = readPackage(
      treeOf({ ...wrapped, 'twice/.git/config': 'x', '__MACOSX/twice/._a': 'x', 'twice/.DS_Store': 'x' }),
    );
    expect(faults).toEqual([]);
    expect(manifest?.testCases).toHaveLength(3);
  });

  it('names every stored byte by its hash, so that the importer can store it', () => {
    const { manifest, contents } = readPackage(treeOf(SOUND));
    const named = [
      ...(manifest?.testCases.flatMap(({ inputHash, answerHash }) => [inputHash, answerHash]) ?? []),
      ...(manifest?.jurySubmissions.flatMap(({ program }) => program.files.map(({ hash }) => hash)) ?? []),
    ];
    expect(named.length).toBeGreaterThan(6);
    for (const hash of named) expect(contents.has(hash)).toBe(true);
  });

  it('judges samples first, then secret test cases folder by folder by name', () => {
    const { manifest } = readPackage(
      treeOf({
        ...SOUND,
        'data/secret/01.in': null,
        'data/secret/01.ans': null,
        'data/secret/02.in': null,
        'data/secret/02.ans': null,
        ...cases('b/10', 'b/9', 'a/z', 'a.b/1'),
      }),
    );
    expect(manifest?.testCases.map(({ id }) => id)).toEqual([
      'sample/1',
      'secret/a/z',
      'secret/a.b/1',
      'secret/b/10',
      'secret/b/9',
    ]);
  });
});

function cases(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`data/secret/${name}.in`, `${name}\n`],
      [`data/secret/${name}.ans`, `${name}\n`],
    ]),
  );
}

/** One change of the sound package, and the faults that it must give: all of them, with file and line. */
const FAULTS: [string, Record<string, string | Uint8Array | null>, string[]][] = [
  ['no problem.yaml', { 'problem.yaml': null }, ['error settings-missing problem.yaml']],
  [
    'a key that does not exist',
    { 'problem.yaml': settings('colour: red') },
    ['warning unknown-key problem.yaml:8'],
  ],
  [
    'YAML that does not parse',
    { 'problem.yaml': 'name: [a\nlimits: }\n' },
    ['error yaml-syntax problem.yaml:2', 'error yaml-syntax problem.yaml:2'],
  ],
  ['a key twice', { 'problem.yaml': settings('name: Again') }, ['warning key-twice problem.yaml:8']],
  ['a list for a map', { 'problem.yaml': '- a\n' }, ['error wrong-type problem.yaml:1']],
  [
    'settings that are not UTF-8',
    { 'problem.yaml': new Uint8Array(Buffer.from(settings('# für alle'), 'latin1')) },
    ['warning not-utf8 problem.yaml:8'],
  ],
  [
    'another version of the format',
    { 'problem.yaml': 'problem_format_version: 2031-01\n' },
    ['unsupported format-version problem.yaml:1'],
  ],
  [
    'a draft of the format',
    { 'problem.yaml': SOUND['problem.yaml']!.replace('2025-09', '2023-07-draft') },
    ['warning format-version problem.yaml:1'],
  ],
  [
    'no uuid',
    { 'problem.yaml': SOUND['problem.yaml']!.replace(/uuid.*\n/, '') },
    ['warning uuid-missing problem.yaml:2'],
  ],
  [
    'a time limit of nothing',
    { 'problem.yaml': SOUND['problem.yaml']!.replace('time_limit: 1', 'time_limit: 0') },
    ['error out-of-range problem.yaml:7'],
  ],
  [
    'a time limit in words',
    { 'problem.yaml': SOUND['problem.yaml']!.replace('time_limit: 1', 'time_limit: one') },
    ['error wrong-type problem.yaml:7'],
  ],
  [
    'no time limit',
    { 'problem.yaml': SOUND['problem.yaml']!.replace('  time_limit: 1\n', '  memory: 64\n') },
    ['warning time-limit-default problem.yaml'],
  ],
  [
    'answers to be submitted',
    { 'problem.yaml': settings('type: submit-answer') },
    ['unsupported submit-answer problem.yaml:8'],
  ],
  [
    'a license without anybody who grants it',
    { 'problem.yaml': SOUND['problem.yaml']!.replace('credits: Somebody\n', '') },
    ['warning licence problem.yaml:4'],
  ],
  [
    'a name without a statement',
    { 'problem.yaml': SOUND['problem.yaml']!.replace('name: Twice', 'name: {en: Twice, de: Zweimal}') },
    ['warning name-languages problem.yaml'],
  ],
  [
    'languages that nobody judges',
    { 'problem.yaml': settings('languages: [cobol]') },
    ['unsupported languages problem.yaml:8'],
  ],
  ['no statement', { 'statement/problem.en.md': null }, ['warning statement-missing statement/']],
  [
    'the statement of the other format',
    { 'statement/problem.en.md': null, 'problem_statement/problem.en.tex': 'x\n' },
    [],
  ],
  [
    'a statement in no language',
    { 'statement/problem.en.md': null, 'statement/problem.english.md': 'x\n' },
    ['warning statement-language statement/problem.english.md'],
  ],
  [
    'an empty statement',
    { 'statement/problem.en.md': ' \n' },
    ['warning statement-empty statement/problem.en.md'],
  ],
  ['an input without its answer', { 'data/secret/02.ans': null }, ['error answer-missing data/secret/02.in']],
  [
    'an answer without its input',
    { 'data/secret/03.ans': '1\n' },
    ['warning input-missing data/secret/03.ans'],
  ],
  [
    'no secret test case',
    {
      'data/secret/01.in': null,
      'data/secret/01.ans': null,
      'data/secret/02.in': null,
      'data/secret/02.ans': null,
    },
    ['warning no-secret-data data/secret/'],
  ],
  ['CR LF in an input', { 'data/secret/01.in': '1\n5\r\n' }, ['warning carriage-return data/secret/01.in:2']],
  [
    'a byte-order mark',
    { 'data/secret/01.in': '\uFEFF5\n' },
    ['warning byte-order-mark data/secret/01.in:1'],
  ],
  ['no newline at the end', { 'data/secret/01.in': '5' }, ['warning no-final-newline data/secret/01.in']],
  ['an empty answer', { 'data/secret/01.ans': '' }, ['warning empty-answer data/secret/01.ans']],
  [
    'the same input twice',
    { 'data/secret/02.in': '5\n', 'data/secret/02.ans': '10\n' },
    ['warning same-input data/secret/02.in'],
  ],
  [
    'test cases and groups',
    { ...cases('g/1'), 'data/secret/g/test_group.yaml': '' },
    ['warning mixed-secret data/secret/01.in'],
  ],
  [
    'folders of which some are groups',
    {
      ...{ 'data/secret/01.in': null, 'data/secret/01.ans': null },
      ...{ 'data/secret/02.in': null, 'data/secret/02.ans': null },
      ...cases('g/1', 'h/2'),
      'data/secret/g/test_group.yaml': '',
    },
    ['warning group-unconfigured data/secret/h/'],
  ],
  ['test cases beside plain folders', { ...cases('g/1') }, []],
  [
    'a file that is no part of a test case',
    { 'data/secret/notes.txt': 'x\n' },
    ['warning passed-over data/secret/notes.txt'],
  ],
  [
    'a name with a blank in test data',
    { 'data/secret/my case.in': '1\n', 'data/secret/my case.ans': '2\n' },
    [],
  ],
  [
    'input files',
    { 'data/secret/01.files/a.txt': 'x\n' },
    ['unsupported input-files data/secret/01.files/a.txt'],
  ],
  [
    'arguments for the program',
    { 'data/secret/01.yaml': 'hint: look\nargs: [a]\n' },
    ['unsupported program-args data/secret/01.yaml:2'],
  ],
  [
    'flags that the default validator does not know',
    { 'data/secret/test_group.yaml': 'output_validator_args: [ignore_case]\n' },
    ['error validator-flags data/secret/test_group.yaml'],
  ],
  [
    'a tolerance without a number',
    { 'data/secret/test_group.yaml': 'output_validator_args: [float_tolerance]\n' },
    ['error validator-flags data/secret/test_group.yaml'],
  ],
  [
    'scores in a pass-fail problem',
    { 'data/secret/test_group.yaml': '\nmax_score: 10\n' },
    ['warning score-needs-scoring data/secret/test_group.yaml:2'],
  ],
  [
    'a static validator',
    { 'static_validator/v.py': 'x\n' },
    ['unsupported static-validator static_validator/v.py'],
  ],
  ['the validators of the other format', { 'output_validators/v.py': 'x\n' }, []],
  ['a validator built by a script', { 'output_validator/build': 'x\n', 'output_validator/v.py': 'x\n' }, []],
  [
    'a validator with a name that no judge takes',
    { [`output_validator/${'v'.repeat(210)}.py`]: 'x\n' },
    [`error program-name output_validator/${'v'.repeat(210)}.py`],
  ],
  [
    'a validator in two languages',
    { 'output_validator/a.py': 'x\n', 'output_validator/b.cpp': 'x\n' },
    ['unsupported validator-language output_validator/a.py'],
  ],
  [
    'no input validator',
    { 'input_validators/validate.py': null },
    ['warning no-input-validator input_validators/'],
  ],
  [
    'nothing accepted',
    { 'submissions/accepted/twice.py': null },
    ['warning no-accepted submissions/accepted/'],
  ],
  [
    'a submission without a folder',
    { 'submissions/lost.py': 'x\n' },
    ['warning passed-over submissions/lost.py'],
  ],
  [
    'a submission in two languages',
    { 'submissions/accepted/a/a.py': 'x\n', 'submissions/accepted/a/a.go': 'x\n' },
    ['warning submission-language submissions/accepted/a/a.go'],
  ],
  [
    'a submission in a language that is not judged',
    { 'submissions/accepted/a.zig': 'x\n' },
    ['warning passed-over submissions/accepted/a.zig'],
  ],
  [
    'a folder without meaning',
    { 'submissions/misc/a.py': 'x\n' },
    ['warning no-expectation submissions/misc/a.py'],
  ],
  [
    'an expected result that does not exist',
    { 'submissions/accepted/a.py': '#\n# @EXPECTED_RESULTS@: MAYBE\n' },
    ['warning expected-results submissions/accepted/a.py:2'],
  ],
  [
    'an expected result that is said twice',
    {
      'submissions/accepted/a/a.c': '// @EXPECTED_RESULTS@: CORRECT\n',
      'submissions/accepted/a/b.c': '\n// @EXPECTED_SCORE@: CORRECT\n',
    },
    ['warning expected-results submissions/accepted/a/b.c:2'],
  ],
  [
    'an expected score where there are no points',
    { 'submissions/accepted/a.py': '# @EXPECTED_SCORE@: 1\n' },
    ['warning score-needs-scoring submissions/accepted/a.py:1'],
  ],
  [
    'a pattern that matches nothing',
    { 'submissions/submissions.yaml': 'accepted/none.py:\n  permitted: [AC]\n' },
    ['warning pattern-unused submissions/submissions.yaml:1'],
  ],
  [
    'a verdict that the format does not have',
    { 'submissions/submissions.yaml': 'accepted:\n  permitted: [AC, XX]\n' },
    ['warning verdict submissions/submissions.yaml:2'],
  ],
];

describe('faults', () => {
  it.each(FAULTS)('%s', (_, changes, expected) => {
    expect(faultsWith(changes)).toEqual(expected);
  });

  it('are all listed at once, with a sentence each that says what to do', () => {
    const { faults, manifest } = readPackage(
      treeOf({
        ...SOUND,
        'problem.yaml': settings('colour: red', 'type: submit-answer'),
        'data/secret/01.ans': null,
        'statement/problem.en.md': null,
      }),
    );
    expect(manifest).toBeNull();
    expect(faults.map(({ code }) => code)).toEqual([
      'answer-missing',
      'unknown-key',
      'submit-answer',
      'statement-missing',
    ]);
    for (const { message } of faults) expect(message).toMatch(/^[A-Z@"].*[.?]$/);
  });

  it('warnings alone do not refuse', () => {
    expect(readPackage(treeOf({ ...SOUND, 'input_validators/validate.py': null })).manifest).not.toBeNull();
  });
});

const LEGACY_FAULTS: [string, Record<string, string | null>, string[]][] = [
  [
    'a custom validator that is not there',
    { 'problem.yaml': legacySettings('validation: custom') },
    ['error validator-missing output_validators/'],
  ],
  [
    'two validators',
    {
      'problem.yaml': legacySettings('validation: custom'),
      'output_validators/a.py': 'x\n',
      'output_validators/b.py': 'x\n',
    },
    ['unsupported several-validators output_validators/'],
  ],
  [
    'a validator that is not asked for',
    { 'output_validators/a.py': 'x\n' },
    ['warning passed-over output_validators/a.py'],
  ],
  [
    'graders',
    { 'problem.yaml': legacySettings('type: scoring'), 'graders/g.py': 'x\n' },
    ['unsupported custom-grader graders/g.py'],
  ],
  [
    'small scores wanted',
    { 'problem.yaml': legacySettings('type: scoring', 'grading:', '  objective: min') },
    ['unsupported objective-min problem.yaml:6'],
  ],
  [
    'a time limit in words',
    { 'domjudge-problem.ini': 'name=x\ntimelimit=soon\n' },
    ['error time-limit domjudge-problem.ini:2', 'warning time-limit-default problem.yaml'],
  ],
  [
    'flags of a validator',
    { 'problem.yaml': legacySettings('validator_flags: float_tolerance 1e-6 no_such_flag') },
    ['error validator-flags problem.yaml'],
  ],
  ['groups in groups', { 'data/secret/a/b/testdata.yaml': 'on_reject: break\n', ...cases('a/b/1') }, []],
  [
    'groups in groups where points are given',
    {
      'problem.yaml': legacySettings('type: scoring'),
      'data/secret/a/b/testdata.yaml': 'on_reject: break\n',
      'data/secret/01.in': null,
      'data/secret/01.ans': null,
      'data/secret/02.in': null,
      'data/secret/02.ans': null,
      ...cases('a/b/1'),
    },
    ['unsupported nested-group data/secret/a/b/testdata.yaml'],
  ],
];

describe('faults of legacy packages', () => {
  it.each(LEGACY_FAULTS)('%s', (_, changes, expected) => {
    expect(faultsWith(changes, SOUND_LEGACY)).toEqual(expected);
  });
});
