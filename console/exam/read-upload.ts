import type { ProgramFile } from '../../core/api/submissions.ts';
import { findNameFault, hasEnding } from '../../core/submissions/file-names.ts';
import { readSourceFile } from './check-source.ts';
import { areSame, type Language, putFile } from './program.ts';

/** What becomes of the program when somebody uploads files. */
export type Upload =
  | {
      readonly language: Language;
      readonly files: readonly ProgramFile[];
      /** The name of the file to show. */
      readonly shown: string;
      readonly said: string;
    }
  | { readonly fault: string };

/**
 * Reads files that somebody uploads into their program. One file takes the place of a program of one file, whatever it is
 * called; several, or one more beside several, are put among them by name, and take the place of a program that
 * nobody has begun. Their endings say the language.
 */
export async function readUpload(
  chosen: readonly Pick<File, 'name' | 'arrayBuffer'>[],
  context: {
    readonly now: readonly ProgramFile[];
    /** What a program of this problem and language begins as. */
    readonly template: readonly ProgramFile[];
    readonly language: Language;
    readonly languages: readonly Language[];
    readonly maxFiles: number;
  },
): Promise<Upload> {
  const { now, template, languages, maxFiles } = context;
  const read: ProgramFile[] = [];
  for (const file of chosen) {
    const content = readSourceFile(new Uint8Array(await file.arrayBuffer()));
    if ('fault' in content) return { fault: `${file.name}: ${content.fault}` };
    read.push({ name: file.name, source: content.source });
  }
  const [first, ...more] = read;
  if (first === undefined) return { fault: 'No file was chosen.' };
  const of = (name: string) => languages.find(({ extensions }) => hasEnding(name, extensions));
  const language = read.map(({ name }) => of(name)).find((found) => found !== undefined) ?? context.language;
  const isOther = language.id !== context.language.id;
  if (more.length === 0 && (isOther || now.length <= 1 || maxFiles === 1)) {
    const name = isOther ? language.mainFile : (now[0]?.name ?? language.mainFile);
    const said = `${first.name} is in the editor now; Ctrl-Z takes it back.`;
    return { language, files: [{ name, source: first.source }], shown: name, said };
  }
  if (maxFiles === 1) return { fault: 'This problem takes one file: choose the one with your function.' };
  const isBegun = !areSame(now, template) && now.some(({ source }) => source.trim() !== '');
  const kept = isBegun && !isOther ? now : [];
  for (const [index, { name }] of read.entries()) {
    const others = [...kept.filter((file) => file.name !== name), ...read.slice(0, index)];
    const fault = findNameFault(
      name,
      others.map((file) => file.name),
      language,
    );
    if (fault !== undefined) return { fault: `${name} ${fault}.` };
  }
  const files = read.reduce(putFile, kept);
  if (files.length > maxFiles)
    return { fault: `A program may have ${maxFiles} files, and these would be ${files.length}.` };
  return { language, files, shown: first.name, said: `${read.length} files are in the editor now.` };
}
