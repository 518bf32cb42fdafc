import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../../../adapters/packages/read-directory.ts';
import { readProblemDocument, writeProblemDocument } from '../../../../adapters/s3/problem-document.ts';
import { InvalidRecordError } from '../../../../core/exam/invalid-record-error.ts';
import type { PackageTree } from '../../../../core/problems/package/package-tree.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import type { ProblemVersion } from '../../../../core/problems/problem.ts';
import { LABELS } from '../../../../examples/sample-exam/class.ts';
import { folderOf } from '../../../../examples/sample-exam/exam.ts';
import { codeRunnerQuestion, quizOf } from '../../../support/foreign-packages.ts';
import { WITH_GRADERS } from '../../../support/included-package.ts';
import { SOUND, treeOf } from '../../../support/packages.ts';

function versionOf(tree: PackageTree): ProblemVersion {
  const { manifest } = readPackage(tree);
  if (manifest === null) throw new Error('the package has faults');
  const importedAt = '2026-03-02T08:00:00.000Z';
  return { problemId: 'sum', version: 1, importId: 'sum.1', importedAt, manifest };
}
const FUNCTION = {
  'signature.yaml': [
    'records: {Edge: [{name: to, type: int32}, {name: costs, type: list<list<float>>}]}',
    'parameters: [{name: edges, type: list<Edge>}]',
    'returns: Edge',
    '',
  ].join('\n'),
  ...Object.fromEntries(
    ['data/sample/1', 'data/secret/01', 'data/secret/02'].flatMap((id) => [
      [`${id}.in`, '[[{"to": 1, "costs": [[0.5]]}]]\n'],
      [`${id}.ans`, '{"to": 1, "costs": [[0.5]]}\n'],
    ]),
  ),
};
const javaClass = codeRunnerQuestion('java_class', 'public class Twice {}', [
  { code: 'new Twice();', expected: '' },
]);
const sound = versionOf(treeOf(SOUND));
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const read = (bytes: Uint8Array) => readProblemDocument('the object x', bytes);

describe('a problem version as a document', () => {
  it.each<[string, () => PackageTree]>([
    ...Object.values(LABELS).map((id): [string, () => PackageTree] => [
      id,
      () => readDirectory(folderOf(id)),
    ]),
    ['files beside programs', () => treeOf({ ...WITH_GRADERS, 'include.yaml': 'before: {cpp: x}\n' })],
    ['a function problem with records', () => treeOf({ ...SOUND, ...FUNCTION })],
    ['test cases that are code', () => treeOf({ 'q.xml': quizOf(javaClass) })],
  ])('is read back as it was written: %s', (_, tree) => {
    const version = versionOf(tree());
    expect(read(writeProblemDocument(version))).toEqual(version);
  });

  it('is read where it was written before documents had versions', () => {
    expect(read(bytesOf(sound))).toEqual(sound);
  });

  const { manifest } = sound;
  it.each<[string, unknown, RegExp]>([
    ['is no object', null, /the object x is no problem version \(version 1\): problemId/],
    ['lacks its manifest', { ...sound, manifest: undefined }, /: manifest is no object$/],
    [
      'has a limit that is no number',
      { ...sound, manifest: { ...manifest, limits: { ...manifest.limits, timeMs: '2000' } } },
      /: manifest\.limits\.timeMs is no number$/,
    ],
    [
      'has half a test case',
      { ...sound, manifest: { ...manifest, testCases: [{ id: 'sample/1' }] } },
      /manifest\.testCases\.0\.sample is no boolean/,
    ],
  ])('that %s is refused by the name of its member', (_, value, message) => {
    expect(() => read(bytesOf(value))).toThrow(InvalidRecordError);
    expect(() => read(bytesOf(value))).toThrow(message);
  });

  it('that was cut short is refused', () => {
    expect(() => read(writeProblemDocument(sound).subarray(0, 100))).toThrow(/^the object x is not JSON$/);
  });
});
