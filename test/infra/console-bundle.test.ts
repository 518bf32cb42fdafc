import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultConsole } from '../../lib/constructs/console-site.ts';

const FIRST_VIEW_KB = 150;

/** Files that a browser fetches before anything is shown: what a page links, and what its scripts import at once. */
function firstView(folder: string): string[] {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const linked = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, name]) => name!);
  const found = new Set(['index.html']);
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    if (!name.endsWith('.js')) return;
    const code = readFileSync(join(folder, name), 'utf8');
    for (const [, imported] of code.matchAll(/(?:^|[;}\s])import(?:[^"'()]*?from)?\s*"(\.[^"]+)"/g))
      visit(join(name, '..', imported!));
  };
  linked.forEach(visit);
  return [...found];
}

const kbOf = (files: readonly string[]) =>
  files.reduce((sum, name) => sum + gzipSync(readFileSync(join(defaultConsole, name))).length, 0) / 1024;

describe("the console's bundle", () => {
  it(`shows its first view after at most ${FIRST_VIEW_KB} KB`, () => {
    const files = firstView(defaultConsole);
    expect(files).toContain('main.js');
    expect(files.length).toBeGreaterThan(3);
    const kb = kbOf(files);
    console.log(`first-view-kb ${kb.toFixed(1)}`);
    expect(kb).toBeLessThanOrEqual(FIRST_VIEW_KB);
  });

  it('names no address of a third party that a browser would fetch from', () => {
    for (const name of readdirSync(defaultConsole, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(html|css)$/.test(name)) continue;
      expect([
        name,
        /url\(["']?https?:|src="https?:|href="https?:/.exec(readFileSync(join(defaultConsole, name), 'utf8')),
      ]).toEqual([name, null]);
    }
  });
});
