import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeAccess } from '../../../../core/api/access.ts';
import { writeManual } from '../../../../core/api/write-manual.ts';

const MARKS = /(<!-- begin -->\n)([\s\S]*?)(\n?<!-- end -->)/;

it.each([
  ['api.md', writeManual],
  ['api-access.md', writeAccess],
])('docs/%s lists the operations as the route table has them', (name, write) => {
  const file = fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));
  const text = readFileSync(file, 'utf8');
  // UPDATE_MANUAL=1 npx vitest run --project unit test/unit/core/api/manual.test.ts
  if (process.env['UPDATE_MANUAL'] === '1')
    writeFileSync(
      file,
      text.replace(
        MARKS,
        (_, begin: string, _old, end: string) => begin + write() + (end.startsWith('\n') ? end : `\n${end}`),
      ),
    );
  expect(MARKS.exec(readFileSync(file, 'utf8'))?.[2]?.trim()).toBe(write().trim());
});
