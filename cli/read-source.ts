import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { LANGUAGE_IDS, type LanguageId, languageOfExtension } from '../core/grading/languages/index.ts';
import type { HandedIn } from '../core/submissions/submission.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** The text of a file, or of standard input (0). Throws CommandError where it cannot be read, or is no UTF-8. */
export function readText(file: string | 0): string {
  try {
    return decode(file);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `${file === 0 ? 'standard input' : file} ${tellUnreadable(error)}`);
  }
}

const decode = (file: string | 0) => new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));

/** Why a file cannot be read as text, to stand behind its name; nothing where it can. */
export function whyUnreadable(file: string): string | undefined {
  try {
    decode(file);
    return undefined;
  } catch (error) {
    return tellUnreadable(error);
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by you',
  EISDIR: 'is a folder',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not encoded in UTF-8',
};

function tellUnreadable(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return UNREADABLE[code] ?? `cannot be read: ${message}`;
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
