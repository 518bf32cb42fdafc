import { writeComment } from '../../../../core/grading/languages/comment.ts';
import { LANGUAGES, type LanguageId } from '../../../../core/grading/languages/index.ts';

/** Words that belong to the languages, and names whose place in a tree is their own. */
const KEPT = new Set(
  `abstract and as assert async await bool boolean break byte case catch chan char class const constexpr continue crate
  def default defer del do double dyn elif else enum except export extends false final finally float fn for from func
  function go goto global if impl implements import in include instanceof int interface is lambda let long loop map match
  mod move mut new nil none None True False nonlocal not null number of operator or package pass private protected pub
  public raise range return select self Self short signed sizeof static string str struct super switch synchronized
  template this throw throws trait true try type typedef typename typeof undefined union unsafe unsigned use using var void
  volatile where while with yield size_t uint64_t uint32_t int64_t int32_t i8 i16 i32 i64 u8 u16 u32 u64 usize isize f64
  any unknown never object bigint define std main auto nullptr _ begin end foreach fun end procedure program sub then
  until val var when include namespace module new lambda class of echo exit php`.split(/\s+/),
);
/** Texts and directives stay as they are. */
const PARTS =
  /(?<kept>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|^\s*#.*$|\/\/.*$)|(?<word>(?<![\w.])[A-Za-z_]\w*|(?<=[A-Za-z_)\]]\.)[A-Za-z_]\w*)/gm;

/** A small generator of numbers: the same for the same seed. */
export function makeRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The same program with other names, comments between its lines, and lines set apart. */
export function disguise(source: string, language: LanguageId, seed: number): string {
  const random = makeRandom(seed);
  const names = new Map<string, string>();
  const renamed = source.replace(PARTS, (text, ...rest) => {
    const { word } = rest.at(-1) as { word?: string };
    if (word === undefined || KEPT.has(word) || KEPT.has(word.toLowerCase())) return text;
    const name =
      names.get(word) ?? `${/^[A-Z]/.test(word) ? 'N' : 'n'}${names.size}_${Math.floor(random() * 1e6)}`;
    names.set(word, name);
    return name;
  });
  return renamed
    .split('\n')
    .flatMap((line) => {
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      // Behind a backslash, and inside of a text, a line is not the program's own.
      const free = !/["'`\\]|^<\?/.test(line);
      return [
        ...(random() < 0.2 && free && line !== ''
          ? [`${indent}${writeComment(LANGUAGES[language], 'what comes next')}`]
          : []),
        random() < 0.2 && free ? `${line}   ` : line,
      ];
    })
    .join('\n');
}
