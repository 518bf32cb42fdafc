import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeManual } from '../../../../core/api/write-manual.ts';

const FILE = fileURLToPath(new URL('../../../../docs/api.md', import.meta.url));
const MARKS = /(<!-- begin -->\n)([\s\S]*?)(\n?<!-- end -->)/;

it('docs/api.md lists the operations as the route table has them', () => {
  const text = readFileSync(FILE, 'utf8');
  // UPDATE_MANUAL=1 npx vitest run --project unit test/unit/core/api/manual.test.ts
  if (process.env['UPDATE_MANUAL'] === '1')
    writeFileSync(
      FILE,
      text.replace(
        MARKS,
        (_, begin: string, _old, end: string) =>
          begin + writeManual() + (end.startsWith('\n') ? end : `\n${end}`),
      ),
    );
  expect(MARKS.exec(readFileSync(FILE, 'utf8'))?.[2]?.trim()).toBe(writeManual().trim());
});
