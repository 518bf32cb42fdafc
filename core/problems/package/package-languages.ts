import { LANGUAGE_IDS } from '../../grading/languages/language.ts';

/** How a package names languages (the format's language table), and which of Assize's they are. */

/** The format's language codes with their extensions; some of ours are not in its table. */
const EXTENSIONS_OF_CODE: Readonly<Record<string, string>> = {
  ada: '.adb .ads',
  algol68: '.a68',
  apl: '.apl',
  bash: '.sh',
  c: '.c',
  cobol: '.cob',
  cpp: '.cc .cpp .cxx .c++ .C',
  crystal: '.cr',
  csharp: '.cs',
  d: '.d',
  dart: '.dart',
  elixir: '.ex',
  erlang: '.erl',
  forth: '.fth .4th .forth .frt',
  fortran: '.f90',
  fsharp: '.fs',
  gerbil: '.ss',
  go: '.go',
  haskell: '.hs',
  java: '.java',
  javascript: '.js .mjs',
  julia: '.jl',
  kotlin: '.kt',
  lisp: '.lisp .cl',
  lua: '.lua',
  modula2: '.mod .def',
  nim: '.nim',
  objectivec: '.m',
  ocaml: '.ml',
  odin: '.odin',
  pascal: '.pas',
  perl: '.pm',
  php: '.php',
  prolog: '.pl',
  python2: '.py2',
  python3: '.py .py3',
  racket: '.rkt',
  ruby: '.rb',
  rust: '.rs',
  scala: '.scala',
  simula: '.sim',
  smalltalk: '.st',
  snobol: '.sno',
  swift: '.swift',
  typescript: '.ts',
  visualbasic: '.vb',
  zig: '.zig',
};
const CODE_OF_EXTENSION = new Map(
  Object.entries(EXTENSIONS_OF_CODE).flatMap(([code, extensions]) =>
    extensions.split(' ').map((extension) => [extension, code] as const),
  ),
);

/** The format's code to the id in `core/grading/languages`, where they differ. */
const ASSIZE_OF_CODE: Readonly<Record<string, string>> = { python3: 'python', pypy3: 'python' };

/** The language of a package's code (`python3` -> `python`); codes that Assize does not judge stay as they are. */
export function languageOfCode(code: string): string {
  return ASSIZE_OF_CODE[code] ?? code;
}

/** The one language of these files by their extensions, or why there is none: no file says one, or they say several. */
export function languageOfFiles(names: readonly string[]): string | 'none' | 'several' {
  const codes = new Set(names.flatMap((name) => CODE_OF_EXTENSION.get(extensionOf(name)) ?? []));
  // C sources beside C++ ones are a C++ program.
  if (codes.has('c') && codes.has('cpp')) codes.delete('c');
  const [only] = codes;
  if (only === undefined) return 'none';
  return codes.size > 1 ? 'several' : languageOfCode(only);
}

/** Whether Assize judges programs in this language. */
export function isJudged(language: string): boolean {
  return (LANGUAGE_IDS as readonly string[]).includes(language);
}

function extensionOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  // Go's file of modules, no Modula-2.
  if (base === 'go.mod') return '';
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? '' : base.slice(dot);
}
