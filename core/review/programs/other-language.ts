import type { SyntaxTree } from '../../syntax/syntax-tree.ts';
import type { Tell } from './program.ts';

/** What stands in programs of some languages and, but for texts and comments, in those of no other. */
const SIGNS: readonly { readonly name: string; readonly of: readonly string[]; readonly sign: RegExp }[] = [
  {
    name: 'Java',
    of: ['java'],
    sign: /\b(?:public static|static public) void main ?\(|^import java\.[\w.*]{1,100};/m,
  },
  {
    name: 'Python',
    of: ['python'],
    sign: /^def \w{1,100}\([^()\n]{0,200}\)(?: ?-> ?[^:\n]{1,100})?:[ \t]*(?:#.*)?$|^(?:import (?:sys|math|os|re|random|heapq|itertools)|from (?:collections|functools|itertools|math|sys|heapq) import [\w, *]{1,100})$/m,
  },
  {
    name: 'C or C++',
    of: ['c', 'cpp'],
    sign: /^#include ?[<"]|^(?:int|signed|auto|int32_t) main ?\(|^using namespace std;/m,
  },
  { name: 'Go', of: ['go'], sign: /^package main\b(?!\.)/m },
  { name: 'Rust', of: ['rust'], sign: /^(?:pub )?fn main\(\)/m },
  { name: 'PHP', of: ['php'], sign: /^<\?php\b/m },
  { name: 'Solidity', of: ['solidity'], sign: /^[ \t]*pragma solidity\b/m },
  {
    name: 'JavaScript',
    of: ['javascript', 'typescript'],
    sign: /^(?:const|let|var) [\w{}, ]{1,100} ?= ?require\(['"]/m,
  },
];

/** What no program of a language lacks whose grammar reads programs of others without a fault. */
const NEVER_LACKED: Readonly<Record<string, RegExp>> = { go: /^[ \t]*package\b/m, php: /<\?/ };

/**
 * Says of a program that it is of another language than it was said to be: what its grammar makes of it means nothing. A program that its
 * grammar reads whole is of its language, whatever its texts and comments say.
 */
export function tellOtherLanguage({ root, text, faults }: SyntaxTree, language: string, tell: Tell): void {
  const never = NEVER_LACKED[language];
  if (never === undefined ? faults.length === 0 : never.test(text)) return;
  if (SIGNS.some(({ of, sign }) => of.includes(language) && sign.test(text))) return;
  for (const { name, sign } of SIGNS) {
    const found = sign.exec(text);
    if (found === null) continue;
    const from = found.index + (/^\s*/.exec(found[0])?.[0].length ?? 0);
    const to = found.index + found[0].length;
    tell(
      'program/other-language',
      { ...root, from, to },
      `This is how ${name} is written, and \`${language}\` was asked for.`,
    );
    return;
  }
}
