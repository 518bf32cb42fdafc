import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beyondStageCheck, stageChecks } from '../../../core/operations/stage-checks.ts';

const manual = readFileSync(join(import.meta.dirname, '../../../docs/limits.md'), 'utf8');
const section =
  manual.split('\n## ').find((part) => part.startsWith('What `assize stage check` proves')) ?? '';

describe('docs/limits.md', () => {
  it('lists what assize stage check tries, in its order and words', () => {
    const rows = [...section.matchAll(/^\| (.+) \| (.+) \|$/gm)]
      .map(([, claim, by]) => [claim, by])
      .filter(([claim]) => claim !== 'claim' && !claim!.startsWith('---'));
    expect(rows).toEqual(Object.values(stageChecks).map(([claim, by]) => [claim, by]));
  });

  it('lists what only an exam can prove', () => {
    const items = [...section.matchAll(/^- (.+)$/gm)].map(([, item]) => item);
    expect(items).toEqual([...beyondStageCheck]);
  });
});
