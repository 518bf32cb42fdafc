import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  MAX_ELSE,
  MAX_NESTING,
  MAX_OPERATORS,
  MAX_TOKENS,
} from '../../../../../core/review/solidity/cut-source.ts';
import { SOLIDITY_RULES } from '../../../../../core/review/solidity/rules.ts';

const manual = readFileSync(join(import.meta.dirname, '../../../../../docs/reviews.md'), 'utf8');
const section = manual.split('\n## ').find((part) => part.startsWith('Solidity\n')) ?? '';

it('docs/reviews.md lists each rule of Solidity as the table of rules has it', () => {
  const rows = [...section.matchAll(/^\| `(solidity\/[\w-]+)` \|.*\|$/gm)].map(([row]) => row);
  expect(rows).toEqual(
    SOLIDITY_RULES.map(
      ({ id, title, kind, category, severity, swc, dasp }) =>
        `| \`${id}\` | ${title} | ${kind}, ${category} | ${severity} | ${swc ? `SWC-${swc}` : ''} | ${dasp ?? ''} |`,
    ),
  );
});

it('docs/reviews.md tells the bounds within which Solidity is read', () => {
  for (const bound of [MAX_NESTING, MAX_OPERATORS, MAX_ELSE, MAX_TOKENS])
    expect(section).toContain(bound.toLocaleString('en-US'));
});
