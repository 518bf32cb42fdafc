import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readDirectory } from '../../../../adapters/packages/read-directory.ts';
import { readZip } from '../../../../adapters/packages/read-zip.ts';
import { zipPackage } from '../../../../cli/zip-package.ts';
import { type PackageResult, readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, treeOf } from '../../../support/packages.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The sound package on disk with these links, and links' targets by path. */
function packageWith(links: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'assize-links-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(SOUND)) {
    if (Object.hasOwn(links, path)) continue;
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  }
  return folder;
}

/** What verifying the folder sees and what importing it sees: the same, or the test fails. */
function readBothWays(folder: string): PackageResult {
  const tree = readDirectory(folder);
  const verified = readPackage(tree);
  const imported = readPackage(readZip(zipPackage(tree)));
  expect(imported.faults).toEqual(verified.faults);
  expect(imported.manifest).toEqual(verified.manifest);
  return imported;
}
const faultsOf = (links: Readonly<Record<string, string>>) =>
  readBothWays(packageWith(links)).faults.map(({ severity, code, file }) => `${severity} ${code} ${file}`);

describe('links in a package', () => {
  it('are followed to files of the package, by verifying and by importing alike', () => {
    const { manifest, faults } = readBothWays(
      packageWith({
        'data/secret/03.in': '../sample/1.in',
        'data/secret/03.ans': '../secret/./../sample/1.ans',
        'submissions/accepted/again.py': 'twice.py',
      }),
    );
    expect(faults).toEqual([]);
    expect(manifest?.testCases.map(({ id }) => id)).toEqual([
      'sample/1',
      'secret/01',
      'secret/02',
      'secret/03',
    ]);
    const [sample, , , linked] = manifest?.testCases ?? [];
    expect(linked?.inputHash).toBe(sample?.inputHash);
    expect(manifest?.jurySubmissions.map(({ path }) => path)).toEqual([
      'accepted/again.py',
      'accepted/twice.py',
    ]);
  });

  it('are followed to folders, and through links and folders that are links', () => {
    const { manifest, faults } = readBothWays(
      packageWith({
        'submissions/wrong_answer': 'accepted',
        'shared/answers': '../data/sample',
        'data/secret/03.ans': '../../shared/answers/1.ans',
        'data/secret/03.in': '04.in',
        'data/secret/04.in': '../sample/1.in',
        'data/secret/04.ans': '03.ans',
      }),
    );
    expect(faults.map(({ code }) => code)).toEqual(['same-input']);
    expect(manifest?.testCases).toHaveLength(5);
    expect(manifest?.jurySubmissions.map(({ path }) => path)).toEqual([
      'accepted/twice.py',
      'wrong_answer/twice.py',
    ]);
  });

  it.each([
    ['out of it', '../../../elsewhere/1.in', 'link-outside'],
    ['to an absolute path', '/etc/passwd', 'link-outside'],
    ['to nothing', '99.in', 'link-dangling'],
    ['to itself', '03.in', 'link-circle'],
    ['to a folder that holds it', '..', 'link-circle'],
    ['to the package', '../..', 'link-circle'],
  ])('are refused when they lead %s', (_, target, code) => {
    const codes = faultsOf({ 'data/secret/03.in': target });
    expect(codes).toContain(`error ${code} data/secret/03.in`);
  });

  it('that nobody means, of editors and repositories, are no fault', () => {
    expect(faultsOf({ 'data/secret/.#01.in': 'me@here.1234', '.envrc': '/home/me/.envrc' })).toEqual([]);
  });

  it('to folders of links to folders cost a bounded number of looks', () => {
    const links: Record<string, string> = {};
    for (let level = 1; level <= 40; level += 1) {
      links[`extra/l${level}/a`] = level === 1 ? '../../data/sample' : `../l${level - 1}`;
      links[`extra/l${level}/b`] = level === 1 ? '../../data/sample' : `../l${level - 1}`;
    }
    expect(faultsOf(links)).toContain('error too-many-files ');
  });

  it('that are broken inside a linked folder are told where they were wanted', () => {
    const faults = faultsOf({
      'data/secret/g': '../../generated',
      'generated/02.in': '../../outside/02.in',
      'generated/03.in': '../extra/03.in',
      'extra/03.in': 'nothing.in',
    });
    expect(faults).toEqual(
      expect.arrayContaining([
        'error link-outside data/secret/g/02.in',
        'error link-dangling data/secret/g/03.in',
        'warning link-outside generated/02.in',
      ]),
    );
  });

  it('of long ways cost a bounded number of steps, however many they are', () => {
    const entry = (path: string, target: string) => ({
      path,
      bytes: target.length,
      kind: 'symlink' as const,
      read: () => new TextEncoder().encode(target),
    });
    const { files } = treeOf(SOUND);
    const up = './'.repeat(200);
    const chain = Array.from({ length: 38 }, (_, at) => entry(`extra/c${at}`, `${up}c${at + 1}`));
    const many = Array.from({ length: 8000 }, (_, at) => entry(`extra/m${at}`, `${up}c0`));
    const long = entry('data/secret/03.in', `${'a/../'.repeat(400)}01.in`);
    const { faults } = readPackage({ files: [...files, ...chain, ...many, long], faults: [] });
    expect(faults.find(({ file }) => file === long.path)).toMatchObject({
      severity: 'error',
      code: 'link-dangling',
    });
    const deep = Array.from({ length: 300 }, (_, at) => entry(`extra/d${at}/down`, `../d${at + 1}`));
    expect(readPackage({ files: [...files, ...deep], faults: [] }).faults.length).toBeGreaterThan(0);
    const ways = readPackage({ files: [...files, ...chain, entry('extra/c38', 'c39'), ...many], faults: [] });
    expect(ways.faults.map(({ code }) => code)).toContain('link-long');
  });

  it('never throw, and mean the same in a folder and in its zip', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c', 'data', 'secret'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'));
    const target = fc
      .array(fc.constantFrom('a', 'b', 'c', 'data', 'secret', '..', '.', ''), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    const entry = (kind: 'file' | 'symlink') => (content: string) => ({
      kind,
      bytes: content.length,
      read: () => new TextEncoder().encode(content),
    });
    fc.assert(
      fc.property(
        fc.dictionary(path, fc.oneof(target.map(entry('symlink')), fc.string().map(entry('file'))), {
          maxKeys: 12,
        }),
        (entries) => {
          const tree = {
            files: Object.entries(entries).map(([name, rest]) => ({ path: name, ...rest })),
            faults: [],
          };
          expect(readPackage(readZip(zipPackage(tree))).faults).toEqual(readPackage(tree).faults);
        },
      ),
      { numRuns: 500 },
    );
  });
});
