import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { metricTable } from '../../../../core/metrics/metric-table.ts';

const root = join(import.meta.dirname, '../../../..');
const sources = globSync('{core,lambdas}/**/*.ts', { cwd: root })
  .filter((file) => !file.startsWith('core/metrics/'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

it.each(Object.keys(metricTable))(
  '%s is measured by somebody, so that no figure of a dashboard stays empty',
  (id) => {
    expect(sources).toMatch(new RegExp(`measure\\(\\s*'${id}'|\\b${id}:|\\{ ${id} \\}`));
  },
);
