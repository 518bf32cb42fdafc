import type { Respell } from '../../syntax/syntax-tree.ts';

/** Texts and comments, which stay as they are, and words. */
const PARTS =
  /"(?:[^"\\\n]|\\.){0,2000}"|'(?:[^'\\\n]|\\.){0,2000}'|\/\/.*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)|^[ \t]*#.*|(?<word>[A-Za-z_]\w*)/gm;

function respellWords(words: ReadonlyMap<string, string>): Respell {
  return (text) =>
    text.replace(PARTS, (part, ...rest) => {
      const { word } = rest.at(-1) as { word?: string };
      return (word === undefined ? undefined : words.get(word)) ?? part;
    });
}

/** By language: words that its grammar does not know, and words that are names here and something else to the grammar. */
export const RESPELLS: Readonly<Record<string, Respell>> = {
  // C is parsed as C++, of which it knows nothing.
  c: respellWords(
    new Map(
      'class new delete this throw try catch template typename namespace using operator private public protected friend virtual explicit mutable export import module concept requires noexcept final override and or not xor constexpr'
        .split(' ')
        .map((word) => [word, `${word.slice(0, -1)}_`]),
    ),
  ),
  cpp: respellWords(
    new Map([
      ['and', '&& '],
      ['or', '||'],
      ['not', '!  '],
    ]),
  ),
  // Words of module declarations, which no program of an exam has.
  java: respellWords(
    new Map(
      'to with open opens module exports uses provides requires transitive'
        .split(' ')
        .map((word) => [word, `${word.slice(0, -1)}_`]),
    ),
  ),
};
