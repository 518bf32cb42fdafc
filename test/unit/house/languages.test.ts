import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../../core/grading/languages/index.ts';

const root = join(import.meta.dirname, '../../..');
/** Not where people's programs are made, run or measured, nor the rules of what is a fault in a language. */
const EXCLUDED =
  /^(?:node_modules|dist|cdk\.out[^/]*|test|bench|examples)\/|^core\/grading\/languages\/|^core\/review\/(?:programs|sandbox)\//;

describe('what is known of languages', () => {
  const all: readonly Language[] = Object.values(LANGUAGES);
  /** Assize is written in the others: it names them for its own sake. */
  const foreign = all.filter(({ toolchain }) => toolchain.look.for === 'programs');
  const files = globSync('*/**/*.{ts,tsx,mjs}', { cwd: root, exclude: ['node_modules/**', 'dist/**'] })
    .filter((file) => !EXCLUDED.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

  /** Files in which two languages or more have a string of their own: a list, or the beginning of one. */
  const listing = (languages: readonly Language[], wordsOf: (language: Language) => readonly string[]) =>
    files
      .filter(
        ({ text }) =>
          languages.filter((one) => wordsOf(one).some((word) => text.includes(`'${word}'`))).length > 1,
      )
      .map(({ file }) => file);

  it.each<[string, readonly Language[], (language: Language) => readonly string[]]>([
    ['ids', all, ({ id }) => [id]],
    ['names', all, ({ name }) => [name]],
    ['extensions', foreign, ({ extensions }) => extensions.flatMap((one) => [one, `.${one}`])],
    ['package codes', all, ({ packageCodes = [] }) => packageCodes],
    [
      'toolchains',
      foreign,
      ({ toolchain: { programs, debianPackages } }) => [...programs, ...debianPackages],
    ],
  ])('is listed nowhere but in their rooms: %s', (_, languages, wordsOf) => {
    expect(listing(languages, wordsOf)).toEqual([]);
  });
});
