import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Category } from '../../core/review/rule.ts';
import { blankComments } from './blank-comments.ts';
import type { LabelledSource } from './labelled-source.ts';

const TESTS = 'tests/e2e/detectors';

/** Those of Slither's detectors that name what rules here have a word for, by the folder of their tests. The others are about other faults, gas and style. */
const DETECTORS: Readonly<Record<string, Category>> = {
  suicidal: 'access-control',
  'arbitrary-send-eth': 'access-control',
  'controlled-delegatecall': 'access-control',
  'controlled-array-length': 'access-control',
  'unprotected-upgrade': 'access-control',
  'tx-origin': 'access-control',
  'reentrancy-eth': 'reentrancy',
  'reentrancy-no-eth': 'reentrancy',
  'unchecked-lowlevel': 'unchecked-low-level-calls',
  'unchecked-send': 'unchecked-low-level-calls',
  'weak-prng': 'bad-randomness',
  timestamp: 'time-manipulation',
  'calls-loop': 'denial-of-service',
  'uninitialized-storage': 'other',
  'shadowing-state': 'other',
  'shadowing-abstract': 'other',
};

/**
 * What Slither is tested by: small contracts of both kinds, and what it says of them, which its authors keep as right. A label is the shortest place
 * that the first line of a finding names: a statement, or a whole function. A file stands there once for each compiler: the oldest is taken.
 */
export function readSlither(folder: string): readonly LabelledSource[] {
  const said = new Map<string, LabelledSource['labels'][number][]>();
  for (const snapshot of globSync(`${TESTS}/snapshots/*.txt`, { cwd: folder }).sort())
    for (const text of readFileSync(join(folder, snapshot), 'utf8').split('\n')) {
      if (text.startsWith('\t')) continue;
      const [place] = [...text.matchAll(/\((tests\/[^()#]+\.sol)#(\d+)(?:-(\d+))?\)/g)]
        .map(([, path = '', first, last]) => ({ path, line: Number(first), endLine: Number(last ?? first) }))
        .sort((a, b) => a.endLine - a.line - (b.endLine - b.line));
      const category = DETECTORS[place?.path.split('/')[4] ?? ''];
      if (place && category)
        said.set(place.path, [
          ...(said.get(place.path) ?? []),
          { category, line: place.line, endLine: place.endLine },
        ]);
    }
  return Object.keys(DETECTORS).flatMap((detector) => {
    const paths = new Map<string, string>();
    for (const path of globSync(`${TESTS}/test_data/${detector}/*/*.sol`, { cwd: folder }).sort())
      if (!paths.has(basename(path))) paths.set(basename(path), path);
    return [...paths.values()].map((path) => ({
      set: 'slither',
      path,
      source: blankComments(readFileSync(join(folder, path), 'utf8')),
      labels: said.get(path) ?? [],
    }));
  });
}
