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

/** Annotation processors would be participants' code at compile time. */
const JAVAC = '-J-Xmx256m -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none -nowarn -encoding UTF-8';

/** Has javac meet much of the language, so that its classes for it are in the archive. */
const KNOWN = `import java.util.*;
import java.util.stream.*;
public class Main {
  enum Kind { A, B }
  static <T extends Comparable<T>> T least(List<T> list) { return Collections.min(list); }
  public static void main(String[] words) throws Exception {
    Scanner in = new Scanner(System.in);
    Map<String, List<Integer>> map = new TreeMap<>();
    for (int i = 0; i < in.nextInt(); i++) map.computeIfAbsent(in.next(), key -> new ArrayList<>()).add(i);
    StringBuilder out = new StringBuilder();
    try {
      switch (Kind.valueOf(in.next())) {
        case A: out.append(Stream.of(words).map(String::trim).collect(Collectors.joining(" "))); break;
        default: out.append(least(new ArrayList<>(map.keySet())));
      }
    } catch (IllegalArgumentException | IllegalStateException e) { System.err.println("no " + e); }
    new Thread(new Runnable() { @Override public void run() { System.out.println(out); } }).start();
  }
}
`;

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
    fits: ({ files, entry }) => entry === 'Main' && files[0]?.name === 'Main.java',
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
  canStart: ({ content }) => findMainType(readJavaTypes(textOf(content)))?.main === 'launchable',
  compile: (layout, headStart) => `${pickTool(java, 'javac')}
"$t"${headStart === undefined ? '' : ` -J-XX:SharedArchiveFile=${headStart}/javac.jsa`} ${JAVAC} -d prog ${layout.files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.java'))
    .map((name) => `'prog/${name}'`)
    .join(' ')}${hasMain(layout) ? '' : ` || exit\n${checkMainClass(layout.entry)}`}`,
  headStart: {
    // The classes of the compiler, read and linked once; a JVM that finds them unfit starts without.
    make: `${pickTool(java, 'javac')}
cat >Main.java <<'JAVA'
${KNOWN}JAVA
"$t" -J-XX:ArchiveClassesAtExit=javac.jsa ${JAVAC} -d made Main.java && rm -r made Main.java && [[ -s javac.jsa ]]`,
    known: { name: 'Main.java', content: KNOWN },
    artefacts: 'prog/*.class',
  },
  run: (layout, heapKiB) => runOnJvm(layout.entry, heapKiB),
};
