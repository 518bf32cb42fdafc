import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_PROGRAM_RULES } from '../../../core/review/programs/rules/rule-sets.ts';
import type { Rule } from '../../../core/review/rule.ts';
import { SANDBOX_RULES } from '../../../core/review/sandbox/sandbox-rules.ts';

const file = join(import.meta.dirname, '../../../docs/reviews.md');
const [BEGIN, END] = ['<!-- rules of programs -->\n', '<!-- end of rules of programs -->\n'];

const rowOf = ({ id, title, severity, cwe, audience }: Rule) =>
  `| \`${id}\` | ${title.replaceAll('|', '\\|')} | ${severity}${audience === undefined ? '' : ', staff'} | ${cwe === undefined ? '' : `[${cwe}](https://cwe.mitre.org/data/definitions/${cwe}.html)`} |\n`;

const table = `| rule | finds | severity | CWE |\n|---|---|---|---|\n${[...ALL_PROGRAM_RULES, ...SANDBOX_RULES].map(rowOf).join('')}`;

describe('the manual of reviews', () => {
  it('lists every rule for programs of an exam as it is', () => {
    const [before, rest] = readFileSync(file, 'utf8').split(BEGIN);
    const [listed, after] = rest!.split(END);
    if (process.env['UPDATE_MANUAL'] === '1') writeFileSync(file, before + BEGIN + table + END + after);
    else expect(listed).toBe(table);
  });
});
