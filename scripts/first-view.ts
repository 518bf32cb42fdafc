import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Files of a built console that a browser fetches before anything is shown: what the page links, and what its scripts
 * import at once. Names are relative to `folder`.
 */
export function listFirstView(folder: string): string[] {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const found = new Set(['index.html']);
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    if (!name.endsWith('.js')) return;
    const code = readFileSync(join(folder, name), 'utf8');
    for (const [, imported] of code.matchAll(/(?:^|[;}\s])import(?:[^"'()]*?from)?\s*"(\.[^"]+)"/g))
      visit(join(name, '..', imported!));
  };
  for (const [, name] of html.matchAll(/(?:src|href)="\/([^"]+)"/g)) visit(name!);
  return [...found];
}

/** What the first view costs on the way, KiB, each file compressed by gzip. */
export function weighFirstView(folder: string): number {
  const bytes = listFirstView(folder).map((name) => gzipSync(readFileSync(join(folder, name))).length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}
