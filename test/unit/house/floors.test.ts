import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Which top folders the files of a folder may import: the floors of the house. */
const FLOORS: Record<string, readonly string[]> = {
  core: ['core'],
  adapters: ['adapters', 'core'],
  lambdas: ['lambdas', 'adapters', 'core', 'shared'],
  // The command line enters by the door of every npm script.
  cli: ['cli', 'adapters', 'core', 'local', 'scripts'],
  shared: ['shared'],
  cloud: ['cloud', 'shared'],
  local: ['local', 'cloud', 'adapters', 'core', 'examples', 'cli', 'scripts'],
  console: ['console', 'core'],
  lib: ['lib', 'core', 'lambdas'],
  bin: ['bin', 'lib', 'core'],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function listImports(folder: string): Import[] {
  return globSync(`${folder}/**/*.{ts,tsx,mts,mjs}`, { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const pattern =
      /^\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|^\s*import\s+['"]([^'"]+)['"]/gm;
    return [...text.matchAll(pattern)].map((match) => ({
      file,
      specifier: (match[1] ?? match[2] ?? match[3])!,
    }));
  });
}

/** The repository-relative path that a relative import names. */
const resolveImport = ({ file, specifier }: Import) => normalize(join(dirname(file), specifier));

describe('the floors of the house', () => {
  for (const [folder, allowed] of Object.entries(FLOORS)) {
    it(`${folder} stands on ${allowed.join(', ')} alone`, () => {
      const trespasses = listImports(folder)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .filter((entry) => !allowed.includes(resolveImport(entry).split('/')[0]!))
        .map((entry) => `${entry.file} -> ${entry.specifier}`);
      expect(trespasses).toEqual([]);
    });
  }

  it('core has no SDK and no I/O', () => {
    const pure = new Set(['node:crypto', 'node:buffer', 'node:util']);
    const trespasses = listImports('core')
      .filter(
        ({ specifier }) =>
          specifier.startsWith('@aws-sdk/') || (specifier.startsWith('node:') && !pure.has(specifier)),
      )
      .map(({ file, specifier }) => `${file} -> ${specifier}`);
    expect(trespasses).toEqual([]);
  });

  it('core reads no clock and rolls no dice of its own', () => {
    const trespasses = globSync('core/**/*.ts', { cwd: root }).filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\brandomUUID\(|\brandomBytes\(/.test(
        readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*\*|declare ).*$/gm, ''),
      ),
    );
    expect(trespasses).toEqual([]);
  });

  it('lib knows lambdas by their env.ts only', () => {
    const trespasses = listImports('lib')
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(
        (entry) =>
          resolveImport(entry).startsWith('lambdas/') &&
          !/^lambdas\/[^/]+\/env\.ts$/.test(resolveImport(entry)),
      )
      .map((entry) => `${entry.file} -> ${entry.specifier}`);
    expect(trespasses).toEqual([]);
  });

  it('a handler parses, calls core and answers, in at most 60 lines', () => {
    const long = globSync('lambdas/*/handler.ts', { cwd: root })
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 60);
    expect(long).toEqual([]);
  });
});
