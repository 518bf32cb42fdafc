import { checkMainClass, JVM_COMPILES, java, jvmRuntime, PLAIN_NAME, runOnJvm } from '../java/jvm.ts';
import type { Language, ProgramLayout, ProgramSource } from '../language.ts';
import { layOutByName, textOf } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';
import { fileClass, findKotlinMain } from './kotlin-source.ts';

const extensions = ['kt'];

const toolchain: Toolchain = {
  name: 'kotlin',
  programs: ['kotlinc'],
  imageHomes: ['kotlin-1.3.70'],
  debianPackages: ['kotlin'],
  look: { for: 'programs', version: { nameOf: 'lib/kotlin-stdlib.jar' }, home: 'behind-links' },
};

/** Bash that sets `$library` to the language's own classes. */
const FIND_LIBRARY = `${pickTool(toolchain, 'kotlinc')}
t=$(readlink -f "$t")
library=\${t%/bin/*}/lib/kotlin-stdlib.jar`;

const mainOf = (layout: ProgramLayout): string | undefined => {
  const found = layout.files.flatMap(({ name, content }) =>
    name.endsWith('.kt') ? (findKotlinMain(name, textOf(content)) ?? []) : [],
  );
  return found.find((name) => PLAIN_NAME.test(name));
};

/** All files are compiled; the first with `main` starts, or that which is named. */
function layOutKotlin(source: ProgramSource, entryPoint?: string): ProgramLayout {
  const layout = layOutByName(source, extensions, entryPoint);
  const named = layout.files.filter(({ name }) => name === entryPoint);
  const first = layout.files.find(({ name }) => name === layout.entry);
  const entry = mainOf({ ...layout, files: named }) ?? mainOf(layout);
  const fallback = first === undefined ? 'MainKt' : fileClass(first.name, textOf(first.content));
  return { files: layout.files, entry: entry ?? (PLAIN_NAME.test(fallback) ? fallback : 'MainKt') };
}

export const language: Language = {
  ...jvmRuntime,
  id: 'kotlin',
  name: 'Kotlin',
  extensions,
  seldom: true,
  comment: '//',
  judge0: {
    id: 78,
    title: 'Kotlin',
    sourceFile: 'Main.kt',
    compile: 'kotlinc %s Main.kt',
    run: 'kotlin MainKt',
    fits: ({ entry }) => entry === 'MainKt',
  },
  toolchain,
  alsoNeeds: [java.name],
  versions: 'made for 1.3.70; run on 1.3.31 with OpenJDK 17',
  manual: { file: 'any name, `.kt`, with `fun main`', how: 'on the JVM; heap up to the memory limit' },
  editor: { starter: SOURCES.kotlin['starter.kt'], grammar: 'kotlin', indent: '    ' },
  known: { source: SOURCES.kotlin['examination.kt'], burnSteps: 20_000_000 },
  layOut: layOutKotlin,
  canStart: ({ name, content }) => findKotlinMain(name, textOf(content)) !== undefined,
  compile: (layout) => `${pickTool(java, 'java')}
export JAVACMD=$t JAVA_OPTS='${JVM_COMPILES}'
${FIND_LIBRARY}
"$t" -nowarn -no-reflect -d prog ${layout.files
    .filter(({ name }) => name.endsWith('.kt'))
    .map(({ name }) => `'prog/${name}'`)
    .join(
      ' ',
    )} || exit${mainOf(layout) === undefined ? `\n${checkMainClass(layout.entry, ':$library')}` : ''}`,
  run: (layout, heapKiB) => `${FIND_LIBRARY}
${runOnJvm(layout.entry, heapKiB, ':$library')}`,
};
