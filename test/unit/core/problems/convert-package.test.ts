import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../../../adapters/packages/read-directory.ts';
import { convertPackage } from '../../../../core/problems/convert-package.ts';
import type { PackageTree } from '../../../../core/problems/package/package-tree.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { CMS, CMS_GRADED, DMOJ, DMOJ_SIGNED, POLYGON } from '../../../support/foreign-packages.ts';
import { SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const packages = globSync('examples/{sample-exam,corpus}/*/problem.yaml', { cwd: root }).map(dirname).sort();

/** What is judged, whatever files say it. */
function judged(tree: PackageTree) {
  const { manifest, checks } = readPackage(tree);
  if (manifest === null || checks === null) throw new Error('the package is refused');
  const { formatVersion, timeLimitOrigin, validation, testCases, ...rest } = manifest;
  const { inputs, outputs, validators } = checks;
  return {
    ...rest,
    validation: validation.kind === 'custom' ? validation.program : 'default',
    testCases: testCases.map(({ validatorArgs, ...testCase }) => ({
      ...testCase,
      args: validatorArgs ?? validation.args,
    })),
    inputs: inputs.map(({ file, hash, args, expected }) => ({ file, hash, args, expected })),
    outputs: outputs.map(({ file, hash, expected }) => ({ file, hash, expected })),
    validators,
  };
}

function convert(tree: PackageTree) {
  const { files, faults } = convertPackage(tree);
  if (files === null) throw new Error(`not converted: ${JSON.stringify(faults)}`);
  return { name: 'x', files, faults: [] };
}

describe('a converted package', () => {
  it.each(packages)('reads back as the same problem: %s', (path) => {
    const tree = readDirectory(join(root, path));
    expect(judged(convert(tree))).toEqual(judged(tree));
  });

  it('is of the version 2025-09, with what the legacy one says by other names', () => {
    const tree = treeOf({
      ...SOUND_LEGACY,
      'problem.yaml': 'name: Twice\nauthor: Somebody\ntype: scoring\nvalidator_flags: case_sensitive\n',
      'data/secret/a/testdata.yaml': 'grading: default\nrange: 0 30\ngrader_flags: min\naccept_score: 30\n',
      'data/secret/a/1.in': '3\n',
      'data/secret/a/1.ans': '6\n',
      'data/secret/01.in': null,
      'data/secret/01.ans': null,
      'data/secret/02.in': null,
      'data/secret/02.ans': null,
      'data/sample/1.ans.statement': '2\n',
      'submissions/accepted/old.py': '#!/usr/bin/python2\nprint 1\n',
    });
    const converted = convert(tree);
    const paths = converted.files.map(({ path }) => path);
    expect(paths).toContain('statement/problem.en.tex');
    expect(paths).toContain('data/secret/a/test_group.yaml');
    expect(paths).toContain('data/sample/1.ans.statement');
    expect(paths).not.toContain('domjudge-problem.ini');
    expect(readPackage(converted).manifest).toMatchObject({
      formatVersion: '2025-09',
      timeLimitOrigin: 'problem.yaml',
      limits: { timeMs: 1500 },
    });
    expect(judged(converted)).toEqual(judged(tree));
  });

  it.each([
    ['Polygon', POLYGON],
    ['CMS', CMS],
    ['CMS with graders', CMS_GRADED],
    ['DMOJ', DMOJ],
    ['DMOJ with a signature grader', DMOJ_SIGNED],
  ])('of %s is the problem that the original is', (_, files) => {
    expect(judged(convert(treeOf(files)))).toEqual(judged(treeOf(files)));
  });

  it('is not made of one that is refused', () => {
    expect(
      convertPackage(treeOf({ ...SOUND, 'problem.yaml': 'name: x\nlimits: {time_limit: soon}\n' })),
    ).toMatchObject({
      files: null,
      faults: [{ severity: 'error' }],
    });
  });
});
