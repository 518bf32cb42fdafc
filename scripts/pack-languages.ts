// Writes what of core/grading/languages is made from its folders: `packed.ts`, which carries what is sent to judges into
// every process and Lambda bundle, `rooms.ts`, which lists the languages, and the tables of languages in the manual.
// Run it after adding a language or changing anything in a `sources` folder: npm run pack
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = 'core/grading/languages';
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
    const entries = files.map(
      (name) => `    '${name}':\n      ${quote(readFileSync(join(folder, id, 'sources', name), 'utf8'))},\n`,
    );
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..');
  for (const [path, text] of Object.entries(packLanguages(root))) writeFileSync(join(root, path), text);
}
