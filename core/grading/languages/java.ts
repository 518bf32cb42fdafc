import type { Language, ProgramLayout, SourceFile } from './language.ts';
import { checkFileName, pickTool, textOf } from './layout.ts';

const HOMES = ['/usr/local/openjdk13/bin', '/usr/bin'];

/** Java source without comments, strings and character literals: what is left can be searched for declarations. */
function stripJava(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
    ' ',
  );
}

interface JavaFile {
  readonly packageName: string;
  readonly publicType: string | undefined;
  /** The type that declares `main`, if one does. */
  readonly mainType: string | undefined;
}

function readJava(text: string): JavaFile {
  const code = stripJava(text);
  const packageName = /^\s*package\s+([\w.]+)\s*;/m.exec(code)?.[1] ?? '';
  const types = [
    ...code.matchAll(
      /(public\s+)?(?:(?:final|abstract|strictfp|sealed)\s+)*\b(?:class|enum|record|interface)\s+(\w+)/g,
    ),
  ];
  const main = /\bstatic\s+(?:final\s+)?(?:public\s+)?void\s+main\s*\(/.exec(code);
  const before =
    main === null ? [] : types.filter((type) => type.index < main.index && depthAt(code, type.index) === 0);
  return {
    packageName,
    publicType: types.find((type) => type[1] !== undefined && depthAt(code, type.index) === 0)?.[2],
    mainType: before.at(-1)?.[2],
  };
}

function depthAt(code: string, index: number): number {
  let depth = 0;
  for (let i = 0; i < index; i++) {
    if (code[i] === '{') depth++;
    if (code[i] === '}') depth--;
  }
  return depth;
}

/** Names the file after its public class, as javac demands, and finds the class with `main`. */
function layOutJava(source: string | readonly SourceFile[], entryPoint?: string): ProgramLayout {
  const files: readonly SourceFile[] =
    typeof source === 'string'
      ? [
          {
            name: `${readJava(source).publicType ?? readJava(source).mainType ?? 'Main'}.java`,
            content: source,
          },
        ]
      : source;
  for (const { name } of files) checkFileName(name);
  const candidates = files
    .filter(({ name }) => name.endsWith('.java'))
    .map((file) => readJava(textOf(file)))
    .filter(({ mainType }) => mainType !== undefined);
  const main = candidates.find(({ publicType, mainType }) => publicType === mainType) ?? candidates[0];
  const found =
    main === undefined ? 'Main' : `${main.packageName === '' ? '' : `${main.packageName}.`}${main.mainType}`;
  const named = entryPoint?.replace(/\.java$/, '').replaceAll('/', '.');
  return { files, entry: named !== undefined && /^[\w.$]+$/.test(named) ? named : found };
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
