import { StreamLanguage, type StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import type { Grammar } from '../../core/grading/languages/language.ts';

/** A grammar that reads words one after the other. */
async function words(parser: Promise<StreamParser<unknown>>): Promise<Extension> {
  return StreamLanguage.define(await parser);
}
const clike = async () => await import('@codemirror/legacy-modes/mode/clike');

/** Contracts, which nobody judges and no package has a grammar of: the words of the language, in the shape of C. */
async function solidity(): Promise<Extension> {
  const list = (text: string) => Object.fromEntries(text.split(' ').map((word) => [word, true]));
  return await words(
    clike().then(({ clike: make }) =>
      make({
        name: 'solidity',
        keywords: list(
          'abstract anonymous as assembly assert break case catch constant constructor continue contract default delete do else emit enum error event external fallback for from function if immutable import indexed interface internal is library mapping memory modifier new override payable pragma private public pure receive require return returns revert solidity storage calldata struct switch throw transient try type unchecked using var view virtual while',
        ),
        types: list('address bool byte bytes fixed int string ufixed uint'),
        blockKeywords: list(
          'catch contract do else enum for if interface library struct try unchecked while',
        ),
        atoms: list('true false this super block msg tx now wei gwei ether seconds minutes hours days weeks'),
        isReservedIdentifier: (word) => /^(?:u?int|bytes|u?fixed)\d+(?:x\d+)?$/.test(word),
      }),
    ),
  );
}

/** How each grammar is fetched. */
const GRAMMARS: Readonly<Record<Grammar | 'solidity', () => Promise<Extension>>> = {
  bash: () => words(import('@codemirror/legacy-modes/mode/shell').then((mode) => mode.shell)),
  cpp: async () => (await import('@codemirror/lang-cpp')).cpp(),
  csharp: () => words(clike().then((mode) => mode.csharp)),
  go: async () => (await import('@codemirror/lang-go')).go(),
  haskell: () => words(import('@codemirror/legacy-modes/mode/haskell').then((mode) => mode.haskell)),
  java: async () => (await import('@codemirror/lang-java')).java(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  kotlin: () => words(clike().then((mode) => mode.kotlin)),
  lua: () => words(import('@codemirror/legacy-modes/mode/lua').then((mode) => mode.lua)),
  ocaml: () => words(import('@codemirror/legacy-modes/mode/mllike').then((mode) => mode.oCaml)),
  pascal: () => words(import('@codemirror/legacy-modes/mode/pascal').then((mode) => mode.pascal)),
  perl: () => words(import('@codemirror/legacy-modes/mode/perl').then((mode) => mode.perl)),
  php: async () => (await import('@codemirror/lang-php')).php(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  r: () => words(import('@codemirror/legacy-modes/mode/r').then((mode) => mode.r)),
  ruby: () => words(import('@codemirror/legacy-modes/mode/ruby').then((mode) => mode.ruby)),
  rust: async () => (await import('@codemirror/lang-rust')).rust(),
  scala: () => words(clike().then((mode) => mode.scala)),
  solidity,
  sql: () => words(import('@codemirror/legacy-modes/mode/sql').then((mode) => mode.sqlite)),
  swift: () => words(import('@codemirror/legacy-modes/mode/swift').then((mode) => mode.swift)),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
};

/** The grammar of this name; plain text for a name that this page does not know. */
export async function loadGrammar(name: string | undefined): Promise<Extension> {
  if (name === undefined || !Object.hasOwn(GRAMMARS, name)) return [];
  return await GRAMMARS[name as keyof typeof GRAMMARS]();
}
