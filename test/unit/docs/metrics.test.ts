import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { pricesOf, STAND_IN_REGION } from '../../../core/costs/prices.ts';
import { writeMetricsPage } from '../../../core/costs/write-metrics-page.ts';

const MARKS = /(<!-- begin -->\n)([\s\S]*?)(\n<!-- end -->)/;

it('docs/metrics.md lists the metrics, and what they cost, as the table has them', () => {
  const file = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));
  const text = readFileSync(file, 'utf8');
  const page = writeMetricsPage(pricesOf(STAND_IN_REGION));
  // UPDATE_MANUAL=1 npx vitest run --project unit test/unit/docs/metrics.test.ts
  if (process.env['UPDATE_MANUAL'] === '1')
    writeFileSync(
      file,
      text.replace(MARKS, (_, begin: string, _old, end: string) => begin + page + end),
    );
  expect(MARKS.exec(readFileSync(file, 'utf8'))?.[2]).toBe(page);
});
