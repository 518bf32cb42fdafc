import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConsole } from '../../lib/constructs/console-site.ts';
import { listFirstView, weighFirstView } from '../../scripts/first-view.ts';

const FIRST_VIEW_KB = 150;

describe("the console's bundle", () => {
  it(`shows its first view after at most ${FIRST_VIEW_KB} KB`, () => {
    expect(listFirstView(defaultConsole)).toEqual(expect.arrayContaining(['main.js', 'main.css']));
    // What is imported at once is counted, and not only what the page links.
    expect(listFirstView(defaultConsole).some((name) => name.startsWith('parts/'))).toBe(true);
    expect(weighFirstView(defaultConsole)).toBeLessThanOrEqual(FIRST_VIEW_KB);
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
