import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { LANGUAGE_IDS, type LanguageId, languageOfExtension } from '../core/grading/languages/index.ts';
import type { HandedIn } from '../core/submissions/submission.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** The text of a file, or of standard input (0). Throws CommandError where it is no UTF-8. */
export function readText(file: string | 0): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const named = file === 0 ? 'standard input' : file;
    throw new CommandError(EXIT.badInput, `${named} cannot be read as UTF-8: ${(error as Error).message}`);
  }
}

/** Each file once: patterns of a shell name one once more, as in `assize submit Main.java *.java`. */
export const nameOnce = (files: readonly string[]): readonly string[] => [...new Set(files)];

/** One source without a name, or files by their names. Throws CommandError. */
export function readProgram(
  files: readonly string[],
  main: string | undefined,
): Pick<HandedIn, 'source' | 'mainFile'> {
  const [first = '', ...more] = files;
  if (more.length === 0) return { source: readText(first) };
  return {
    source: files.map((file) => ({ name: basename(file), source: readText(file) })),
    ...(main === undefined ? {} : { mainFile: basename(main) }),
  };
}

/** The language that the first of a program's files with a known ending says. Throws CommandError. */
export function guessLanguage(...files: readonly string[]): LanguageId {
  const found = files.map((file) => {
    const extension = extname(file).slice(1);
    return languageOfExtension(extension) ?? languageOfExtension(extension.toLowerCase());
  });
  const language = found.find((one) => one !== undefined);
  if (language === undefined)
    throw new CommandError(
      EXIT.badInput,
      `the language of ${files.join(', ')} cannot be told from the ending`,
      `say --language ${LANGUAGE_IDS.join('|')}`,
    );
  return language;
}
