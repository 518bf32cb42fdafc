import { describe, expect, it } from 'vitest';
import { LANGUAGE_IDS } from '../../../../core/grading/languages/index.ts';
import { allowsLanguage, isLanguageOfProblems } from '../../../../core/problems/allowed-languages.ts';

describe('a problem', () => {
  it('that lists all languages means those that read text', () => {
    expect(LANGUAGE_IDS.filter((id) => !allowsLanguage(null, id))).toEqual(['sql']);
  });

  it('that lists some means these', () => {
    expect(LANGUAGE_IDS.filter((id) => allowsLanguage(['sql', 'kotlin'], id))).toEqual(['kotlin', 'sql']);
  });
});

describe('a session whose booking names no language', () => {
  const meant = (...problems: (readonly string[] | null)[]) =>
    LANGUAGE_IDS.filter((id) =>
      isLanguageOfProblems(
        problems.map((languages) => ({ languages })),
        id,
      ),
    );
  const usual = ['c', 'cpp', 'go', 'java', 'javascript', 'python', 'rust', 'typescript'];

  it('has the usual ones where its problems take all', () => {
    expect(meant(null, null)).toEqual(usual);
  });

  it('has the others that a problem names', () => {
    expect(meant(null, ['kotlin', 'python'])).toEqual([...usual, 'kotlin'].sort());
    expect(meant(['sql'])).toEqual(['sql']);
  });
});
