import type { Parser } from '@lezer/common';
import type { ParsedGrammar } from '../grading/languages/language.ts';

interface KnownGrammar {
  /** Fetches it: each is a file of its own in a bundle. */
  readonly load: () => Promise<Parser>;
  /** What its dialects are compared as; by itself unless told. */
  readonly family?: string;
}

const GRAMMARS: Readonly<Record<ParsedGrammar, KnownGrammar>> = {
  cpp: { load: async () => (await import('@lezer/cpp')).parser },
  go: { load: async () => (await import('@lezer/go')).parser },
  java: { load: async () => (await import('@lezer/java')).parser },
  javascript: { family: 'scripts', load: async () => (await import('@lezer/javascript')).parser },
  php: { load: async () => (await import('@lezer/php')).parser },
  python: { load: async () => (await import('@lezer/python')).parser },
  rust: { load: async () => (await import('@lezer/rust')).parser },
  typescript: {
    family: 'scripts',
    load: async () => (await import('@lezer/javascript')).parser.configure({ dialect: 'ts' }),
  },
};

/** Whether programs in it are parsed. */
export function hasGrammar(name: string | undefined): name is ParsedGrammar {
  return name !== undefined && Object.hasOwn(GRAMMARS, name);
}

/** The parser of a grammar. */
export async function loadParser(grammar: ParsedGrammar): Promise<Parser> {
  return await GRAMMARS[grammar].load();
}

/** What programs must have in common to be compared: languages of one grammar are, and dialects of one. */
export function familyOf(language: string, grammar: string | undefined): string {
  if (!hasGrammar(grammar)) return `words of ${language}`;
  return GRAMMARS[grammar].family ?? grammar;
}
