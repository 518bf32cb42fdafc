import { zipSync } from 'fflate';
import type { CompileLimits } from '../call-limits.ts';
import { isLanguageId, LANGUAGES } from '../languages/index.ts';
import type { Language, ProgramLayout, SourceFile } from '../languages/language.ts';
import type { PackageProgram } from '../output-validation.ts';
import { SCRIPTED } from '../scripted-program.ts';

/**
 * How an interactor of a language is kept: as the executable that compiling makes, or as one archive that its interpreter
 * reads. The supervisor takes that one file away before any program of a participant runs.
 */
const KEPT: Readonly<Record<string, 'executable' | 'python-zip' | 'jar'>> = {
  c: 'executable',
  cpp: 'executable',
  go: 'executable',
  rust: 'executable',
  python: 'python-zip',
  java: 'jar',
};

/** Languages that an interactor can be written in. */
export const INTERACTOR_LANGUAGES: readonly string[] = Object.keys(KEPT);

/**
 * Whether programs of a language can be judged beside an interactor: nothing of them runs before all that the interactor
 * has is out of reach. A mere check of what its interpreter reads anyway is left out for that.
 */
export function meetsInteractors({ compile, runsToCompile }: Language): boolean {
  return compile === undefined || runsToCompile === undefined;
}

/** Why a language does not, after its name. */
export const WHY_NO_INTERACTOR =
  'runs code of a program while it compiles it, where an interactor could be read or replaced: interactive and multi-pass problems are not solved in it';

/** An interactor's part of a bundle: everything lies in interactor/, where both scripts are run. */
export interface BundledInteractor {
  readonly files: readonly SourceFile[];
  /** Bash that leaves nothing but the one file that is kept, readable by nobody who may not change modes. */
  readonly compile: string;
  /** Bash that leaves its command in `cmd`. */
  readonly run: string;
  readonly compileLimits: CompileLimits;
  /** What the call's host has for compiling it and the program, one after the other. */
  readonly budget: Pick<CompileLimits, 'cpuMs' | 'wallMs'>;
  readonly artefactKiB: number;
}

/** The language that an interactor is run with. Throws RangeError for one that none can be written in. */
export function languageOfInteractor({ language, scripted }: PackageProgram): Language {
  if (scripted === true) return SCRIPTED;
  if (!isLanguageId(language) || !Object.hasOwn(KEPT, language))
    throw new RangeError(`an interactor cannot be written in ${JSON.stringify(language)}`);
  return LANGUAGES[language];
}

const ARCHIVE = 'program.zip';

/** Lays out an interactor for a bundle. Throws UnsafeFileNameError and as {@link languageOfInteractor}. */
export function bundleInteractor(
  program: PackageProgram,
  sources: readonly SourceFile[],
  memoryKiB: number,
  compiling: Pick<BundledInteractor, 'compileLimits' | 'budget'>,
): BundledInteractor {
  const language = languageOfInteractor(program);
  const layout = language.layOut(sources, program.entryPoint);
  const kept = program.scripted === true ? 'executable' : KEPT[program.language];
  const run = language.run(layout, memoryKiB);
  const common = { ...compiling, artefactKiB: language.artefactKiB };
  if (kept === 'python-zip')
    return {
      ...common,
      files: [{ name: ARCHIVE, content: zipPython(layout) }],
      compile: `chmod 0 ${ARCHIVE}`,
      run: `${run}\n${FROM_ARCHIVE}\n${OWN_LIBRARY_ALONE}`,
    };
  const files = layout.files.map(({ name, content }) => ({ name: `prog/${name}`, content }));
  const compile = language.compile?.(layout) ?? '';
  if (kept === 'jar')
    return {
      ...common,
      files,
      compile: `{ ${compile}
} || exit
${PICK_JAR}
"$t" --create --no-manifest --file ${ARCHIVE} -C prog . || exit
rm -rf prog
chmod 0 ${ARCHIVE}`,
      run: `${run}\n${FROM_ARCHIVE}`,
    };
  return {
    ...common,
    files,
    compile: `(${compile}
) || exit
${run}
read -r -n 4 magic <"\${cmd[0]}"
[[ $magic == $'\\x7fELF' ]] || { echo 'what the interactor is started by is no executable that compiling has made' >&2; exit 1; }
mv "\${cmd[0]}" kept
rm -rf prog tools
mkdir -p "\${cmd[0]%/*}"
chmod 0111 kept
mv kept "\${cmd[0]}"`,
    run,
  };
}

/** In the place of where its files were. */
const FROM_ARCHIVE = `cmd=("\${cmd[@]/#"$PWD"\\/prog*/$PWD/${ARCHIVE}}")`;

/** A program may write where Python would look for its user's modules, which it runs before any program. */
const OWN_LIBRARY_ALONE = `cmd=("\${cmd[0]}" -s "\${cmd[@]:1}")`;

const PICK_JAR = `t=\${t%javac}jar
[[ -x $t ]] || t=$(type -P jar)`;

/** Files as an archive that Python starts, by the file that is started in the package. */
function zipPython({ files, entry }: ProgramLayout): Uint8Array {
  const utf8 = new TextEncoder();
  const content = Object.fromEntries(
    files.map(({ name, content: bytes }) => [name, typeof bytes === 'string' ? utf8.encode(bytes) : bytes]),
  );
  const module = entry.replace(/\.[^./]*$/, '').replaceAll('/', '.');
  content['__main__.py'] ??= utf8.encode(
    `import runpy\nrunpy.run_module(${JSON.stringify(module)}, run_name='__main__', alter_sys=True)\n`,
  );
  return zipSync(content, { level: 0, mtime: '1980-01-02T00:00:00' });
}
