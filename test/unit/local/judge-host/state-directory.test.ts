import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareStateDirectory } from '../../../../local/judge-host/state-directory.ts';

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'assize-state-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;
const MODULE = join(import.meta.dirname, '../../../../local/judge-host/state-directory.ts');

/** Prepares a directory in a process of its own, which ends: a host that is gone. */
const prepareAndDie = (data: string) => {
  const script = `import(${JSON.stringify(MODULE)}).then((m) => m.prepareStateDirectory(${JSON.stringify(data)}, ${JSON.stringify(temporary)})).then(console.log)`;
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
};

test('the directory is empty but for its owner, whatever an earlier host left', async () => {
  const data = join(temporary, 'data');
  await mkdir(data);
  const first = prepareAndDie(data);
  await mkdir(join(first, 'slot-0'));
  await writeFile(join(first, 'slot-0', 'left'), 'x');
  const second = await prepareStateDirectory(data, temporary);
  expect(second).toBe(first);
  expect(await readdir(second)).toEqual(['owner.json']);
  expect((await stat(second)).mode & 0o777).toBe(0o711);
});

test('the boxes of a living host are not removed: a second one with the same data directory is refused', async () => {
  const data = join(temporary, 'shared');
  await mkdir(data);
  const first = await prepareStateDirectory(data, temporary);
  await mkdir(join(first, 'slot-0'));
  await expect(prepareStateDirectory(data, temporary)).rejects.toThrow(/another judge host .*--data/);
  expect(existsSync(join(first, 'slot-0'))).toBe(true);
});

test.runIf(isRoot)('as root it can be reached by others, and what dead hosts left is swept', async () => {
  const hidden = join(temporary, 'hidden');
  await mkdir(hidden, { mode: 0o700 });
  const dead = prepareAndDie(join(hidden, 'dead'));
  expect(existsSync(dead)).toBe(true);
  const living = await prepareStateDirectory(join(hidden, 'living'), temporary);
  expect(living.startsWith(join(temporary, 'assize-judge-state-'))).toBe(true);
  expect(existsSync(dead)).toBe(false);
  await prepareStateDirectory(join(hidden, 'another'), temporary);
  expect(existsSync(living)).toBe(true);
});
