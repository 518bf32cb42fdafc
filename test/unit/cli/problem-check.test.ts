import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { checkPackages } from '../../../cli/commands/problem-check.ts';
import type { Context } from '../../../cli/context.ts';
import { SOUND } from '../../support/packages.ts';

const root = mkdtempSync(join(tmpdir(), 'assize-check-'));
const before = process.exitCode;
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  process.exitCode = before;
});

function write(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, folder, path)), { recursive: true });
    writeFileSync(join(root, folder, path), text);
  }
}

/** What the command prints, and what it would end with. */
function check(json: boolean) {
  const lines: string[] = [];
  const context = { json, out: (line: string) => lines.push(line) } as unknown as Context;
  process.exitCode = undefined;
  checkPackages([root], context);
  const exit = process.exitCode;
  process.exitCode = before;
  return { lines, exit };
}

describe('assize problem check', () => {
  it('finds packages at any depth and in zips, and says of each what came of it', () => {
    write('contest/a', SOUND);
    write('contest/deep/b', { ...SOUND, 'data/secret/02.ans': null, 'notes.txt': 'x' });
    write('contest/none', { 'README.md': 'x' });
    writeFileSync(
      join(root, 'c.zip'),
      zipSync(Object.fromEntries(Object.entries(SOUND).map(([path, text]) => [path, strToU8(text)]))),
    );
    const { lines, exit } = check(true);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { path: join(root, 'c.zip'), imported: true, faults: [] },
      { path: join(root, 'contest/a'), imported: true, faults: [] },
      { path: join(root, 'contest/deep/b'), imported: false, faults: [{ code: 'answer-missing' }] },
    ]);
    expect(exit).toBe(1);
    const told = check(false).lines;
    expect(told.at(-1)).toBe('2 of 3 packages can be imported.');
    expect(told).toContain('  data/secret/02.in: error: This input has no answer; add 02.ans beside it.');
  });

  it('goes on after one that cannot be read, with a line for it', () => {
    write('a', SOUND);
    writeFileSync(join(root, 'b.zip'), '');
    // More than Node reads of a file; nothing of it is on the disk.
    truncateSync(join(root, 'b.zip'), 2 ** 32);
    write('c', SOUND);
    const { lines, exit } = check(true);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { path: join(root, 'a'), imported: true },
      { path: join(root, 'b.zip'), imported: false, faults: [], unreadable: expect.any(String) },
      { path: join(root, 'c'), imported: true },
    ]);
    expect(exit).toBe(1);
    const told = check(false).lines;
    expect(told[1]).toContain(`${join(root, 'b.zip')}: The package cannot be read`);
    expect(told.at(-1)).toBe('2 of 3 packages can be imported.');
  });

  it('says so where there is none', () => {
    write('none', { 'README.md': 'x' });
    expect(() => check(false)).toThrow('holds no package');
  });
});
