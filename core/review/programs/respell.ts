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

// Words of module declarations, which no program of an exam has.
const respellModules = respellWords(
  new Map(
    'to with open opens module exports uses provides requires transitive'
      .split(' ')
      .map((word) => [word, `${word.slice(0, -1)}_`]),
  ),
);

/**
 * What the grammar of Java has no reading of: `A.class` among other things, which it takes for the begin of `a.new B()`, and a
 * `switch` that is a value, which becomes a statement: `return` goes, and what is given a value by it is declared before; a type of a
 * `case` is read without its variable.
 */
function respellJava(text: string): string {
  return respellModules(text)
    .replace(/(?<=\b[A-Z]\w{0,100}\.)class\b/g, 'clas_')
    .replace(/\breturn(?=\s{1,100}switch\s{0,100}\()/g, '      ')
    .replace(/(?<![=!<>+*/|&^%-])=(?=\s{0,100}switch\s{0,100}\()/g, ';')
    .replace(/(?<=\bcase [A-Z][\w.]{0,100}) \w{1,100}(?=\s{0,100}->)/g, (name) => ' '.repeat(name.length))
    .replace(/(?<!\.)\byield (?=\s{0,100}[\w"'(!~-])/g, 'yiel_=');
}

/** `a[i]`, `this.heap[a[0]]`, `p.x`. */
const MEMBER = String.raw`[\w$#]{1,100}!?(?:\.[\w$#]{1,100}!?|\[(?:[^[\]=;]|\[[^[\]=;]{1,50}\]){1,100}\]!?){1,6}`;

/** `[a[i], a[j]] =` where a statement or an operand begins, with nothing but members in it. */
const SWAP = new RegExp(
  String.raw`(?<=(?:^|[;{}(,:>)]|\belse)\s{0,200})\[(?:\s{0,100}${MEMBER}\s{0,100}(?:,|(?=\]))){1,8}\s{0,100}\]\s{0,100}=(?![=>])`,
  'g',
);

/**
 * The grammar of JavaScript and TypeScript takes no member as a target between brackets, which is how two elements are swapped: to it
 * they stand before a comma, so that what is named there is read.
 */
function respellSwaps(text: string): string {
  return text.replace(SWAP, (swap) => `${swap.slice(0, -1)},`);
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
  java: respellJava,
  javascript: respellSwaps,
  typescript: respellSwaps,
};
