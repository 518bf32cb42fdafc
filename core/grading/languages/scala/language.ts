import { checkMainClass, JVM_COMPILES, java, jvmRuntime, PLAIN_NAME, runOnJvm } from '../java/jvm.ts';
import type { Language, ProgramLayout, ProgramSource, SourceFile } from '../language.ts';
import { layOutByName, textOf } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool, type Toolchain } from '../toolchain.ts';
import { findScalaMains } from './scala-source.ts';

const extensions = ['scala', 'sc'];

const toolchain: Toolchain = {
  name: 'scala',
  programs: ['scalac'],
  imageHomes: ['scala-2.13.2'],
  debianPackages: ['scala'],
  look: { for: 'programs', version: { nameOf: 'lib/scala-library.jar' }, home: 'behind-links' },
};

/** Bash that sets `$library` to the language's own classes. */
const FIND_LIBRARY = `${pickTool(toolchain, 'scalac')}
t=$(readlink -f "$t")
library=\${t%/bin/*}/lib/scala-library.jar`;

const isSource = ({ name }: SourceFile) => extensions.some((extension) => name.endsWith(`.${extension}`));

/** The object called Main before others, else the first. */
function mainOf(files: readonly SourceFile[]): string | undefined {
  const found = files
    .filter(isSource)
    .flatMap(({ content }) => findScalaMains(textOf(content)))
    .filter((name) => PLAIN_NAME.test(name));
  return found.find((name) => /(?:^|\.)Main$/.test(name)) ?? found[0];
}

/** All files are compiled; the object with `main` starts, of the file that is named where one is. */
function layOutScala(source: ProgramSource, entryPoint?: string): ProgramLayout {
  const { files } = layOutByName(source, extensions, entryPoint);
  const named = files.filter(({ name }) => name === entryPoint);
  return { files, entry: mainOf(named) ?? mainOf(files) ?? 'Main' };
}

export const language: Language = {
  ...jvmRuntime,
  id: 'scala',
  name: 'Scala',
  extensions,
  seldom: true,
  comment: '//',
  judge0: {
    id: 81,
    title: 'Scala',
    sourceFile: 'Main.scala',
    compile: 'scalac %s Main.scala',
    run: 'scala Main',
    fits: ({ entry }) => entry === 'Main',
  },
  toolchain,
  alsoNeeds: [java.name],
  versions: 'made for 2.13; run on 2.11 with OpenJDK 17',
  manual: {
    file: 'any object with `main` or that extends `App`; of several `Main`, then the first',
    how: 'on the JVM; heap up to the memory limit',
  },
  editor: { starter: SOURCES.scala['starter.scala'], grammar: 'scala', indent: '  ' },
  known: { source: SOURCES.scala['examination.scala'], burnSteps: 20_000_000 },
  layOut: layOutScala,
  canStart: ({ content }) => findScalaMains(textOf(content)).length > 0,
  compile: (layout) => `${pickTool(java, 'java')}
export JAVACMD=$t JAVA_OPTS='${JVM_COMPILES}'
${FIND_LIBRARY}
"$t" -nowarn -encoding UTF-8 -d prog ${layout.files
    .filter(isSource)
    .map(({ name }) => `'prog/${name}'`)
    .join(
      ' ',
    )} || exit${mainOf(layout.files) === undefined ? `\n${checkMainClass(layout.entry, ':$library')}` : ''}`,
  run: (layout, heapKiB) => `${FIND_LIBRARY}
${runOnJvm(layout.entry, heapKiB, ':$library')}`,
};
