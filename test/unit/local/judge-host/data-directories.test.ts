import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planMounts, planReach } from '../../../../local/judge-host/sandbox/layout.ts';
import type { Toolchains } from '../../../../local/judge-host/toolchains.ts';

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'assize-data-'));
  await mkdir(join(place, 'database'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const toolchains = (...data: readonly string[]): Toolchains => ({
  found: [{ name: 'one', version: '1', home: '/usr', commands: {}, imageHomes: [], data }],
  missing: [],
});

test('directories that a toolchain does not work without are shown, and so is the way to them', async () => {
  const database = join(place, 'database');
  const mounts = await planMounts(join(place, 'skeleton'), toolchains(database, '/not/there'), place);
  const at = mounts.findIndex(({ target }) => target === database);
  expect(mounts[at]).toEqual({ kind: 'read-only', source: database, target: database });
  const top = `/${place.split('/')[1]}`;
  const way = mounts.findIndex(({ target }) => target === top);
  expect([way >= 0, way < at]).toEqual([true, true]);
  expect((await stat(join(mounts[way]?.source ?? '', database.slice(top.length)))).isDirectory()).toBe(true);
  expect(mounts.some(({ target }) => target.startsWith('/not'))).toBe(false);
  const reach = await planReach(toolchains(database, '/not/there'), place);
  expect(reach.map(({ target }) => target)).toEqual(expect.arrayContaining([database]));
});
