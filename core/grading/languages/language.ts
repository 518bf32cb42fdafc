import type { FunctionDriver } from '../function/driver.ts';
import type { HeadStart } from './head-start.ts';
import type { Toolchain } from './toolchain.ts';

/** One file of a program. Names are relative, with `/`, and never climb. */
export interface SourceFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** A program as it was handed in: one source, text or the bytes of a file, or several files. */
export type ProgramSource = string | Uint8Array | readonly SourceFile[];

/** Where a program's files go below prog/, and what starts it. */
export interface ProgramLayout {
  readonly files: readonly SourceFile[];
  /** What the run command needs to know: a Java class name, a script's path below prog/. */
  readonly entry: string;
}

/** A plain language of Judge0 1.13.1: a source of one file, and the judge's own commands. */
export interface Judge0Language {
  readonly id: number;
  /** The ids of older compilers of the language. */
  readonly olderIds?: readonly number[];
  /** What `GET /languages` calls it, without the version: `C++ (GCC)` of `C++ (GCC 9.2.0)`. */
  readonly title: string;
  readonly sourceFile: string;
  /** `%s` stands for the submission's compiler options. */
  readonly compile?: string;
  readonly run: string;
  /** Whether these commands start a program of one file as its own room does; absent: all of them. */
  fits?(layout: ProgramLayout): boolean;
}

/** Languages that are parsed, to be shown in colours and to be compared. */
export type ParsedGrammar = 'cpp' | 'go' | 'java' | 'javascript' | 'php' | 'python' | 'rust' | 'typescript';

/** Languages that are shown in colours by their words, and compared by them. */
export type WordGrammar =
  | 'bash'
  | 'csharp'
  | 'haskell'
  | 'kotlin'
  | 'lua'
  | 'ocaml'
  | 'pascal'
  | 'perl'
  | 'r'
  | 'ruby'
  | 'scala'
  | 'sql'
  | 'swift';

/** Languages whose grammar the console's editor has. */
export type Grammar = ParsedGrammar | WordGrammar;

/** What an editor starts with. */
export interface EditorStart {
  /** A whole program that reads from standard input and prints. */
  readonly starter: string;
  /** How the source is highlighted; absent: as plain text. */
  readonly grammar?: Grammar;
  /** One step of indentation. */
  readonly indent: string;
}

/** The program by which a host is examined in a language; core/examination/known-program.ts says what it must do. */
export interface KnownProgram {
  readonly source: string;
  /** Steps of `burn` that take some tens of milliseconds of CPU, where the limit is a second. */
  readonly burnSteps: number;
  /** Which languages a working host is probed in before all others: that with the lowest rank. */
  readonly probeRank?: number;
}

/**
 * All that Assize knows about one language. Commands are lines of bash that run in the bundle's root; each resolves
 * its toolchain at run time, so that one bundle works in Judge0's image and on an ordinary Debian.
 */
export interface Language {
  /** What API, packages and console write; the name of the language's folder. */
  readonly id: string;
  /** For people: `C++`. */
  readonly name: string;
  /** Endings of source files, first the usual one, without the dot. In them case tells languages apart. */
  readonly extensions: readonly string[];
  /** Endings of files that belong to a program and are no sources by themselves, without the dot. */
  readonly headers?: readonly string[];
  /** All sources of a program are compiled together and it starts where the language says: no file is the main one. */
  readonly linked?: true;
  /** What problem packages call it, where that is not its id. */
  readonly packageCodes?: readonly string[];
  /** How the scripts of a package's validators may call the first program of its toolchain (format, "Other programs"). */
  readonly scriptsCall?: string;
  /** What begins a comment that ends with its line, or with `commentEnd`. */
  readonly comment: '//' | '#' | '--' | '(*';
  readonly commentEnd?: '*)';
  /**
   * A language that packages tell from this one though its files end alike: what says that a file is in it, and what only
   * lets it look so, by which a program is left out and a validator is not.
   */
  readonly alike?: {
    readonly code: string;
    readonly says: RegExp;
    readonly shows?: (source: string) => boolean;
  };
  /**
   * A session is judged in it only where its booking names it, or one of its problems does: each host is examined in every
   * language of a session.
   */
  readonly seldom?: true;
  /**
   * Its programs read no text but query a database, which a test case's input is the SQL of. Only problems that name it
   * are solved in it. `writeWords`: the input that holds a line of words.
   */
  readonly queries?: { writeWords(line: string): string };
  /** Files of its tools whose endings are those of other languages' sources. */
  readonly toolFiles?: readonly string[];
  /** Languages whose files a program in this one may have beside its own. */
  readonly alsoTakes?: readonly string[];
  /** For single submissions, where the multi-file program is not to be had. */
  readonly judge0: Judge0Language;
  readonly toolchain: Toolchain;
  /** Names of other toolchains that it needs. */
  readonly alsoNeeds?: readonly string[];
  /** Which versions the descriptor is made for and has been run on; for docs. */
  readonly versions: string;
  /** How participants hand it in, and how it is run; for docs, in Markdown. */
  readonly manual: { readonly file: string; readonly how: string };
  readonly editor: EditorStart;
  readonly known: KnownProgram;
  /** Whether a file has what a program can start with; for languages that look for that in their files. */
  readonly canStart?: (file: SourceFile) => boolean;
  /** The modules that a source loads and that do not come with the language; for languages that load them by names of files. */
  readonly modulesOf?: (source: string) => readonly string[];
  /** How `solve` is called; absent: function problems cannot be solved in it. */
  readonly functions?: FunctionDriver;
  /** Lays out one source, byte for byte, or several files with an entry point where the package names one. */
  layOut(source: ProgramSource, entryPoint?: string): ProgramLayout;
  /**
   * Bash that compiles prog/ in place, leaving what `run` needs; absent: interpreted. Exit code not 0 is CE. `headStart`:
   * with what is made ready in this directory.
   */
  compile?(layout: ProgramLayout, headStart?: string): string;
  /** What a host of ours makes ready, where that pays. */
  readonly headStart?: HeadStart;
  /**
   * Bash that says why the interpreter cannot read the program, and exits with not 0 then; for languages that are not
   * compiled. A program that is no text is left to the interpreter.
   */
  check?(layout: ProgramLayout): string;
  /**
   * What compiles or checks a program runs code that stands in it. Nothing of that is watched by a filter: such programs
   * do not meet an interactor so.
   */
  readonly runsToCompile?: true;
  /** How the interpreter's own words on stderr begin when it could not read the program it was started with. */
  readonly unreadable?: RegExp;
  /**
   * Bash that leaves the command of one test case in the array `cmd`, and may add to the environment that it gets,
   * `vars`. `heapKiB` is the problem's memory limit, for runtimes that need telling.
   */
  run(layout: ProgramLayout, heapKiB: number): string;
  /**
   * A server that starts the interpreter once and forks a process for each test case, with every guarantee that a
   * process of its own gives: files for prog/, and bash that leaves its command in `cmd`.
   */
  forkServer?(
    layout: ProgramLayout,
  ): { readonly files: readonly SourceFile[]; readonly run: string } | undefined;
  /** Resident memory that the runtime needs for itself; a problem's limit is granted on top of it. */
  readonly runtimeMemoryKiB: number;
  /** Wall time beyond the problem's that the runtime needs to start on a busy host, in ms. */
  readonly startWallMs: number;
  /** Processes and threads of the runtime itself. */
  readonly runtimeProcesses: number;
  /** Largest artefact of a compilation, in KiB: what the host's file limit must allow. */
  readonly artefactKiB: number;
  /** What a program that could not get memory leaves on stderr. */
  readonly outOfMemory: RegExp | null;
}
