import type { Language } from '../../grading/languages/language.ts';

/** A source that is put beside programs. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** How a program starts that has the files of `include/` beside it. */
export interface Start {
  /** The included source that starts; absent: a program starts by itself. */
  readonly starts?: string;
  /** The name, without ending, by which included sources load what is handed in. */
  readonly module?: string;
}

/** What stands before the bare name of another file that is loaded, in whatever language; of long lines the beginning. */
const LOADS = String.raw`\b(?:import|from|use|uses|mod|open|require\w*|include\w*|source|load|dofile)\b[^\n"']{0,200}`;
/** Lines that are comments alone, in whatever language. */
const COMMENT_LINES = /^[ \t]*(?:\/\/|--|\*|#(?!include)).*$/gm;

/**
 * Tells which included source calls what is handed in, and by what name. What has the name that the format asks of a
 * driver (`main`) is one, what can start by itself in a language that looks for that, and what loads the program.
 *
 * @param sources by name
 * @param own what the jury's accepted programs in the language are called, those of one file
 * @param hints what programs in other languages are called
 */
export function findStart(
  language: Language,
  sources: readonly SourceText[],
  own: ReadonlySet<string>,
  hints: ReadonlySet<string>,
): Start {
  if (language.linked === true) return {};
  const main = sources.find(({ name }) => /^(?:main|__main__)\.[^./]+$/i.test(name))?.name;
  if (language.canStart !== undefined) {
    const starts =
      main ?? sources.find(({ name, text }) => language.canStart?.({ name, content: text }) === true)?.name;
    return starts === undefined ? {} : { starts };
  }
  const module = findModule(language, sources, own, hints);
  const caller = module === undefined ? undefined : sources.find((source) => loads(language, source, module));
  const starts = main ?? caller?.name;
  if (starts === undefined) return {};
  const named = module ?? onlyOne([...own]);
  return { starts, ...(named === undefined ? {} : { module: named }) };
}

/** The one name by which included sources load what they do not bring. */
function findModule(
  language: Language,
  sources: readonly SourceText[],
  own: ReadonlySet<string>,
  hints: ReadonlySet<string>,
): string | undefined {
  const brought = new Set(sources.map(({ name }) => name.replace(/^.*\/|\.[^.]*$/g, '')));
  const loaded = (names: Iterable<string>) =>
    onlyOne(
      [...names].filter(
        (name) => !brought.has(name) && sources.some((source) => loads(language, source, name)),
      ),
    );
  const strange = sources.flatMap(({ text }) => language.modulesOf?.(text) ?? []);
  return loaded(own.size > 1 ? [] : own) ?? loaded(new Set(strange)) ?? loaded(hints);
}

function loads(language: Language, { text }: SourceText, module: string): boolean {
  if (language.modulesOf !== undefined) return language.modulesOf(text).includes(module);
  const name = module.replace(/[.*+?^${}()|[\]\\-]/g, String.raw`\$&`);
  const bare = String.raw`${LOADS}(?<![\w$-])${name}(?![\w$/-])`;
  const quoted = String.raw`["'](?:[\w.-]*\/)*${name}(?:\.\w+)?["']`;
  return new RegExp(`${bare}|${quoted}`).test(text.replace(COMMENT_LINES, ''));
}

function onlyOne(names: readonly string[]): string | undefined {
  const [only, another] = names;
  return another === undefined ? only : undefined;
}
