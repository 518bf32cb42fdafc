import type { Language, ProgramLayout, ProgramSource, SourceFile } from '../language.ts';
import { checkFileName, isOneSource, pickTool, textOf } from '../layout.ts';
import { findMainType, readJavaTypes } from './java-source.ts';

const HOMES = ['/usr/local/openjdk13/bin', '/usr/bin'];

/** What a file may be called, and what `java` may be told to start, without quoting being put to the test. */
const PLAIN_NAME = /^[\w.$]+$/;

/** Names the file after its public type, as javac demands, and finds the type with `main`. */
function layOutJava(source: ProgramSource, entryPoint?: string): ProgramLayout {
  const files = isOneSource(source) ? [nameFile(source)] : source;
  for (const { name } of files) checkFileName(name);
  const types = files
    .filter(({ name }) => name.endsWith('.java'))
    .flatMap((file) => readJavaTypes(textOf(file.content)));
  const named = entryPoint?.replace(/\.java$/, '').replaceAll('/', '.');
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

export const java: Language = {
  id: 'java',
  name: 'Java',
  judge0Id: 62,
  judge0Name: 'Java (OpenJDK 13.0.1)',
  extensions: ['java'],
  toolchain: { commands: ['javac', 'java'], debianPackage: 'default-jdk-headless' },
  layOut: layOutJava,
  /** Annotation processors would be participants' code at compile time. */
  compile: (layout) => `${pickTool(
    HOMES.map((home) => `${home}/javac`),
    'javac',
  )}
"$t" -J-Xmx256m -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none -nowarn -encoding UTF-8 -d prog ${layout.files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.java'))
    .map((name) => `'prog/${name}'`)
    .join(' ')}`,
  run: (layout, heapKiB) => `${pickTool(
    HOMES.map((home) => `${home}/java`),
    'java',
  )}
cmd=("$t" -Xmx${Math.max(16 * 1024, heapKiB)}k -Xss64m -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto -cp "$PWD/prog" '${layout.entry}')`,
  runtimeMemoryKiB: 160 * 1024,
  startWallMs: 2500,
  runtimeProcesses: 40,
  artefactKiB: 64,
  outOfMemory: /java\.lang\.OutOfMemoryError|There is insufficient memory for the Java Runtime/,
  versions: 'made for OpenJDK 13 (Judge0 1.13.1); run on 17, the function driver compiled for 13 too',
};
