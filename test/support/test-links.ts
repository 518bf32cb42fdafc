import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listTestTitles } from './test-titles.ts';

/** Every test that a text of `docs/` links to, `[part of its title](file)`, with the sentence that says what is wrong with it, if anything is. */
export function readTestLinks(text: string, docs: string): readonly { readonly fault?: string }[] {
  return [...text.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, name, file]) => {
    const titles = listTestTitles(readFileSync(join(docs, file!), 'utf8'));
    return titles.some((title) => title.includes(name!))
      ? {}
      : { fault: `${file} has no test of "${name}" that is run` };
  });
}
