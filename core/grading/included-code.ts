import { given } from '../exam/given.ts';
import type { JudgeSubmissionRequest } from './judge-submission.ts';
import type { Language, ProgramSource, SourceFile } from './languages/language.ts';
import { isOneSource } from './languages/layout.ts';
import type { StoredFile } from './output-validation.ts';

/** What a problem puts beside every program in a language. */
export interface IncludedCode {
  /** By names below the program's own folder; they win over a program's files of the same names. */
  readonly files: readonly StoredFile[];
  /** The one of the files that every program starts with; absent: a program starts as it does without them. */
  readonly starts?: string;
  /** What a program is called that comes as one source without a name, where these files must find it. */
  readonly sourceName?: string;
  /** What stands in front of every source that is handed in; headers are left as they are. */
  readonly before?: string;
}

/** By language; under `default` for the languages that are not in it. */
export type IncludedByLanguage = Readonly<Record<string, IncludedCode>>;

/** {@link IncludedCode} with the bytes of its files. */
export interface LoadedCode extends Omit<IncludedCode, 'files'> {
  readonly files: readonly SourceFile[];
}

/** What a program without a name is called when the files beside it have its usual one. */
const OTHER_NAME = 'solution';

/** What is put beside a program in this language, if anything. */
export function includedIn(
  included: IncludedByLanguage | undefined,
  language: string,
): IncludedCode | undefined {
  if (included === undefined) return undefined;
  const own = Object.hasOwn(included, language) ? included[language] : undefined;
  return own ?? (Object.hasOwn(included, 'default') ? included['default'] : undefined);
}

/** As {@link includedIn}, for judging. Throws whatever `read` throws. */
export async function loadIncluded(
  included: IncludedByLanguage | undefined,
  language: string,
  read: (hash: string) => Promise<Uint8Array>,
): Promise<LoadedCode | undefined> {
  const code = includedIn(included, language);
  if (code === undefined) return undefined;
  const { files, ...how } = code;
  return {
    ...how,
    files: await Promise.all(files.map(async ({ name, hash }) => ({ name, content: await read(hash) }))),
  };
}

/** A program with what is put beside it. */
export interface JoinedProgram {
  readonly source: ProgramSource;
  readonly entryPoint?: string;
  /** Sources of the program's own that are not started themselves. */
  readonly loaded: readonly string[];
}

/**
 * Puts a problem's files beside a program. What starts is theirs where they say so, and nothing that is handed in takes the
 * place of one of them.
 */
export function joinIncluded(
  {
    source,
    entryPoint,
    included,
  }: Pick<JudgeSubmissionRequest, 'source' | 'entryPoint'> & { readonly included?: LoadedCode },
  language: Language,
): JoinedProgram {
  if (included === undefined) return { source, ...given({ entryPoint }), loaded: [] };
  const theirs = new Set(included.files.map(({ name }) => name));
  const own = isOneSource(source) ? [nameSource(source, included.sourceName, theirs, language)] : source;
  const kept = own.filter(({ name }) => !theirs.has(name));
  const start = included.starts ?? entryPoint ?? language.layOut(own).entry;
  const sources = kept.filter(({ name }) =>
    language.extensions.some((ending) => name.endsWith(`.${ending}`)),
  );
  const loaded = sources.map(({ name }) => name).filter((name) => name !== start);
  const { before = '' } = included;
  const written =
    before === ''
      ? kept
      : kept.map((file) => (sources.includes(file) ? { ...file, content: putBefore(before, file) } : file));
  return { source: [...included.files, ...written], entryPoint: start, loaded };
}

/** A byte-order mark would stand inside the source then, where compilers take none. */
function putBefore(text: string, { content }: SourceFile): SourceFile['content'] {
  if (typeof content === 'string') return text + content.replace(/^\uFEFF/, '');
  const head = new TextEncoder().encode(text);
  const marked = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  const rest = marked ? content.subarray(3) : content;
  const whole = new Uint8Array(head.length + rest.length);
  whole.set(head);
  whole.set(rest, head.length);
  return whole;
}

/** A source that a language names after what is in it keeps that name. */
function nameSource(
  content: SourceFile['content'],
  sourceName: string | undefined,
  taken: ReadonlySet<string>,
  language: Language,
): SourceFile {
  const [ending] = language.extensions;
  const usual = `main.${ending}`;
  const name = language.layOut(content).files.find((file) => file.content === content)?.name ?? usual;
  if (name !== usual) return { name, content };
  return { name: sourceName ?? (taken.has(usual) ? `${OTHER_NAME}.${ending}` : usual), content };
}
