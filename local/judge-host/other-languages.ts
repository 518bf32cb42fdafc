import type { Judge0Language } from '../../core/grading/languages/language.ts';
import type { Toolchain } from '../../core/grading/languages/toolchain.ts';

/** A plain language that the judge host offers, and what it takes. */
export interface Offer {
  readonly name: string;
  readonly judge0: Judge0Language;
  readonly toolchain?: Toolchain;
  /** Names of other toolchains that it needs. */
  readonly alsoNeeds?: readonly string[];
}

/** A toolchain on the machine that is one program of one Debian package. */
const program = (name: string, version: readonly string[], debianPackage = name): Toolchain => ({
  name,
  programs: [name],
  imageHomes: [],
  debianPackages: [debianPackage],
  look: { for: 'programs', version },
});

/** What Judge0 1.13.1 offers beside the languages of Assize, as far as this host can: for others that use its API. */
export const OTHER_LANGUAGES: readonly Offer[] = [
  {
    name: 'Plain text',
    judge0: { id: 43, title: 'Plain Text', sourceFile: 'text.txt', run: '/bin/cat text.txt' },
  },
  {
    name: 'Executables',
    judge0: { id: 44, title: 'Executable', sourceFile: 'a.out', run: '/bin/chmod +x a.out && ./a.out' },
  },
  {
    name: 'C (Clang)',
    judge0: { id: 75, title: 'C (Clang)', sourceFile: 'main.c', compile: 'clang %s main.c', run: './a.out' },
    toolchain: program('clang', ['--version']),
  },
  {
    name: 'C++ (Clang)',
    judge0: {
      id: 76,
      title: 'C++ (Clang)',
      sourceFile: 'main.cpp',
      compile: 'clang++ %s main.cpp',
      run: './a.out',
    },
    toolchain: program('clang++', ['--version'], 'clang'),
  },
];
