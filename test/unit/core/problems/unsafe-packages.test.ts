import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, treeOf } from '../../../support/packages.ts';

describe('what is unsafe', () => {
  it.each(['../evil.in', '/etc/passwd', 'data/../../evil', 'data\\secret\\a.in', 'C:/evil'])(
    'refuses the path %s',
    (path) => {
      const { manifest, faults } = readPackage(treeOf({ ...SOUND, [path]: 'x\n' }));
      expect(manifest).toBeNull();
      expect(faults).toMatchObject([{ code: 'unsafe-path', file: path }]);
    },
  );

  it('refuses links that lead nowhere, names twice, and names that differ in case alone', () => {
    const tree = treeOf(SOUND);
    const [first] = tree.files;
    if (first === undefined) throw new Error('the sound package is empty');
    const link = { ...first, path: 'data/secret/03.in', kind: 'symlink' as const };
    const codes = (files: typeof tree.files) =>
      readPackage({ files, faults: [] }).faults.map(({ code }) => code);
    expect(codes([...tree.files, link])).toEqual(['link-dangling']);
    expect(codes([...tree.files, { ...first, path: `${'long/'.repeat(200)}a` }])).toEqual(['unsafe-path']);
    expect(codes([...tree.files, first])).toEqual(['duplicate-name']);
    expect(codes([...tree.files, { ...first, path: 'PROBLEM.yaml' }])).toEqual(['duplicate-name']);
  });

  it('refuses more files, larger files and larger packages than it reads', () => {
    const codes = (bounds: { files: number; fileBytes: number; totalBytes: number }) =>
      readPackage(treeOf(SOUND), bounds).faults.map(({ code }) => code);
    expect(codes({ files: 3, fileBytes: 1e6, totalBytes: 1e6 })).toContain('too-many-files');
    expect(codes({ files: 100, fileBytes: 20, totalBytes: 1e6 })).toContain('file-too-large');
    expect(codes({ files: 100, fileBytes: 1e6, totalBytes: 50 })).toContain('package-too-large');
  });
});
