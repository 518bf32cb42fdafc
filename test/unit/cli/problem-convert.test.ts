import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, expect, it } from 'vitest';
import { convertTo } from '../../../cli/commands/problem-convert.ts';
import type { Context } from '../../../cli/context.ts';
import { CODERUNNER } from '../../support/foreign-packages.ts';
import { SOUND } from '../../support/packages.ts';

const root = mkdtempSync(join(tmpdir(), 'assize-convert-'));
const before = process.exitCode;
afterEach(() => {
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
  process.exitCode = before;
});
const context = { json: true, out: () => undefined } as unknown as Context;
const convert = (path: string, out: string) => convertTo(context, join(root, path), join(root, out));

it('writes all of a package or nothing, and the same name is free then', () => {
  const files = { ...SOUND, 'data/secret/01.png': 'a picture of it' };
  const bytes = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]));
  const zip = Buffer.from(zipSync(bytes, { level: 0 }));
  writeFileSync(join(root, 'sound.zip'), zip);
  const damaged = Buffer.from(zip);
  damaged[zip.indexOf('a picture of it')] = 0x41;
  writeFileSync(join(root, 'damaged.zip'), damaged);
  expect(() => convert('damaged.zip', 'made')).toThrow(
    /data\/secret\/01\.png cannot be read, and nothing was written/,
  );
  expect(readdirSync(root).sort()).toEqual(['damaged.zip', 'sound.zip']);
  convert('sound.zip', 'made');
  expect(existsSync(join(root, 'made/data/secret/01.in'))).toBe(true);
  expect(() => convert('sound.zip', 'made')).toThrow(/is there already/);
});

it('puts no questions into a folder that is there', () => {
  const [[name, quiz] = ['', '']] = Object.entries(CODERUNNER);
  writeFileSync(join(root, name), quiz);
  mkdirSync(join(root, 'made'));
  expect(() => convert(name, 'made')).toThrow(/is there already/);
  expect(readdirSync(join(root, 'made'))).toEqual([]);
  rmSync(join(root, 'made'), { recursive: true });
  convert(name, 'made');
  expect(readdirSync(join(root, 'made'))).not.toEqual([]);
});
