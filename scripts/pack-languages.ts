// Writes what of core/grading/languages is made from its folders: `packed.ts`, which carries what is sent to judges into
// every process and Lambda bundle, `rooms.ts`, which lists the languages, and the tables of languages in the manual.
// Run it after adding a language or changing anything in a `sources` folder: npm run pack
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '../core/grading/languages/language.ts';

const FOLDER = 'core/grading/languages';
/** As the formatter has it. */
const LINE_WIDTH = 110;
const WARNING = '// Written by scripts/pack-languages.ts: do not edit.\n';

/** A text in quotes, as the formatter has it: those that need fewer escapes. */
function quote(text: string): string {
  const count = (mark: string) => text.split(mark).length;
  const mark = count("'") > count('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(mark, `\\${mark}`);
  return mark + escaped + mark;
}

/** What is generated in a tree, by path. */
export function packLanguages(root: string): Readonly<Record<string, string>> {
  const folder = join(root, FOLDER);
  const ids = globSync('*/language.ts', { cwd: folder })
    .map((path) => path.split('/')[0] as string)
    .sort();
  const packed = ids.flatMap((id) => {
    const files = globSync('*', { cwd: join(folder, id, 'sources') }).sort();
    if (files.length === 0) return [];
    const entries = files.map((name) => {
      const text = quote(readFileSync(join(folder, id, 'sources', name), 'utf8'));
      const line = `    '${name}': ${text},\n`;
      return line.length <= LINE_WIDTH + 1 ? line : `    '${name}':\n      ${text},\n`;
    });
    return [`  ${id}: {\n${entries.join('')}  },\n`];
  });
  return {
    [`${FOLDER}/packed.ts`]: `${WARNING}
/** The files of each language's \`sources\`. */
export const SOURCES = {
${packed.join('')}};
`,
    [`${FOLDER}/rooms.ts`]: `${WARNING}${ids.map((id) => `import { language as ${id} } from './${id}/language.ts';\n`).join('')}
/** Every language, by the name of its folder. */
export const ROOMS = {
${ids.map((id) => `  ${id},\n`).join('')}};
`,
  };
}

/** The pages of the manual that have a table of languages, by path, each with its table. */
export function describeLanguages(
  root: string,
  languages: readonly Language[],
): Readonly<Record<string, string>> {
  const write = (path: string, head: string, row: (language: Language) => readonly string[]) => {
    const page = readFileSync(join(root, path), 'utf8');
    const rows = languages.map((language) => `| ${row(language).join(' | ')} |\n`).join('');
    const table = `${head}\n${head.replaceAll(/[^|]+/g, ' --- ')}\n${rows}`;
    return [
      path,
      page.replace(/(<!-- languages:.*-->\n)[^<]*(<!-- end -->)/, `$1${table.replaceAll('$', '$$$$')}$2`),
    ];
  };
  return Object.fromEntries([
    write(
      'docs/engine.md',
      '| language | Judge0 id | stdio | function | versions |',
      ({ name, judge0, functions, versions }) => [
        name,
        String(judge0.id),
        'yes',
        functions === undefined ? '-' : 'yes',
        versions,
      ],
    ),
    write('docs/participants.md', '| language | your file | how it runs |', ({ id, manual }) => [
      `\`${id}\``,
      manual.file,
      manual.how,
    ]),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..');
  const write = (texts: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(texts)) writeFileSync(join(root, path), text);
  };
  write(packLanguages(root));
  // Only now is there a list that has all of them.
  const { ROOMS } = await import('../core/grading/languages/rooms.ts');
  write(describeLanguages(root, Object.values(ROOMS)));
}
