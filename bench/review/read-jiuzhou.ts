import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Category } from '../../core/review/rule.ts';
import { blankComments } from './blank-comments.ts';
import type { LabelledFile } from './labelled-source.ts';

/**
 * What those of JiuZhou's 49 kinds of bugs that are of DASP's ten are there, by the name of their folder; of the tenth, which is all else, those
 * that the SWC registry knows. The others are about gas, names, versions and what compilers of their time did.
 */
const KINDS: Readonly<Record<string, readonly Category[]>> = {
  'Re-entrancy vulnerability': ['reentrancy'],
  'The call address or data are externally controlled': ['access-control'],
  'Storage overlap attack': ['access-control'],
  'Suicidal contract': ['access-control'],
  'Txorigin for authentication': ['access-control'],
  'Wasteful contract': ['access-control'],
  'Write the wrong constructor name': ['access-control'],
  'Implicit visibility level': ['access-control'],
  'integer overflow and underflow': ['arithmetic'],
  'Integer signedness': ['arithmetic'],
  'Integer truncation': ['arithmetic'],
  'Unhandled exceptions': ['unchecked-low-level-calls'],
  'Complex fallback function': ['denial-of-service'],
  'Costly loop': ['denial-of-service'],
  'Delete dynamic array': ['denial-of-service'],
  'DOS by non-existent address or contract': ['denial-of-service'],
  'Results of contract execution affected by miners': ['bad-randomness', 'time-manipulation'],
  'Transaction order dependence': ['front-running'],
  'Short address attack': ['short-addresses'],
  'Uninitialized storage variable': ['other'],
  'Hide state variables': ['other'],
};

/**
 * JiuZhou's contracts of those kinds, each in a folder for those with the bug, without it, or misleading, which is without it and looks like it. As a page of
 * the SWC registry a kind is in one half as a whole: what has its bug and what has not are mostly the same contract.
 */
export function readJiuzhou(folder: string): readonly LabelledFile[] {
  return globSync('Statistics and classification of smart contract bugs/**/*.sol', { cwd: folder })
    .sort()
    .flatMap((path) => {
      const kind = dirname(dirname(path));
      const categories = KINDS[basename(kind)];
      return categories
        ? {
            path: kind,
            name: path.slice(kind.length + 1),
            swc: [],
            categories,
            faulty: /^(bug contr|contract with bug)/i.test(basename(dirname(path))),
            source: blankComments(readFileSync(join(folder, path), 'utf8')),
          }
        : [];
    });
}
