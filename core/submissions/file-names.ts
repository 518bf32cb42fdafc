/** Names that survive zips, shells and file systems of any kind; no folders, and nothing hidden. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}$/;
/** What judging puts beside a program is called so. */
const OUR_NAMES = /^assize/i;

/** What tells which files belong to a program of a language. */
export interface FileRules {
  readonly name: string;
  /** Endings of sources, without the dot. */
  readonly extensions: readonly string[];
  /** Endings of other files of a program. */
  readonly headers?: readonly string[];
}

/**
 * Why a file of a program cannot be called so, in words that follow the name.
 * @param others the names of the program's other files
 */
export function findNameFault(
  name: string,
  others: readonly string[],
  { name: language, extensions, headers = [] }: FileRules,
): string | undefined {
  if (!PLAIN_NAME.test(name))
    return 'is not a plain file name: letters, digits and . _ + -, no folder, at most 64 characters';
  if (OUR_NAMES.test(name)) return 'is a name that judging keeps for itself: call the file something else';
  const other = others.find((one) => one.toLowerCase() === name.toLowerCase());
  if (other !== undefined) return `is there already as ${other}: upper and lower case make no other file`;
  const endings = [...extensions, ...headers];
  if (hasEnding(name, endings)) return undefined;
  return `is no file of a ${language} program (${endings.map((ending) => `.${ending}`).join(', ')})`;
}

/** Whether a file has one of these endings; case tells languages apart. */
export function hasEnding(name: string, endings: readonly string[]): boolean {
  return endings.some((ending) => name.endsWith(`.${ending}`));
}
