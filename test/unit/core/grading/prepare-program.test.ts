import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../../../core/grading/languages/index.ts';
import { prepareProgram } from '../../../../core/grading/prepare-program.ts';
import { DEFAULT_LIMITS } from '../../../../core/grading/problem-limits.ts';

const hasSingle = (language: Language, source: string) =>
  prepareProgram({ source, limits: DEFAULT_LIMITS }, language).single !== undefined;

describe('a program', () => {
  it.each([
    ['java', 'class Main { public static void main(String[] a) {} }'],
    ['kotlin', 'fun main() { println(1) }'],
    ['scala', 'object Main extends App { println(1) }'],
    ['csharp', 'class Any { static void Main() {} }'],
    ['ocaml', 'let () = print_string (String.concat "" ["a"])'],
    ['c', 'int main(void) { return 0; }'],
  ] as const)('in %s is tried in the judge’s own way as well, where that starts it', (id, source) => {
    expect(hasSingle(LANGUAGES[id], source)).toBe(true);
  });

  it.each([
    ['java', 'class Solution { public static void main(String[] a) {} }'],
    ['java', 'public class Other {} class Main { public static void main(String[] a) {} }'],
    ['kotlin', 'package exam\nfun main() { println(1) }'],
    ['kotlin', '@file:JvmName("Solution")\nfun main() { println(1) }'],
    ['kotlin', 'object Solution { @JvmStatic fun main(args: Array<String>) {} }'],
    ['scala', 'object Solution extends App { println(1) }'],
    ['csharp', 'using System.Numerics;\nclass Any { static void Main() {} }'],
    ['ocaml', 'let now = Unix.gettimeofday ()'],
    ['sql', 'select 1;'],
  ] as const)('in %s is in no way that could not start it: %s', (id, source) => {
    expect(hasSingle(LANGUAGES[id], source)).toBe(false);
  });
});
