import type { CallOf } from '../../core/api/routes.ts';
import type { ProgramFile } from '../../core/api/submissions.ts';
import type { ClientConfig } from '../../core/api/system.ts';

/** A program as it is sent: one source, or files of which the first is started where the language starts one. */
export type SentProgram = Pick<CallOf<'createSubmission'>['body'], 'source' | 'files' | 'mainFile'>;

/** What a stage tells of a language. */
export type Language = ClientConfig['languages'][number];

/** A program as it is sent. A single file goes without its name: then it is called as the language wants it. */
export function toSentProgram(
  files: readonly ProgramFile[],
  language: Pick<Language, 'linked'>,
): SentProgram {
  const [first, ...more] = files;
  if (first === undefined || more.length === 0) return { source: first?.source ?? '' };
  return { files: [...files], ...(language.linked ? {} : { mainFile: first.name }) };
}

/** A program that was sent, as files; a single one is called as the language's are. */
export function toFiles(
  { source, files }: Pick<SentProgram, 'source' | 'files'>,
  name: string,
): readonly ProgramFile[] {
  return files ?? [{ name, source: source ?? '' }];
}

/** Puts a file over the one of that name, or behind all. */
export function putFile(files: readonly ProgramFile[], file: ProgramFile): readonly ProgramFile[] {
  return files.some(({ name }) => name === file.name)
    ? files.map((one) => (one.name === file.name ? file : one))
    : [...files, file];
}

/** Whether two programs are the same, file for file. */
export function areSame(a: readonly ProgramFile[], b: readonly ProgramFile[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, source }, index) => name === b[index]?.name && source === b[index].source)
  );
}

/** A name for another file that no file has yet: `part2.py`. */
export function proposeName(
  files: readonly ProgramFile[],
  { extensions }: Pick<Language, 'extensions'>,
): string {
  const taken = new Set(files.map(({ name }) => name.toLowerCase()));
  for (let number = files.length + 1; ; number++) {
    const name = `part${number}.${extensions[0]}`;
    if (!taken.has(name)) return name;
  }
}
