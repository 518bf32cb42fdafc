import { describe, expect, it } from 'vitest';
import { loadProgramDetectors } from '../../../../../core/review/programs/program-detectors.ts';
import { ALL_PROGRAM_RULES } from '../../../../../core/review/programs/rules/rule-sets.ts';
import { OF_C } from './rules/of-c.ts';
import { OF_EXPRESSIONS } from './rules/of-expressions.ts';
import { OF_FLOW } from './rules/of-flow.ts';
import { OF_JAVA } from './rules/of-java.ts';
import { OF_JAVASCRIPT } from './rules/of-javascript.ts';
import { OF_PYTHON } from './rules/of-python.ts';
import { OF_SHAPE } from './rules/of-shape.ts';
import { OF_STAFF } from './rules/of-staff.ts';
import { OF_TEXT } from './rules/of-text.ts';
import { OF_UNUSED } from './rules/of-unused.ts';
import type { RuleCase } from './rules/rule-case.ts';

const CASES: readonly RuleCase[] = [
  ...OF_TEXT,
  ...OF_FLOW,
  ...OF_EXPRESSIONS,
  ...OF_UNUSED,
  ...OF_SHAPE,
  ...OF_STAFF,
  ...OF_C,
  ...OF_PYTHON,
  ...OF_JAVA,
  ...OF_JAVASCRIPT,
];

const linesOf = async ({ rule, language, samples = [] }: RuleCase, source: string) => {
  const { detect } = await loadProgramDetectors(language);
  const { findings } = detect({ language, source, samples });
  return findings.filter(({ ruleId }) => ruleId === rule).map(({ line }) => line);
};

describe('rules of programs', () => {
  it.each(CASES.map((one, at) => [`${one.rule} in ${one.language}, ${at}`, one] as const))(
    '%s finds the fault, and nothing in what only looks like it',
    async (_, one) => {
      expect({ faulty: (await linesOf(one, one.faulty))[0], sound: await linesOf(one, one.sound) }).toEqual({
        faulty: one.line,
        sound: [],
      });
    },
  );

  it('each have a pair of programs', () => {
    const tried = new Set(CASES.map(({ rule }) => rule));
    expect(ALL_PROGRAM_RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  });

  it('have an id of their own, and are told in sentences', () => {
    expect(new Set(ALL_PROGRAM_RULES.map(({ id }) => id)).size).toBe(ALL_PROGRAM_RULES.length);
    for (const { id, title, description, recommendation } of ALL_PROGRAM_RULES) {
      expect(id).toMatch(/^(?:program|c|python|java|javascript)\/[a-z]+(?:-[a-z]+)*$/);
      expect(title).not.toMatch(/\.$/);
      for (const text of [description, recommendation]) expect(text).toMatch(/[.`]$/);
    }
  });
});
