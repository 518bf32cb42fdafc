import type { SourceFile } from './language.ts';

/**
 * Where a host of ours shows what it has made ready for compiling, a directory for each language: made by the host with
 * its own toolchain, and read-only in the sandbox. A stock host has none.
 */
export const HEAD_STARTS = '/usr/local/assize/head-start';

/**
 * What makes compiling a language's programs quicker, made once a host. It must change no program: compiled with it, a
 * source becomes the same bytes as without, and what does not compile with it is compiled without before anybody hears
 * of it.
 */
export interface HeadStart {
  /**
   * Bash that fills the working directory. It is run outside of any sandbox, when the host starts and where nothing of a
   * participant is; a code other than 0 leaves the host without.
   */
  readonly make: string;
  /** A program that shows on a host what it saves. */
  readonly known: SourceFile;
  /** What compiling leaves, as bash matches names: equal with and without. */
  readonly artefacts: string;
}

/** Where that of one language is. */
export function headStartOf(language: string): string {
  return `${HEAD_STARTS}/${language}`;
}
