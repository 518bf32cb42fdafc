import { describe, expect, it } from 'vitest';
import { LANGUAGE_IDS } from '../../../../core/grading/languages/index.ts';
import { allowsLanguage, isLanguageOfProblems } from '../../../../core/problems/allowed-languages.ts';

const validation = { kind: 'default' } as const;

describe('a problem', () => {
  it('with an interactor is solved in no language whose compiler runs code of programs, whatever it lists', () => {
    const rules = { languages: null, validation: { kind: 'interactive' } } as const;
    expect(LANGUAGE_IDS.filter((id) => !allowsLanguage(rules, id))).toEqual(['haskell', 'sql']);
    expect(allowsLanguage({ ...rules, languages: ['haskell'] }, 'haskell')).toBe(false);
    expect(allowsLanguage({ ...rules, languages: ['perl'] }, 'perl')).toBe(true);
  });

  it('that lists all languages means those that read text', () => {
    expect(LANGUAGE_IDS.filter((id) => !allowsLanguage({ languages: null, validation }, id))).toEqual([
      'sql',
    ]);
  });

  it('that lists some means these', () => {
    expect(
      LANGUAGE_IDS.filter((id) => allowsLanguage({ languages: ['sql', 'kotlin'], validation }, id)),
    ).toEqual(['kotlin', 'sql']);
  });
});

describe('a session whose booking names no language', () => {
  const meant = (...problems: (readonly string[] | null)[]) =>
    LANGUAGE_IDS.filter((id) =>
      isLanguageOfProblems(
        problems.map((languages) => ({ languages, validation })),
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
