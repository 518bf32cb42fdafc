import {
  isLanguageId,
  LANGUAGES,
  type Language,
  languageOfExtension,
} from '../../grading/languages/index.ts';

/**
 * How a package names languages that Assize does not judge: the codes of the format's language table, with their
 * extensions. Some are not in that table. Languages that are judged say their own.
 */
const EXTENSIONS_OF_CODE: Readonly<Record<string, string>> = {
  ada: 'adb ads',
  algol68: 'a68',
  apl: 'apl',
  cobol: 'cob',
  crystal: 'cr',
  d: 'd',
  dart: 'dart',
  elixir: 'ex',
  erlang: 'erl',
  forth: 'fth 4th forth frt',
  fortran: 'f90',
  fsharp: 'fs',
  gerbil: 'ss',
  julia: 'jl',
  lisp: 'lisp cl',
  modula2: 'mod def',
  nim: 'nim',
  objectivec: 'm',
  odin: 'odin',
  python2: 'py2',
  racket: 'rkt',
  simula: 'sim',
  smalltalk: 'st',
  snobol: 'sno',
  visualbasic: 'vb',
  zig: 'zig',
};
const CODE_OF_EXTENSION = new Map(
  Object.entries(EXTENSIONS_OF_CODE).flatMap(([code, extensions]) =>
    extensions.split(' ').map((extension) => [extension, code] as const),
  ),
);

const judged: readonly Language[] = Object.values(LANGUAGES);
const TOOL_FILES = new Set(judged.flatMap(({ toolFiles = [] }) => toolFiles));

/** The language of a package's code (`python3` -> `python`); codes that Assize does not judge stay as they are. */
export function languageOfCode(code: string): string {
  return judged.find(({ packageCodes }) => packageCodes?.includes(code))?.id ?? code;
}

/** The other way round: the code by which packages name a language. */
export function codeOf(language: string): string {
  if (!isLanguageId(language)) return language;
  const { packageCodes }: Language = LANGUAGES[language];
  return packageCodes?.[0] ?? language;
}

/** The one language of these files by their extensions, or why there is none: no file says one, or they say several. */
export function languageOfFiles(names: readonly string[]): string | 'none' | 'several' {
  const found = new Set(names.flatMap((name) => languageOfFile(name) ?? []));
  for (const { id, alsoTakes = [] } of judged)
    if (found.has(id)) for (const other of alsoTakes) found.delete(other);
  const [only] = found;
  if (only === undefined) return 'none';
  return found.size > 1 ? 'several' : only;
}

/** Whether Assize judges programs in this language. */
export function isJudged(language: string): boolean {
  return isLanguageId(language);
}

function languageOfFile(name: string): string | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  if (dot <= 0 || TOOL_FILES.has(base)) return undefined;
  const extension = base.slice(dot + 1);
  return languageOfExtension(extension) ?? CODE_OF_EXTENSION.get(extension);
}
