import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { metricTable } from '../../../../core/metrics/metric-table.ts';

const root = join(import.meta.dirname, '../../../..');
const sources = globSync('{core,lambdas}/**/*.ts', { cwd: root })
  .filter((file) => !file.startsWith('core/metrics/'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

/** What is handed to `count`, by its keys; `errors: []` of another object is none. */
const counted = new Set(
  [...sources.matchAll(/\bcount\(\{([\s\S]*?)\}\)/g)].flatMap(([, body = '']) =>
    [...body.matchAll(/(?:^|[,{\s])(\w+)(?=\s*(?::|,|$))/g)].map(([, key]) => key),
  ),
);

it.each(Object.keys(metricTable))(
  '%s is measured by somebody, so that no figure of a dashboard stays empty',
  (id) => {
    expect(counted.has(id) || new RegExp(`measure\\(\\s*'${id}'`).test(sources)).toBe(true);
  },
);
