import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../../core/problems/package/read-package.ts';
import { POLYGON, polygonXml } from '../../../../support/foreign-packages.ts';
import { treeOf } from '../../../../support/packages.ts';

const read = (changes: Readonly<Record<string, string | null>> = {}) =>
  readPackage(treeOf({ ...POLYGON, ...changes }));
const withXml = (parts: Parameters<typeof polygonXml>[0], more: Readonly<Record<string, string>> = {}) =>
  read({ 'problem.xml': polygonXml(parts), ...more });
const own = '<checker type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>';

describe('a package of Codeforces Polygon', () => {
  it('is the problem that problem.xml describes', () => {
    const { format, manifest, faults, checks } = read();
    expect(faults.map(({ code, file }) => [code, file])).toEqual([['passed-over', 'solutions/slow.py']]);
    expect(format).toBe('polygon');
    expect(manifest).toMatchObject({
      kind: 'pass-fail',
      names: { en: 'Twice', ru: 'Вдвое' },
      limits: { timeMs: 1500, memoryKiB: 256 * 1024 },
      validation: { kind: 'default', args: [] },
    });
    expect(
      manifest?.testCases.map(({ id, sample, validatorArgs }) => ({ id, sample, validatorArgs })),
    ).toEqual([
      { id: 'sample/01', sample: true, validatorArgs: ['case_sensitive'] },
      { id: 'secret/01', sample: false, validatorArgs: ['case_sensitive'] },
    ]);
    expect(
      manifest?.jurySubmissions.map(({ path, expected, program }) => [path, expected, program.language]),
    ).toEqual([
      ['accepted/main.py', 'AC', 'python'],
      ['mixed/slow.py', null, 'python2'],
      ['wrong_answer/same.cpp', 'WA', 'cpp'],
    ]);
    expect(checks?.validators).toMatchObject([
      { path: 'input_validators/1-val', program: { testlib: true } },
    ]);
  });

  it('lies in one folder as well, and beside a problem.yaml it is not read', () => {
    const nested = Object.fromEntries(
      Object.entries(POLYGON).map(([path, text]) => [`twice-3/${path}`, text]),
    );
    expect(readPackage(treeOf(nested))).toMatchObject({ format: 'polygon', manifest: { kind: 'pass-fail' } });
    expect(read({ 'problem.yaml': 'name: x\n' }).format).toBe('icpc');
  });

  it('has its statements from their parts, or without the frame that Polygon makes', () => {
    expect(read().manifest?.statements).toMatchObject([
      {
        language: 'en',
        text: '\\problemname{Twice}\n\nPrint \\texttt{twice} the number, as in \\includegraphics{two.png}.\n\n\\section*{Input}\n\nA number.\n',
        attachments: [{ name: 'two.png' }],
      },
      {
        language: 'ru',
        text: '\\problemname{Вдвое}\n\nВыведите.\n\n\\section*{Входные данные}\nЧисло.\n',
      },
    ]);
  });

  it('is judged by its own checker, which needs its library, and by none that Assize has no rule for', () => {
    expect(withXml({ checker: own }).manifest?.validation).toMatchObject({
      kind: 'custom',
      program: { testlib: true, files: [{ name: 'check.cpp' }, { name: 'testlib.h' }] },
    });
    const codes = (files: Readonly<Record<string, string | null>>) =>
      read({ 'problem.xml': polygonXml({ checker: own }), ...files }).faults.map(
        ({ severity, code, file }) => `${severity} ${code} ${file}`,
      );
    expect(codes({ 'files/testlib.h': null })).toContain('error testlib-missing files/check.cpp');
    expect(codes({ 'files/check.cpp': null })).toContain('error polygon-checker files/check.cpp');
    expect(codes({ 'files/check.cpp': 'int main() { return 42; }\n' })).toContain(
      'unsupported polygon-checker files/check.cpp',
    );
    expect(codes({ 'files/check.cpp': 'registerTestlibCmd(); quitp(0.5);\n' })).toContain(
      'unsupported polygon-checker-points files/check.cpp',
    );
    const numbers =
      '<checker name="std::rcmp6.cpp" type="testlib"><source path="files/check.cpp"/></checker>';
    expect(withXml({ checker: numbers }).manifest?.testCases[1]?.validatorArgs).toEqual([
      'float_tolerance',
      '1e-6',
    ]);
  });

  it('is refused with what to do where it is no full package', () => {
    const { manifest, faults } = read({ 'tests/02': null, 'tests/02.a': null, 'tests/01.a': null });
    expect(manifest).toBeNull();
    expect(faults.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        code: 'polygon-not-full',
        file: 'tests/01.a',
        message: expect.stringMatching(/1 more of the tests .* download the one of the type "Full"/),
      },
    ]);
  });

  it('gives points by groups, with what they depend on', () => {
    const tests = [
      '<test sample="true" group="0" points="0.0"/>',
      '<test group="1" points="30.0"/><test group="1" points="0.0"/>',
      '<test group="2" points="35.0"/><test group="2" points="35.0"/>',
    ].join('');
    const groups = `<groups>
      <group feedback-policy="complete" name="0" points-policy="complete-group"/>
      <group feedback-policy="icpc" name="1" points="30.0" points-policy="complete-group"><dependencies><dependency group="0"/></dependencies></group>
      <group feedback-policy="icpc" name="2" points-policy="each-test"><dependencies><dependency group="1"/></dependencies></group>
    </groups>`;
    const data = Object.fromEntries(
      ['02', '03', '04', '05'].flatMap((name) => [
        [`tests/${name}`, `${name}\n`],
        [`tests/${name}.a`, `${name}\n`],
      ]),
    );
    const { manifest, faults } = withXml({ tests, groups }, data);
    expect(faults.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    expect(manifest?.kind).toBe('scoring');
    expect(manifest?.groups).toEqual([
      { name: 'sample', aggregation: 'pass-fail', maxScore: 0, requires: [] },
      { name: 'secret', aggregation: 'sum', maxScore: 100, requires: [] },
      { name: 'secret/1', aggregation: 'pass-fail', maxScore: 30, requires: ['sample'] },
      {
        name: 'secret/2',
        aggregation: 'sum',
        maxScore: 70,
        requires: expect.arrayContaining(['secret/1', 'sample']),
      },
    ]);
    expect(manifest?.testCases.map(({ id }) => id)).toEqual([
      'sample/01',
      'secret/1/01',
      'secret/1/02',
      'secret/2/01',
      'secret/2/02',
    ]);
    const backwards = groups.replace('<dependency group="0"/>', '<dependency group="2"/>');
    expect(withXml({ tests, groups: backwards }, data).faults).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'group-requires' }),
    );
  });

  it('tells what programs must do otherwise, and what it cannot be', () => {
    expect(withXml({ judging: 'input-file="in.txt" output-file="out.txt"' }).faults).toContainEqual(
      expect.objectContaining({ severity: 'warning', code: 'polygon-file-names' }),
    );
    const interactor = '<interactor><source path="files/interactor.cpp" type="cpp.g++17"/></interactor>';
    const talk = { 'files/interactor.cpp': 'registerInteraction(c, v);\n' };
    expect(withXml({ assets: interactor }, talk).faults).toContainEqual(
      expect.objectContaining({ severity: 'unsupported', code: 'interactive', file: 'problem.xml' }),
    );
    expect(withXml({ tests: '<test/>' }, { 'problem.xml': '<contest/>' }).faults).toMatchObject([
      { code: 'polygon-root' },
    ]);
  });

  it('is refused where programs are run more than once, whichever way it says so', () => {
    const refused = expect.objectContaining({ severity: 'unsupported', code: 'multi-pass' });
    expect(withXml({ judging: 'run-count="2"' }).faults).toContainEqual(refused);
    expect(withXml({ tags: '<tag value="math"/><tag value="run-twice"/>' }).faults).toContainEqual(refused);
    expect(withXml({ judging: 'run-count="1"', tags: '<tag value="math"/>' }).manifest).not.toBeNull();
  });

  it('keeps every solution, also where names differ only in letters that files here may not have', () => {
    const assets = ['верное', 'другое'].map(
      (name) =>
        `<solutions><solution tag="accepted"><source path="solutions/${name}.cpp" type="cpp.g++17"/></solution></solutions>`,
    );
    const solutions = assets.join('').replaceAll('</solutions><solutions>', '');
    const files = {
      'solutions/верное.cpp': 'int main() {}\n',
      'solutions/другое.cpp': 'int main() { return 0; }\n',
    };
    const xml = polygonXml().replace(/<solutions>[\s\S]*<\/solutions>/, solutions);
    expect(read({ 'problem.xml': xml, ...files }).manifest?.jurySubmissions.map(({ path }) => path)).toEqual([
      'accepted/_-2.cpp',
      'accepted/_.cpp',
    ]);
    expect(withXml({ checker: own }, { 'files/ё.h': '', 'files/я.h': '' }).faults).toContainEqual(
      expect.objectContaining({ severity: 'unsupported', code: 'same-name' }),
    );
  });

  it('does not fall for what XML can be made to do', () => {
    const bomb = `<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, index) => `<!ENTITY a${index} "${`&a${index - 1};`.repeat(10)}">`).join('')}]><problem>&a19;</problem>`;
    const outside = '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><problem>&x;</problem>';
    const deep = '<a>'.repeat(60_000);
    for (const xml of [bomb, outside, deep, '', 'no', '<problem', '<problem>&nbsp;</problem>'])
      expect(read({ 'problem.xml': xml })).toMatchObject({
        manifest: null,
        faults: [{ severity: 'error', code: 'xml-syntax', file: 'problem.xml' }],
      });
    const crowd = `<problem>${'<a/>'.repeat(500_000)}</problem>`;
    expect(read({ 'problem.xml': crowd })).toMatchObject({
      manifest: null,
      faults: [{ severity: 'error', code: 'xml-too-large' }],
    });
    const wide = `<problem>${'<a b="c"/>'.repeat(60_000)}</problem>`;
    expect(read({ 'problem.xml': wide }).faults).toMatchObject([{ code: 'polygon-tests' }]);
  });
});
