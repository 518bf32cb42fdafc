import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, treeOf } from '../../../support/packages.ts';

const within = (folder: string, files: Readonly<Record<string, string>>) =>
  treeOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])));

describe('names of files', () => {
  it.each(['Problem A', 'Größe', 'a~', '#1', '~old'])(
    'are read from the package’s root on, whatever its folder is called: %s',
    (folder) => {
      const files = { ...SOUND, 'output_validator/v.py': 'import sys\nsys.exit(42)\n' };
      const { manifest, faults } = readPackage(within(folder, files));
      expect(faults).toEqual([]);
      expect(manifest?.validation).toMatchObject({ kind: 'custom', program: { language: 'python' } });
      expect(manifest?.jurySubmissions).toHaveLength(1);
    },
  );

  it.each(['output_validator/my checker.py', 'output_validators/v/größe.h', 'output_validator/#v.py'])(
    'refuse the package where a file of the output validator would be left out for one: %s',
    (path) => {
      expect(faultsWith({ 'output_validator/v.py': 'import sys\nsys.exit(42)\n', [path]: 'x\n' })).toContain(
        `error program-name ${path}`,
      );
    },
  );

  it('are held to the format’s rule where a link brings them into a program', () => {
    const link = {
      path: 'output_validator',
      bytes: 5,
      kind: 'symlink' as const,
      read: () => new TextEncoder().encode('extra'),
    };
    const { files } = treeOf({ ...SOUND, 'extra/$(v).py': 'import sys\nsys.exit(42)\n' });
    const { faults } = readPackage({ files: [...files, link], faults: [] });
    expect(faults).toMatchObject([{ code: 'program-name', file: 'output_validator/$(v).py' }]);
  });

  it('that begin like a backup’s are said where test data are, and elsewhere what editors leave is not', () => {
    for (const name of ['#1', '~1'])
      expect(faultsWith({ [`data/secret/${name}.in`]: '1\n', [`data/secret/${name}.ans`]: '2\n' })).toEqual([
        'warning passed-over ',
      ]);
    const left = { 'output_validator/v.py~': 'x', 'submissions/#a.py#': 'x', '~$notes.docx': 'x' };
    expect(faultsWith(left)).toEqual([]);
    const { faults } = readPackage(within('twice', { ...SOUND, ...left }));
    expect(faults).toEqual([]);
  });
});
