import { describe, expect, it } from 'vitest';
import { HOSTILE_PROGRAMS } from '../../../../../bench/review/hostile-programs.ts';
import { declaredOf, variableOf } from '../../../../../core/review/programs/declared.ts';
import { FAMILIES } from '../../../../../core/review/programs/families/families.ts';
import {
  isInside,
  nodesOf,
  type Program,
  textOf,
  toProgram,
} from '../../../../../core/review/programs/program.ts';
import { PROGRAM_LIMITS } from '../../../../../core/review/programs/program-detectors.ts';
import { grammarOf } from '../../../../../core/review/programs/program-languages.ts';
import { loadParser } from '../../../../../core/syntax/grammars.ts';
import { readTree, type SyntaxNode } from '../../../../../core/syntax/syntax-tree.ts';

async function read(language: string, source: string): Promise<Program> {
  const grammar = grammarOf(language)!;
  const tree = readTree(await loadParser(grammar), source, PROGRAM_LIMITS);
  return toProgram(tree, FAMILIES[grammar], { language, source });
}

const usesOf = (program: Program): readonly SyntaxNode[] => nodesOf(program, new Set(['Identifier']));

/** Types of what each name of `x` stands for, in order of place. */
async function typesOfX(language: string, source: string): Promise<readonly (string | undefined)[]> {
  const program = await read(language, source);
  return usesOf(program)
    .filter((use) => textOf(program, use) === 'x')
    .map((use) => variableOf(program, use)?.type);
}

/** What a name stands for when every variable of that name is looked at. */
function searchAll(program: Program, use: SyntaxNode) {
  return (declaredOf(program).get(textOf(program, use)) ?? [])
    .filter(({ scope, at }) => isInside(use, scope) && (at.from <= use.from || scope.kind === 'ClassBody'))
    .toSorted((a, b) => b.scope.from - a.scope.from || b.at.from - a.at.from)[0];
}

describe('the variable that a name stands for', () => {
  it('is the innermost, and of one scope the last before it', async () => {
    const source = `int x;
void f(long x) { g(x); { double x; g(x); } g(x); for (char x = 1; x < 2; x++) g(x); short x; g(x); }
void h() { g(x); { float x; } g(x); }`;
    expect(await typesOfX('c', source)).toEqual(
      [
        'int',
        'long',
        'long',
        'double',
        'double',
        'long',
        'char',
        'char',
        'char',
        'char',
        'short',
        'short',
      ].concat(['int', 'float', 'int']),
    );
  });

  it('is a field of Java before it is declared, too', async () => {
    const source = 'class A { void f() { g(x); } void h() { int x = 1; g(x); } long x; }';
    expect(await typesOfX('java', source)).toEqual(['long', 'int']);
  });

  it.each(Object.entries(HOSTILE_PROGRAMS).filter(([, { language }]) => language !== 'python'))(
    'is the one that a search of all of its name finds: %s',
    async (_, { language, make }) => {
      const program = await read(language, make(1_000));
      for (const use of usesOf(program)) expect(variableOf(program, use)).toBe(searchAll(program, use));
    },
  );
});
