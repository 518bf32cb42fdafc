import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../../../core/problems/formats/coderunner/questions.ts';
import { readPackage } from '../../../../../core/problems/package/read-package.ts';
import { CODERUNNER, codeRunnerQuestion, quizOf } from '../../../../support/foreign-packages.ts';
import { treeOf } from '../../../../support/packages.ts';

const read = (xml: string) => readPackage(treeOf({ 'questions.xml': xml }));
const codes = (...questions: readonly string[]) =>
  read(quizOf(...questions)).faults.map(({ severity, code }) => `${severity} ${code}`);
const tests = [
  { stdin: '1', expected: '2', example: true },
  { stdin: '5', expected: '10' },
];

describe('a question of Moodle CodeRunner', () => {
  it('is a problem whose test cases are code', () => {
    const { format, manifest, faults } = readPackage(treeOf(CODERUNNER));
    expect(faults.map(({ code }) => code)).toEqual(['time-limit-default']);
    expect(format).toBe('coderunner');
    expect(manifest).toMatchObject({
      kind: 'pass-fail',
      names: { en: 'Twice' },
      languages: ['python'],
      validation: { kind: 'custom', program: { language: 'python' } },
      testCases: [{ id: 'sample/01' }, { id: 'secret/01' }],
      jurySubmissions: [{ path: 'accepted/answer.py', expected: 'AC' }],
    });
    expect(manifest?.frame?.testCases).toEqual({
      'sample/01': 'if assize_test == "1":\n    exec("print(twice(1))")\n',
      'secret/01': 'if assize_test == "2":\n    exec("print(twice(int(input())))")\n',
    });
    expect(manifest?.statements).toMatchObject([
      {
        language: 'en',
        text: expect.stringMatching(
          /^<div>\n<p>Twice the number: <img src="two_.png"><\/p>\n?<pre>a&#10;&#10; {2}b<\/pre>\n<\/div>\n\n<div>\n<table>.*print\(twice\(1\)\)/s,
        ),
        attachments: [{ name: 'two_.png', bytes: 3 }],
      },
    ]);
  });

  it('is a problem as others where a whole program is asked for', () => {
    const { manifest } = read(quizOf(codeRunnerQuestion('c_program', 'int main() {}', tests)));
    expect(manifest).toMatchObject({ languages: ['c'], testCases: [{ inputBytes: 2 }, { inputBytes: 2 }] });
    expect(manifest?.frame).toBeUndefined();
    const java = read(quizOf(codeRunnerQuestion('java_program', 'public class Twice {}', tests)));
    expect(java.manifest?.jurySubmissions).toMatchObject([{ path: 'accepted/Twice.java' }]);
  });

  it('gives marks where not all or nothing counts, and takes limits that are said', () => {
    const more =
      '<allornothing>0</allornothing><cputimelimitsecs>3</cputimelimitsecs><memlimitmb>100</memlimitmb>';
    const marked = tests.map((test, index) => ({ ...test, mark: index + 1 }));
    const { manifest, faults } = read(quizOf(codeRunnerQuestion('python3', 'x', marked, { more })));
    expect(faults).toEqual([]);
    expect(manifest).toMatchObject({ kind: 'scoring', limits: { timeMs: 3000, memoryKiB: 102_400 } });
    expect(manifest?.groups.slice(2).map(({ maxScore }) => maxScore)).toEqual([1, 2]);
  });

  it('is one of several in its file', () => {
    const several = quizOf(
      codeRunnerQuestion('python3', 'x', tests),
      codeRunnerQuestion('c_program', 'x', tests, { name: 'Other' }),
      codeRunnerQuestion('x', '', [], { name: 'Prototype' }).replace('<prototypetype>0', '<prototypetype>2'),
    );
    expect(read(several).faults).toMatchObject([
      {
        code: 'coderunner-several',
        message: expect.stringContaining('2 questions in this file (Twice, Other)'),
      },
    ]);
    const parts = partsOf(treeOf({ 'questions.xml': several })) ?? [];
    expect(parts.map(({ name }) => name)).toEqual(['Twice', 'Other']);
    expect(parts.map(({ tree }) => readPackage(tree).manifest?.languages)).toEqual([['python'], ['c']]);
    expect(partsOf(treeOf(CODERUNNER))).toBeUndefined();
    expect(codes()).toEqual(['error coderunner-none']);
  });

  it.each([
    ['sql', '', 'unsupported coderunner-type'],
    ['my_own_function', '', 'unsupported coderunner-type'],
    ['python3', '<template>import x\n{{ STUDENT_ANSWER }}</template>', 'unsupported coderunner-template'],
    ['python3', '<grader>RegexGrader</grader>', 'unsupported coderunner-grader'],
    ['python3', '<uiplugin>gapfiller</uiplugin>', 'unsupported coderunner-editor'],
  ])('is refused where it is a program for CodeRunner: %s %s', (type, more, fault) => {
    expect(codes(codeRunnerQuestion(type, 'x', tests, { more }))).toContain(fault);
  });

  it('is refused where it differs by participant, or has files', () => {
    const random = codeRunnerQuestion('python3', 'x', tests, {
      name: 'Twice {{ n }}',
      more: '<twigall>1</twigall>',
    });
    expect(codes(random)).toContain('unsupported coderunner-random');
    const files = codeRunnerQuestion('python3', 'x', tests).replace(
      '<testcases>',
      '<testcases><file name="a.txt" encoding="base64">YQ==</file>',
    );
    expect(codes(files)).toContain('unsupported input-files');
  });

  it('is read out of a folder, and no other XML is taken for one', () => {
    expect(readPackage(treeOf({ 'export/q.xml': CODERUNNER['questions.xml'] ?? '' })).format).toBe(
      'coderunner',
    );
    expect(readPackage(treeOf({ 'q.xml': '<feed></feed>' }))).toMatchObject({
      format: 'icpc',
      faults: [{ code: 'settings-missing' }],
    });
    const deep = `<quiz>${'<a>'.repeat(60_000)}`;
    expect(read(deep)).toMatchObject({ manifest: null, faults: [{ code: 'xml-syntax' }] });
  });
});
