import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

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

/** A row of a table of CONTRIBUTING.md: a folder and what it may import. */
interface Floor {
  readonly folder: string;
  readonly imports: readonly string[];
}

/** The table whose first column has this heading: the one list of what may import what. */
function readFloors(heading: string): Floor[] {
  const [, table] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(
    `| ${heading} | holds | imports |\n`,
  );
  const rows = (table ?? '').split('\n').slice(1);
  return rows.slice(0, rows.indexOf('')).map((row): Floor => {
    const cells = row.split('|').map((cell) => cell.trim());
    const names = (cell: string | undefined) =>
      [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    return { folder: names(cells[1])[0]!, imports: names(cells[3]) };
  });
}

/** The folders inside of `within` ('' for the top) that files of a folder there import, each with such an import. */
function importedBy(folder: string, within: string): Map<string, string> {
  const path = join(within, folder);
  const found = listImports(path)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map((entry) => ({ entry, target: relative(within, resolveImport(entry)).split('/')[0]! }))
    .filter(({ target }) => target !== folder && target !== '..');
  return new Map(found.map(({ entry, target }) => [target, `${entry.file} -> ${entry.specifier}`]));
}

describe.each([
  ['', 'folder'],
  ['core', 'folder of `core`'],
])('the floors of the house, inside %j', (within, heading) => {
  const floors = readFloors(heading);
  const checked = floors.filter(({ folder }) => folder !== 'test');

  it('are a table of every folder with sources, each once', () => {
    const folders = globSync('*/**/*.{ts,tsx,mts,mjs}', {
      cwd: join(root, within),
      exclude: ['node_modules/**', 'dist/**', 'cdk.out/**'],
    });
    expect(floors.map(({ folder }) => folder).toSorted()).toEqual(
      [...new Set(folders.map((file) => file.split('/')[0]!))].toSorted(),
    );
  });

  it('are in an order in which nothing imports upwards, so that there is no circle', () => {
    const order = floors.map(({ folder }) => folder);
    const upwards = floors.flatMap(({ folder, imports }) =>
      imports
        .filter((name) => order.indexOf(name) >= order.indexOf(folder))
        .map((name) => `${folder} -> ${name}`),
    );
    expect(upwards).toEqual([]);
  });

  it.each(checked)('$folder imports $imports and nothing else', ({ folder, imports }) => {
    const imported = importedBy(folder, within);
    const trespasses = [...imported]
      .filter(([target]) => !imports.includes(target))
      .map(([, where]) => where);
    const unused = imports.filter((name) => !imported.has(name));
    expect({ trespasses, unused }).toEqual({ trespasses: [], unused: [] });
  });
});

describe('the floors of the house', () => {
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
    // What judges run is no part of core.
    const files = globSync('core/**/*.ts', { cwd: root }).filter(
      (file) => !/^core\/grading\/languages\/(?:packed\.ts|\w+\/(?:sources|tests)\/)/.test(file),
    );
    const trespasses = files.filter((file) =>
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
