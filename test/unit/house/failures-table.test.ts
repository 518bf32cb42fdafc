import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../support/failures.ts';
import { readTestLinks } from '../../support/test-links.ts';

const docs = join(import.meta.dirname, '../../../docs');
const sections = new Map(
  readFileSync(join(docs, 'failures.md'), 'utf8')
    .split('\n## ')
    .map((part): [string, string] => [part.split('\n')[0]!, part]),
);

/** Cells of a section's table, without its head. */
function rowsOf(heading: string): string[][] {
  return [...(sections.get(heading) ?? '').matchAll(/^\| (.+) \|$/gm)]
    .map(([, row]) => row!.split(' | '))
    .filter(([kind]) => kind !== 'kind' && !kind!.startsWith('---'));
}

describe('docs/failures.md', () => {
  it.each(Object.entries(FAILURES))('has the table of: %s', (heading, failures) => {
    const known = Object.entries(failures).flatMap(([kind, failure]) =>
      failure === undefined
        ? []
        : [
            [
              `\`${kind}\``,
              failure.class,
              failure.severity,
              failure.retry,
              failure.plan.length === 0 ? 'nothing' : failure.plan.join(', '),
            ],
          ],
    );
    expect(rowsOf(heading).map((row) => row.slice(0, 5))).toEqual(known);
  });

  it.each(Object.keys(FAILURES))(
    'says of each when it is noticed, and which test shows it: %s',
    (heading) => {
      const wanting = rowsOf(heading).flatMap(([kind, , , , , noticed = '', shown = '']) => {
        const tests = readTestLinks(shown, docs);
        if (noticed === '' || tests.length === 0) return [`${kind}: a cell is empty`];
        return tests.flatMap(({ fault }) => (fault === undefined ? [] : [`${kind}: ${fault}`]));
      });
      expect(wanting).toEqual([]);
    },
  );
});
