import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VIEWS } from '../../screenshots/views.ts';

const ROOT = join(import.meta.dirname, '../../..');
const IMAGES = 'docs/images';
/** What the pictures may add to a checkout, bytes. */
const MOST_BYTES = 60_000 * VIEWS.length;

/** Every picture that a page shows: what it says instead, and the file by its path in the tree. */
const shown = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })].flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(
    ([, words = '', path = '']) => ({ page, words, file: relative(ROOT, join(ROOT, dirname(page), path)) }),
  ),
);
const files = readdirSync(join(ROOT, IMAGES)).map((name) => `${IMAGES}/${name}`);

describe('the pictures of the manual', () => {
  it('are all shown somewhere, and what is shown is there', () => {
    expect(shown.filter(({ file }) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(files.filter((file) => !shown.some((picture) => picture.file === file))).toEqual([]);
  });

  it('say in words what is on them', () => {
    expect(shown.filter(({ words }) => words.length < 25)).toEqual([]);
  });

  it('are those that `npm run screenshots` takes, and small', () => {
    expect(files.sort()).toEqual(VIEWS.map(({ name }) => `${IMAGES}/${name}.webp`).sort());
    expect(files.reduce((bytes, file) => bytes + statSync(join(ROOT, file)).size, 0)).toBeLessThan(
      MOST_BYTES,
    );
  });
});
