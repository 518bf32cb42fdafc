import { languageOfExtension } from '../grading/languages/index.ts';
import type { StoredFile } from '../grading/output-validation.ts';
import type { ProblemManifest, Statement } from './problem.ts';

/** Largest file that participants are given in one answer, bytes: as base64 in JSON it stays below Lambda's 6 MB. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

const TEXT = 'text/plain';

/** What clients may show by themselves, by a file's ending. Nothing in here runs when it is shown as a picture or a text. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  json: 'application/json',
  csv: 'text/csv',
  zip: 'application/zip',
  txt: TEXT,
  md: TEXT,
  in: TEXT,
  out: TEXT,
  ans: TEXT,
};

/** The media type of a file by its name; `application/octet-stream` for what may only be downloaded, HTML among it. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(MEDIA_TYPES, ending) ? MEDIA_TYPES[ending] : undefined;
  return known ?? (languageOfExtension(ending) === undefined ? 'application/octet-stream' : TEXT);
}

/**
 * A file that is put before participants, by the name that the statement or the list of attachments uses: pictures of the
 * statements, statements in PDF, attachments.
 */
export function findFile(manifest: ProblemManifest, name: string): StoredFile | undefined {
  const wanted = name.replace(/^\.\//, '');
  return [
    ...manifest.statements.flatMap((statement) => [
      ...statement.attachments,
      ...(statement.format === 'pdf' ? [statement.file] : []),
    ]),
    ...manifest.attachments,
  ].find((file) => file.name === wanted);
}

/** The statement in a natural language, case aside; the first where none is asked for. */
export function findStatement(
  { statements }: Pick<ProblemManifest, 'statements'>,
  language: string | undefined,
): Statement | undefined {
  if (language === undefined) return statements[0];
  return statements.find((statement) => statement.language.toLowerCase() === language.toLowerCase());
}

/** Points that a problem gives at most; undefined where it does not score, or without a bound. */
export function maxScoreOf({ groups }: Pick<ProblemManifest, 'groups'>): number | undefined {
  return groups.find(({ name }) => name === 'secret')?.maxScore ?? undefined;
}
