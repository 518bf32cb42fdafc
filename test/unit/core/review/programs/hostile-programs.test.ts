import { describe, expect, it } from 'vitest';
import { HOSTILE_PROGRAMS } from '../../../../../bench/review/hostile-programs.ts';
import { checkC, checkPointers } from '../../../../../core/review/programs/checks/check-c.ts';
import { checkFlow, checkRecursion } from '../../../../../core/review/programs/checks/check-flow.ts';
import { checkPython } from '../../../../../core/review/programs/checks/check-python.ts';
import { FAMILIES } from '../../../../../core/review/programs/families/families.ts';
import { toProgram } from '../../../../../core/review/programs/program.ts';
import { PROGRAM_LIMITS } from '../../../../../core/review/programs/program-detectors.ts';
import { grammarOf } from '../../../../../core/review/programs/program-languages.ts';
import { loadParser } from '../../../../../core/syntax/grammars.ts';
import { readTree, type SyntaxNode } from '../../../../../core/syntax/syntax-tree.ts';

/** How often checks ask a node of a program what is below it, or where it begins: the steps of their walks and searches. */
async function stepsOf(language: string, source: string): Promise<number> {
  const grammar = grammarOf(language)!;
  const tree = readTree(await loadParser(grammar), source, PROGRAM_LIMITS);
  let steps = 0;
  const count = (node: SyntaxNode) => {
    const { children } = node;
    for (const key of ['children', 'from'] as const) {
      const value = node[key];
      Object.defineProperty(node, key, {
        get: () => {
          steps++;
          return value;
        },
      });
    }
    children.forEach(count);
  };
  count(tree.root);
  const program = toProgram(tree, FAMILIES[grammar], { language, source });
  steps = 0;
  for (const check of [
    checkFlow,
    checkRecursion,
    ...(language === 'python' ? [checkPython] : [checkC, checkPointers]),
  ])
    check(program, () => {});
  return steps;
}

describe('programs that are made to be slow', () => {
  it.each(Object.entries(HOSTILE_PROGRAMS))(
    'take four times as many steps for four times as much: %s',
    async (_, { language, make }) => {
      const [small, large] = [await stepsOf(language, make(4_000)), await stepsOf(language, make(16_000))];
      expect(large).toBeLessThan(8 * small);
    },
  );
});
