import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLanguages } from '../../../../local/judge-host/languages.ts';
import { findToolchains, maySandboxShow, type Toolchains } from '../../../../local/judge-host/toolchains.ts';

let directory: string;
let toolchains: Toolchains;

async function script(name: string, text: string): Promise<void> {
  const path = join(directory, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assize-toolchains-'));
  await mkdir(join(directory, 'bin'));
  await script('go', `test "$1" = env && echo ${directory}/goroot || echo "go version go1.99.1 linux/amd64"`);
  await script('php', 'echo "a shim without a version" >&2; exit 127');
  // Asked twice at once, for its home and its version: neither refusal may be left without anybody who hears of it.
  await script('rustc', 'exit 1');
  toolchains = await findToolchains({ PATH: join(directory, 'bin') });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('findToolchains', () => {
  test('always has the Node that runs this', () => {
    const node = toolchains.found.find(({ name }) => name === 'node');
    expect(node).toMatchObject({ version: process.versions.node, commands: { node: process.execPath } });
  });

  test('finds what is on the PATH by running it, with its home', () => {
    const go = toolchains.found.find(({ name }) => name === 'go');
    expect(go).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      home: expect.stringMatching(/^\//),
    });
  });

  test('what is there and does not run is missing, with the line that installs it', () => {
    const found = toolchains.found.map(({ name }) => name);
    for (const { name, install, languages } of toolchains.missing) {
      expect(found).not.toContain(name);
      expect(install).toMatch(/^(apt-get|npm) install/);
      expect(languages).not.toBe('');
    }
    if (!found.includes('php'))
      expect(toolchains.missing).toContainEqual(expect.objectContaining({ name: 'php' }));
  });
});

describe('maySandboxShow', () => {
  test.each([
    '/opt/jdk-21',
    '/home/ann/.pyenv/versions/3.12.1',
    '/root/.rustup/toolchains/stable',
    '/usr/local/go',
  ])('a toolchain of its own: %s', (home) => expect(maySandboxShow(home, '/home/ann')).toBe(true));
  test.each(['/', '/home', '/home/ann', '/home/bob', '/home/ann/.local', '/opt', 'relative/path'])(
    'never %s',
    (home) => expect(maySandboxShow(home, '/home/ann')).toBe(false),
  );
});

describe('listLanguages', () => {
  test('offers only what the toolchains allow, under the versions that they have', () => {
    const onlyNode = { found: toolchains.found.filter(({ name }) => name === 'node'), missing: [] };
    const ids = listLanguages(onlyNode).map(({ id }) => id);
    expect([...ids].sort()).toEqual([43, 44, 63, 89]);
    const javascript = listLanguages(onlyNode).find(({ id }) => id === 63);
    expect(javascript?.name).toBe(`JavaScript (Node.js ${process.versions.node})`);
  });

  test('has unique ids', () => {
    const ids = listLanguages(toolchains).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
