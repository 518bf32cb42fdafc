import type { Extension } from '@codemirror/state';
import type { Grammar } from '../../core/grading/languages/language.ts';

/** How each grammar is fetched. */
const GRAMMARS: Readonly<Record<Grammar, () => Promise<Extension>>> = {
  cpp: async () => (await import('@codemirror/lang-cpp')).cpp(),
  go: async () => (await import('@codemirror/lang-go')).go(),
  java: async () => (await import('@codemirror/lang-java')).java(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  rust: async () => (await import('@codemirror/lang-rust')).rust(),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
};

/** The grammar of this name; plain text for a name that this page does not know. */
export async function loadGrammar(name: string | undefined): Promise<Extension> {
  if (name === undefined || !Object.hasOwn(GRAMMARS, name)) return [];
  return await GRAMMARS[name as Grammar]();
}
