import { type Dirent, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { languageOfExtension } from '../core/grading/languages/index.ts';
import { REVIEWED_LANGUAGES } from '../core/review/detectors.ts';
import { SOLIDITY } from '../core/review/review-languages.ts';
import { MAX_REVIEW_BYTES } from '../core/review/review-limits.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { readText, whyUnreadable } from './read-source.ts';

/** Folders below the one that is named in which sources are looked for. */
const DEEPEST = 12;
/** Most files of a folder: more is a mistake, and hours. */
const MOST_FILES = 2_000;
/** Folders of what others have written or a tool has made. */
const PASSED_OVER = ['node_modules', 'target', 'build', 'dist', 'out', 'artifacts', 'cache', '__pycache__'];

/** A source to look at. */
export interface FoundSource {
  /** As it was named, or its path from there; with `/`. */
  readonly name: string;
  readonly language: string;
  readonly source: string;
}

/** A source that is not looked at. */
export interface Skipped {
  readonly name: string;
  readonly why: string;
  /** Nothing can stand in it. */
  readonly empty: boolean;
}

/**
 * The sources that are named: files, `-` for standard input, and of folders all whose ending tells a language that is
 * reviewed.
 * @param language of files, whatever their endings, and of folders those that it is of; else by their endings
 * @throws CommandError where a file that is named cannot be reviewed, or a folder holds none
 */
export function findSources(
  places: readonly string[],
  language: string | undefined,
): { readonly sources: readonly FoundSource[]; readonly skipped: readonly Skipped[] } {
  const sources: FoundSource[] = [];
  const skipped: Skipped[] = [];
  for (const place of places) {
    if (place !== '-' && statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) {
      const files = listFiles(place, DEEPEST).filter((file) => {
        const told = tellLanguage(file);
        return (
          told !== undefined &&
          (language === undefined ? REVIEWED_LANGUAGES.includes(told) : told === language)
        );
      });
      if (files.length === 0)
        throw new CommandError(
          EXIT.badInput,
          `${place} holds no source of ${language ?? 'a language that is reviewed'}`,
          'name a file and say --language',
        );
      if (files.length > MOST_FILES)
        throw new CommandError(
          EXIT.badInput,
          `${place} holds ${files.length} sources; at most ${MOST_FILES} are reviewed at once`,
          'name a folder below it',
        );
      for (const file of files) {
        const why = whyNot(file);
        if (why === undefined)
          sources.push({
            name: nameOf(file),
            language: tellLanguage(file) ?? '',
            source: readText(file),
          });
        else skipped.push({ name: nameOf(file), why, empty: why === EMPTY });
      }
      continue;
    }
    sources.push(readNamed(place, language));
  }
  return { sources, skipped };
}

function readNamed(place: string, language: string | undefined): FoundSource {
  const there = place === '-' ? undefined : statSync(place, { throwIfNoEntry: false });
  // Whether it is there comes first: of what is not, the ending does not matter.
  if (place !== '-' && there === undefined)
    throw new CommandError(
      EXIT.badInput,
      `${place} does not exist`,
      'name a file or a folder that is there, - for standard input, or the id of a submission or review',
    );
  // Whoever opens a pipe without a writer waits for ever.
  if (there?.isFile() === false)
    throw new CommandError(
      EXIT.badInput,
      `${place} is no file and no folder: it is a pipe or a device`,
      'name a file, or - for standard input: assize review - --language python < it',
    );
  const told = language ?? (place === '-' ? undefined : tellLanguage(place));
  if (told === undefined)
    throw new CommandError(
      EXIT.badInput,
      place === '-'
        ? 'the language of standard input cannot be told'
        : `the language of ${place} cannot be told from the ending`,
      `say --language ${REVIEWED_LANGUAGES.join('|')}`,
    );
  const source = readText(place === '-' ? 0 : place);
  const fault = faultOf(source);
  if (fault !== undefined)
    throw new CommandError(
      EXIT.badInput,
      `${place === '-' ? 'standard input' : place} ${fault}`,
      fault === tooLarge
        ? 'name the files that it was put together from'
        : 'name a file that holds a program',
    );
  return { name: place === '-' ? 'standard input' : nameOf(place), language: told, source };
}

function whyNot(file: string): string | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size > MAX_REVIEW_BYTES ? tooLarge : (whyUnreadable(file) ?? faultOf(readText(file)));
}

const EMPTY = 'is empty';
const tooLarge = `is larger than ${MAX_REVIEW_BYTES / 1024} KiB, the most that is reviewed`;

function faultOf(source: string): string | undefined {
  if (source.trim() === '') return EMPTY;
  if (source.includes('\0')) return 'is no text: it holds NUL';
  return Buffer.byteLength(source) > MAX_REVIEW_BYTES ? tooLarge : undefined;
}

/** The language that a file's ending says; of contracts too, which nobody judges. */
function tellLanguage(file: string): string | undefined {
  const extension = extname(file).slice(1);
  return [extension, extension.toLowerCase()]
    .map((one) => (SOLIDITY.extensions.some((own) => own === one) ? SOLIDITY.id : languageOfExtension(one)))
    .find((found) => found !== undefined);
}

const nameOf = (file: string) => file.replaceAll('\\', '/').replace(/^\.\//, '');

function listFiles(folder: string, deepest: number): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new CommandError(EXIT.badInput, `${folder} cannot be listed: ${(error as Error).message}`);
  }
  return entries
    .filter((entry) => !entry.name.startsWith('.') && !PASSED_OVER.includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return deepest === 0 ? [] : listFiles(path, deepest - 1);
      return entry.isFile() ? [path] : [];
    });
}
