import type { ContentHash } from './test-case.ts';

/** A file of the package whose bytes are stored by content. */
export interface StoredFile {
  /** Path relative to the program's or the statement's own folder, with `/`. */
  readonly name: string;
  readonly hash: ContentHash;
  readonly bytes: number;
}

/** A program of the package (validator or jury submission). */
export interface PackageProgram {
  /** A language of `core/grading/languages`. */
  readonly language: string;
  readonly files: readonly StoredFile[];
  /** The file (or, in Java, the class) to start, where the package says. */
  readonly entryPoint?: string;
  /** A validator that is built and run by its own scripts `build` and `run`. */
  readonly scripted?: boolean;
  /** A validator that speaks as Codeforces' do: it takes the output as a file, and says with 0 that all is well. */
  readonly testlib?: boolean;
}

/**
 * How outputs are judged; `interactive`: by a program that runs beside the participant's. It talks with that, or only
 * listens, and may have it run again.
 */
export type OutputValidation =
  | { readonly kind: 'default'; readonly args: readonly string[] }
  | { readonly kind: 'custom'; readonly args: readonly string[]; readonly program: PackageProgram }
  | {
      readonly kind: 'interactive';
      readonly args: readonly string[];
      readonly program: PackageProgram;
      /** In a multi-pass problem, how often the participant's program runs at most; absent: once. */
      readonly passes?: number;
      /** It only listens: the program reads the input of each pass. */
      readonly listens?: true;
    };
