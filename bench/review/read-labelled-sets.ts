import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Category } from '../../core/review/rule.ts';
import { blankComments } from './blank-comments.ts';
import type { Label, LabelledFile, LabelledSource } from './labelled-source.ts';

/** SmartBugs curated: `vulnerabilities.json` has the lines of each label and its category of DASP's ten. */
export function readSmartbugs(folder: string): readonly LabelledSource[] {
  const entries: readonly {
    readonly path: string;
    readonly vulnerabilities: readonly { readonly lines: readonly number[]; readonly category: string }[];
  }[] = JSON.parse(readFileSync(join(folder, 'vulnerabilities.json'), 'utf8'));
  return entries.map(({ path, vulnerabilities }) => ({
    set: 'smartbugs',
    path,
    source: readBlanked(join(folder, path)),
    labels: vulnerabilities.map(({ lines, category }) => ({
      category: category.replaceAll('_', '-') as Category,
      line: Math.min(...lines),
      endLine: Math.max(...lines),
    })),
  }));
}

/** What each kind of bug that SolidiFI puts into contracts is in DASP's ten. */
const SOLIDIFI_KINDS: Readonly<Record<string, Category>> = {
  'Re-entrancy': 'reentrancy',
  'Timestamp-Dependency': 'time-manipulation',
  'Unhandled-Exceptions': 'unchecked-low-level-calls',
  'Unchecked-Send': 'unchecked-low-level-calls',
  TOD: 'front-running',
  'Overflow-Underflow': 'arithmetic',
  'tx.origin': 'access-control',
};

/** SolidiFI's contracts, each with bugs of one kind put into it: `BugLog_N.csv` has the first line and the length of each. */
export function readSolidifi(folder: string): readonly LabelledSource[] {
  return Object.entries(SOLIDIFI_KINDS).flatMap(([kind, category]) =>
    globSync(`buggy_contracts/${kind}/buggy_*.sol`, { cwd: folder })
      .sort()
      .map((path) => {
        const log = readFileSync(join(folder, path.replace(/buggy_(\d+)\.sol$/, 'BugLog_$1.csv')), 'utf8');
        return {
          set: 'solidifi',
          path,
          source: readBlanked(join(folder, path)),
          labels: readLog(log, category),
        };
      }),
  );
}

/** Labels of a log: its head names the columns, of which the first two are the first line and how many there are. */
function readLog(log: string, category: Category): readonly Label[] {
  const [, ...rows] = log.split(/\r?\n/).filter((row) => row.trim() !== '');
  return rows.map((row) => {
    const [line, length] = row.split(',').map(Number);
    if (!line || !length)
      throw new Error(`A log of SolidiFI has the row "${row}": it starts with no line and length.`);
    return { category, line, endLine: line + length - 1 };
  });
}

/** Categories of those pages of the SWC registry that are of one of DASP's ten; of the others only the number counts. */
const CATEGORY_OF_SWC: Readonly<Record<number, Category>> = {
  ...{ 100: 'access-control', 101: 'arithmetic', 104: 'unchecked-low-level-calls', 105: 'access-control' },
  ...{ 106: 'access-control', 107: 'reentrancy', 112: 'access-control', 113: 'denial-of-service' },
  ...{ 114: 'front-running', 115: 'access-control', 116: 'time-manipulation', 118: 'access-control' },
  ...{ 120: 'bad-randomness', 124: 'access-control', 128: 'denial-of-service' },
};

/** Samples of the SWC registry: of each page the blocks of code below a heading that names a file. */
export function readRegistry(folder: string): readonly LabelledFile[] {
  return globSync('entries/docs/SWC-*.md', { cwd: folder })
    .sort()
    .flatMap((path) => {
      const page = readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n');
      const swc = Number(/SWC-(\d+)/.exec(path)?.[1]);
      const category = CATEGORY_OF_SWC[swc];
      return [...page.matchAll(/^### (\S+\.sol)\n+```\w*\n([\s\S]*?)^```/gm)].map(
        ([, name = '', code = '']) => ({
          path,
          name,
          swc: [swc],
          categories: category ? [category] : [],
          faulty: !/fixed|infeasible/i.test(name),
          source: blankComments(code),
        }),
      );
    });
}

function readBlanked(file: string): string {
  return blankComments(readFileSync(file, 'utf8'));
}
