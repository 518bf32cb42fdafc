import type { Language, ProgramLayout, ProgramSource, SourceFile } from '../language.ts';
import { checkFileName, isOneSource, textOf } from '../layout.ts';
import { SOURCES } from '../packed.ts';
import { pickTool } from '../toolchain.ts';
import { functions } from './functions.ts';
import { findMainType, readJavaTypes } from './java-source.ts';
import { checkMainClass, java, jvmRuntime, PLAIN_NAME, runOnJvm } from './jvm.ts';

/** Whether its sources say without doubt that the class that is started can be. */
function hasMain({ files, entry }: ProgramLayout): boolean {
  const types = files
    .filter(({ name }) => name.endsWith('.java'))
    .flatMap((file) => readJavaTypes(textOf(file.content)));
  return types.some(({ binaryName, main }) => binaryName === entry && main === 'launchable');
}

/** Names the file after its public type, as javac demands, and finds the type with `main`. */
function layOutJava(source: ProgramSource, entryPoint?: string): ProgramLayout {
  const files = isOneSource(source) ? [nameFile(source)] : source;
  for (const { name } of files) checkFileName(name);
  const types = files
    .filter(({ name }) => name.endsWith('.java'))
    .flatMap((file) => readJavaTypes(textOf(file.content)));
  const started = files.find(({ name }) => name === entryPoint);
  const named =
    started === undefined
      ? entryPoint?.replace(/\.java$/, '').replaceAll('/', '.')
      : findMainType(readJavaTypes(textOf(started.content)))?.binaryName;
  const entry = [named, findMainType(types)?.binaryName].find(
    (name) => name !== undefined && PLAIN_NAME.test(name),
  );
  return { files, entry: entry ?? 'Main' };
}

function nameFile(content: SourceFile['content']): SourceFile {
  const types = readJavaTypes(textOf(content));
  const name = (types.find(({ topLevel, isPublic }) => topLevel && isPublic) ?? findMainType(types))
    ?.simpleName;
  return { name: `${name !== undefined && PLAIN_NAME.test(name) ? name : 'Main'}.java`, content };
}

export const language: Language = {
  ...jvmRuntime,
  id: 'java',
  name: 'Java',
  extensions: ['java'],
  comment: '//',
  judge0: {
    id: 62,
    title: 'Java (OpenJDK)',
    sourceFile: 'Main.java',
    compile: 'javac %s Main.java',
    run: 'java Main',
  },
  toolchain: java,
  versions: 'made for OpenJDK 13; run on 17',
  manual: {
    file: 'any class with `main`; of several the public one, then `Main`, then the first',
    how: 'heap up to the memory limit',
  },
  editor: { starter: SOURCES.java['starter.java'], grammar: 'java', indent: '    ' },
  known: { source: SOURCES.java['Main.java'], burnSteps: 20_000_000 },
  functions,
  layOut: layOutJava,
  /** Annotation processors would be participants' code at compile time. */
  compile: (layout) => `${pickTool(java, 'javac')}
"$t" -J-Xmx256m -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none -nowarn -encoding UTF-8 -d prog ${layout.files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.java'))
    .map((name) => `'prog/${name}'`)
    .join(' ')}${hasMain(layout) ? '' : ` || exit\n${checkMainClass(layout.entry)}`}`,
  run: (layout, heapKiB) => runOnJvm(layout.entry, heapKiB),
};
