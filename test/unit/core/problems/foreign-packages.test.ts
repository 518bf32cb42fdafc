import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

type Files = Readonly<Record<string, string | Uint8Array | null>>;

const NO_SECRET: Files = {
  'data/secret/01.in': null,
  'data/secret/01.ans': null,
  'data/secret/02.in': null,
  'data/secret/02.ans': null,
};

/** What came of a package that is odd in its form: it is read, and `codes` are said. */
function read(files: Files, base: Files = SOUND) {
  const { manifest, faults } = readPackage(treeOf({ ...base, ...files }));
  expect(faults.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  if (manifest === null) throw new Error('the package was refused');
  return { manifest, codes: faults.map(({ code }) => code), faults };
}
const settings = (more: string, base = SOUND) => ({ 'problem.yaml': `${base['problem.yaml']}${more}\n` });

describe('packages of other people', () => {
  it('may have all that systems, editors and generators leave, for one line', () => {
    const { codes, manifest } = read({
      'data/secret/.gitkeep': '',
      '.DS_Store': 'x',
      '__MACOSX/._data': 'x',
      'generators/gen.py': 'x\n',
      'generators/generators.yaml': 'a: {}\n',
      'data/secret/01.in.disabled': 'x\n',
      'data/secret/01.hint': 'look\n',
      'data/secret/01.desc': 'first\n',
      'data/secret/01.png': 'x',
      'data/secret/01.in.download': 'x\n',
      'data/secret/01.ans.statement': 'x\n',
      'data/sample/2.interaction': '<1\n>2\n',
      'submissions/accepted/main.cpp.template': 'x\n',
      'submissions/accepted/old.py.disabled': 'x\n',
      'submissions/accepted/solve.zig': 'x\n',
      'submissions/README.md': 'x\n',
      Makefile: 'x\n',
    });
    expect(codes).toEqual(['passed-over']);
    expect(manifest.testCases).toHaveLength(3);
    expect(manifest.testCases[1]?.hint).toBe('look');
  });

  it('may have no test data but samples', () => {
    const { codes, manifest } = read(NO_SECRET);
    expect(codes).toEqual(['no-secret-data']);
    expect(manifest.testCases.map(({ id }) => id)).toEqual(['sample/1']);
  });

  it('need one test case', () => {
    const { manifest, faults } = readPackage(
      treeOf({ ...SOUND, ...NO_SECRET, 'data/sample/1.in': null, 'data/sample/1.ans': null }),
    );
    expect(manifest).toBeNull();
    expect(faults).toMatchObject([
      {
        severity: 'error',
        code: 'no-secret-data',
        message: 'There is no secret test case; add data/secret/<name>.in and <name>.ans.',
      },
    ]);
  });

  it('may leave an answer to a validator of their own', () => {
    const { codes, manifest } = read({
      'data/secret/02.ans': null,
      'output_validator/v.py': 'import sys\nsys.exit(42)\n',
    });
    expect(codes).toEqual(['answer-missing']);
    expect(manifest.testCases[2]).toMatchObject({ id: 'secret/02', answerBytes: 0 });
  });

  it.each([
    ['legacy-icpc', SOUND_LEGACY, []],
    ['draft', SOUND, ['format-version']],
    ['2023-07', SOUND, ['format-version']],
    ['2023-07-draft', SOUND, ['format-version']],
    ['2025-09-draft', SOUND, ['format-version']],
  ] as const)('may be of version %s', (version, base, said) => {
    const yaml = (base['problem.yaml'] ?? '').replace(/problem_format_version.*\n/, '');
    const { codes } = read({ 'problem.yaml': `problem_format_version: ${version}\n${yaml}` }, base);
    expect(codes).toEqual(said);
  });

  it('may have the names of folders and keys of another version', () => {
    const { codes, manifest } = read({
      ...settings('type: pass-fail\nauthor: Somebody\nsource_url: https://example.org\n'),
      'statement/problem.en.md': null,
      'problem_statement/problem.en.tex': '\\problemname{Other}\nTwice.\n',
      'output_validators/v.py': 'import sys\nsys.exit(42)\n',
      'data/secret/testdata.yaml': 'output_validator_flags: exactly\n',
    });
    expect(codes).toEqual([]);
    expect(manifest.statements).toMatchObject([{ language: 'en', format: 'tex' }]);
    expect(manifest.validation.kind).toBe('custom');
    expect(manifest.testCases[1]).toMatchObject({ validatorArgs: ['exactly'] });
  });

  it('may say several types in one text, of which those are told that cannot be judged', () => {
    const { faults } = readPackage(treeOf({ ...SOUND, ...settings('type: pass-fail submit-answer puzzle') }));
    expect(faults.map(({ severity, code }) => [severity, code])).toEqual([
      ['unsupported', 'submit-answer'],
      ['error', 'problem-type'],
    ]);
  });

  it.each<[string, Files, string, string]>([
    ['a PDF at the root', { 'problem.pdf': 'x' }, 'pdf', 'problem.pdf'],
    ['a PDF in the folder', { 'statement/problem.en.pdf': 'x' }, 'pdf', 'problem.en.pdf'],
    ['one without a language', { 'statement/problem.pdf': 'x' }, 'pdf', 'problem.pdf'],
  ])('may have as statement %s', (_, files, format, name) => {
    const { manifest } = read({ 'statement/problem.en.md': null, ...files });
    expect(manifest.statements).toMatchObject([{ language: 'en', format, file: { name } }]);
  });

  it('may have a statement in HTML, which is given to be downloaded, or none', () => {
    const html = read({ 'statement/problem.en.md': null, 'statement/problem.en.html': '<p>Twice</p>' });
    expect(html.codes).toEqual(['statement-html']);
    expect(html.manifest.attachments).toMatchObject([{ name: 'problem.en.html' }]);
    const none = read({ 'statement/problem.en.md': null });
    expect(none.codes).toEqual(['statement-missing']);
    expect(none.manifest.names).toEqual({ en: 'Twice' });
  });

  it('keep the statement that says its language where another’s is only guessed', () => {
    const { codes, manifest } = read({
      'statement/problem.en.md': null,
      'statement/problem.en.pdf': 'x',
      'statement/problem.english.md': 'Other.\n',
      'statement/problem.tex': 'Third.\n',
    });
    expect(manifest.statements).toMatchObject([{ language: 'en', format: 'pdf' }]);
    expect(codes).toEqual(['passed-over', 'statement-language']);
  });

  it('may have no name, and are called like their folder', () => {
    const yaml = (SOUND['problem.yaml'] ?? '').replace('name: Twice\n', '');
    const { manifest } = readPackage({ ...treeOf({ ...SOUND, 'problem.yaml': yaml }), name: 'twofold' });
    expect(manifest?.names).toEqual({ en: 'twofold' });
  });

  it('may have constants that are numbers or have variants', () => {
    const { codes, manifest } = read({
      ...settings('constants:\n  most: 5000000\n  few: {value: 3, tex: three}'),
      'statement/problem.en.md': 'At most {{most}}, {{few}}, {{few.tex}}, {{other}}.\n',
    });
    expect(codes).toEqual([]);
    expect(manifest.statements).toMatchObject([{ text: 'At most 5000000, 3, three, {{other}}.\n' }]);
  });

  it('may leave a limit empty, which states none', () => {
    const yaml = (SOUND['problem.yaml'] ?? '').replace('time_limit: 1', 'time_limit:');
    const { codes, manifest } = read({ 'problem.yaml': yaml, '.timelimit': '3\n' });
    expect(codes).toEqual([]);
    expect(manifest).toMatchObject({ limits: { timeMs: 3000 }, timeLimitOrigin: '.timelimit' });
    const none = read({ 'problem.yaml': yaml });
    expect(none.codes).toEqual(['time-limit-default']);
    expect(none.manifest.timeLimitOrigin).toBe('default');
  });

  it('may ask for no limit, or write one as a text', () => {
    const yaml = (SOUND['problem.yaml'] ?? '').replace(
      'time_limit: 1',
      "time_limit: '3'\n  memory: unlimited",
    );
    const { codes, manifest } = read({ 'problem.yaml': yaml });
    expect(codes).toEqual(['limit-unlimited']);
    expect(manifest.limits).toMatchObject({ timeMs: 3000, memoryKiB: 256 * 1024 });
  });

  it.each(['1e308', '1e-300', '-1', '.nan', 'lots'])('are refused for a memory limit of %s', (memory) => {
    const yaml = (SOUND['problem.yaml'] ?? '').replace('time_limit: 1', `time_limit: 1\n  memory: ${memory}`);
    const { manifest, faults } = readPackage(treeOf({ ...SOUND, 'problem.yaml': yaml }));
    expect(manifest).toBeNull();
    expect(faults).toMatchObject([{ severity: 'error', file: 'problem.yaml', line: 8 }]);
  });

  it('lose a jury submission whose expected results nobody understands, and nothing else', () => {
    const { codes, manifest } = read({ 'submissions/wrong_answer/a.py': '# @EXPECTED_RESULTS@: MAYBE\n' });
    expect(codes).toEqual(['expected-results']);
    expect(manifest.jurySubmissions.map(({ path }) => path)).toEqual(['accepted/twice.py']);
  });

  it('may have flags for groups within groups, each its nearest', () => {
    const { manifest } = read(
      {
        'data/secret/a/testdata.yaml': 'output_validator_flags: case_sensitive\n',
        'data/secret/a/b/testdata.yaml': 'output_validator_flags: space_change_sensitive\n',
        'data/secret/a/b/c/1.in': '1\n',
        'data/secret/a/b/c/1.ans': '2\n',
        'data/secret/a/2.in': '2\n',
        'data/secret/a/2.ans': '2\n',
      },
      SOUND_LEGACY,
    );
    expect(
      Object.fromEntries(manifest.testCases.map(({ id, validatorArgs }) => [id, validatorArgs])),
    ).toMatchObject({ 'secret/a/b/c/1': ['space_change_sensitive'], 'secret/a/2': ['case_sensitive'] });
  });

  it('may have scores in the words of a draft', () => {
    const { manifest } = read({
      ...NO_SECRET,
      ...settings('type: scoring'),
      'data/secret/testdata.yaml': 'scoring:\n  aggregation: sum\n',
      'data/secret/g/testdata.yaml': 'scoring:\n  score: 30\n  aggregation: min\n',
      'data/secret/g/1.in': '1\n',
      'data/secret/g/1.ans': '2\n',
    });
    expect(manifest.groups.slice(1)).toEqual([
      { name: 'secret', aggregation: 'sum', maxScore: 30, requires: [] },
      { name: 'secret/g', aggregation: 'pass-fail', maxScore: 30, requires: [] },
    ]);
  });

  it('may have scores by a validator in the words of a draft, up to what the group is worth', () => {
    const groups = (text: string, files: Files = { 'output_validator/v.py': 'x\n' }) => {
      const { manifest, codes } = read({
        ...settings('type: scoring'),
        'data/secret/testdata.yaml': `scoring: {${text}}\n`,
        ...files,
      });
      const secret = manifest.groups.find(({ name }) => name === 'secret');
      return [secret?.aggregation, secret?.maxScore, ...codes];
    };
    expect(groups('score: 30, aggregation: sum')).toEqual(['sum', 60]);
    expect(groups('score: 30, max_score: 50, aggregation: min')).toEqual(['min', 50]);
    expect(groups('max_score: unbounded, aggregation: sum')).toEqual(['sum', null]);
    expect(groups('score: unbounded, aggregation: min')).toEqual(['min', null]);
    expect(groups('score: 30, max_score: 60, aggregation: sum', {})).toEqual(['sum', 60]);
    expect(groups('score: 30, max_score: 50, aggregation: sum', {})).toEqual(['sum', 60, 'max-score']);
  });

  it('may have names in the letters of people, however a system writes them down', () => {
    const { codes, manifest } = read({
      'data/secret/gro\u00df und u\u0308ber.in': '1\n',
      'data/secret/gro\u00df und \u00fcber.ans': '2\n',
    });
    expect(codes).toEqual([]);
    expect(manifest.testCases.at(-1)?.id).toBe('secret/gro\u00df und \u00fcber');
  });

  it('may have links that lead out of them where nothing of them is judged by', () => {
    const link = (target: string) => ({
      bytes: target.length,
      kind: 'symlink' as const,
      read: () => new TextEncoder().encode(target),
    });
    const { files } = treeOf(SOUND);
    const codes = (path: string) =>
      readPackage({ files: [...files, { path, ...link('../../../../elsewhere') }], faults: [] }).faults.map(
        ({ severity, code }) => `${severity} ${code}`,
      );
    for (const path of ['problem.pdf', 'generators/gen.h', 'input_validators/v/validate.h'])
      expect(codes(path)).toContain('warning link-outside');
    for (const path of ['data/secret/3.in', 'submissions/accepted/a.py', 'output_validator/v.h'])
      expect(codes(path)).toContain('error link-outside');
  });

  it('tell what many files have in common once', () => {
    const { faults } = read({
      'data/secret/01.in': '5',
      'data/secret/01.ans': '10',
      'data/secret/02.in': '7',
    });
    expect(faults).toMatchObject([
      {
        code: 'no-final-newline',
        message: expect.stringContaining('The same holds for data/secret/01.in, data/secret/02.in.'),
      },
    ]);
  });
});

describe('bombs', () => {
  const codesOf = (yaml: string) =>
    readPackage(treeOf({ ...SOUND, 'problem.yaml': yaml })).faults.map(({ code }) => code);

  it.each<[string, string, string]>([
    ['of keys', keys(60_000, true), 'yaml-too-large'],
    ['of fewer keys', keys(10_000, true), 'unknown-key'],
    ['of one key many times', keys(10_000, false), 'key-twice'],
    ['that nests', '['.repeat(100_000), 'yaml-syntax'],
    ['that means the same again and again', `version: &a [1]\nlanguages:\n${again(30_000)}`, 'wrong-type'],
    ['that means itself', `k0: &k0 [1]\n${laughs()}\nname: *k40\n`, 'wrong-type'],
  ])('of YAML cost no more than their length: %s', (_, yaml, code) => {
    expect(codesOf(`${SOUND['problem.yaml']?.replace(/name.*\n/, '')}${yaml}\n`)).toContain(code);
  });

  it('of many files of YAML are no more than one', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`data/secret/g${at}/test_group.yaml`, keys(9_000, true)]),
    );
    const { faults } = readPackage(treeOf({ ...SOUND, ...files }));
    expect(faults.filter(({ code }) => code === 'yaml-too-large').length).toBeGreaterThan(5);
  });

  it('of input validators and names of them are listed once', () => {
    const validators = Array.from({ length: 9000 }, (_, at) => [`input_validators/v${at}.py`, 'x\n']);
    const names = Array.from({ length: 5000 }, (_, at) => `  w${at}: [x]`).join('\n');
    const { faults } = readPackage(
      treeOf({
        ...SOUND,
        ...Object.fromEntries(validators),
        'data/secret/test_group.yaml': `input_validator_args:\n${names}\n`,
      }),
    );
    expect(faults.map(({ code }) => code)).toContain('validator-name');
    expect(Math.max(...faults.map(({ message }) => message.length))).toBeLessThan(1000);
  });

  it('of constants fill no memory', () => {
    const yaml = `${SOUND['problem.yaml']}constants:\n  a: ${'x'.repeat(100_000)}\n`;
    const { faults } = readPackage(
      treeOf({ ...SOUND, 'problem.yaml': yaml, 'statement/problem.en.md': '{{a}}'.repeat(100_000) }),
    );
    expect(faults.map(({ code }) => code)).toEqual(['constant-long']);
  });
});

function keys(count: number, different: boolean): string {
  return Array.from({ length: count }, (_, at) => `key${different ? at : ''}: ${at}`).join('\n');
}

function again(count: number): string {
  return '- *a\n'.repeat(count);
}

function laughs(): string {
  return Array.from({ length: 40 }, (_, at) => `k${at + 1}: &k${at + 1} [*k${at}, *k${at}]`).join('\n');
}
