import { LANGUAGE_IDS } from '../../grading/languages/language.ts';

/** How a package names languages (the format's language table), and which of Assize's they are. */

/** Extension to the format's language code, for the languages of the table that contests use. */
const CODE_OF_EXTENSION: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.cxx': 'cpp',
  '.C': 'cpp',
  '.cs': 'csharp',
  '.d': 'd',
  '.go': 'go',
  '.hs': 'haskell',
  '.java': 'java',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.kt': 'kotlin',
  '.lua': 'lua',
  '.ml': 'ocaml',
  '.pas': 'pascal',
  '.php': 'php',
  '.py': 'python3',
  '.py3': 'python3',
  '.rb': 'ruby',
  '.rs': 'rust',
  '.scala': 'scala',
  '.sh': 'bash',
  '.swift': 'swift',
  '.ts': 'typescript',
};

/** The format's code to the id in `core/grading/languages`, where they differ. */
const ASSIZE_OF_CODE: Readonly<Record<string, string>> = { python3: 'python', pypy3: 'python' };

/** Extensions that accompany a language without deciding it. */
const COMPANIONS = new Set(['.h', '.hh', '.hpp', '.txt', '.md', '.json', '']);

/** The language of a package's code (`python3` -> `python`); codes that Assize does not judge stay as they are. */
export function languageOfCode(code: string): string {
  return ASSIZE_OF_CODE[code] ?? code;
}

/** The one language of these files by their extensions, or `null` when there is none or more than one. */
export function languageOfFiles(names: readonly string[]): string | null {
  const codes = new Set<string>();
  for (const name of names) {
    const extension = extensionOf(name);
    const code = CODE_OF_EXTENSION[extension];
    if (code !== undefined) codes.add(code);
    else if (!COMPANIONS.has(extension)) return null;
  }
  // C sources beside C++ ones are a C++ program.
  if (codes.size === 2 && codes.has('c') && codes.has('cpp')) codes.delete('c');
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? languageOfCode(only) : null;
}

/** Whether Assize judges programs in this language. */
export function isJudged(language: string): boolean {
  return (LANGUAGE_IDS as readonly string[]).includes(language);
}

function extensionOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? '' : base.slice(dot);
}
