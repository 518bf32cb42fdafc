import { languageOfCode } from './package-languages.ts';
import type { PackageReading } from './package-tree.ts';
import { readYamlMap } from './yaml-map.ts';

/** The file that says what stands in front of programs: our addition to the format, which ignores files it does not know. */
export const INCLUDE_FILE = 'include.yaml';

/** Longest text before a program in one language, in bytes: it goes with every judge call, and more than that is a file. */
export const MAX_BEFORE_BYTES = 16 * 1024;

/**
 * What the package puts in front of every source that is handed in, by language, in lines of its own; a wrong one is a fault.
 *
 * @param languages those that files are put beside
 */
export function readBefore(
  reading: PackageReading,
  languages: readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const yaml = readYamlMap(reading, INCLUDE_FILE);
  if (yaml === null) return found;
  yaml.allowOnly(['before']);
  const before = yaml.child('before');
  for (const code of before?.keys() ?? []) {
    const language = languageOfCode(code);
    const text = before?.string(code);
    if (!languages.includes(language))
      before?.error(
        'include-before',
        code,
        `Nothing is put beside programs in ${code.slice(0, 40)}; add include/${code.slice(0, 40)}/, or remove the key.`,
      );
    else if (text !== undefined && text !== '') {
      const lines = text.endsWith('\n') ? text : `${text}\n`;
      const bytes = new TextEncoder().encode(lines).length;
      if (bytes > MAX_BEFORE_BYTES)
        before?.error(
          'include-before',
          code,
          `before.${code.slice(0, 40)} is ${bytes} bytes with the end of its line, and at most ${MAX_BEFORE_BYTES} stand before a program; put the text into a file of include/ and include that here.`,
        );
      else found.set(language, lines);
    }
  }
  return found;
}
