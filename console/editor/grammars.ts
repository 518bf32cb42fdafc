import { StreamLanguage, type StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import type { Grammar } from '../../core/grading/languages/language.ts';

/** A grammar that reads words one after the other. */
async function words(parser: Promise<StreamParser<unknown>>): Promise<Extension> {
  return StreamLanguage.define(await parser);
}
const clike = async () => await import('@codemirror/legacy-modes/mode/clike');

/** How each grammar is fetched. */
const GRAMMARS: Readonly<Record<Grammar, () => Promise<Extension>>> = {
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
  sql: () => words(import('@codemirror/legacy-modes/mode/sql').then((mode) => mode.sqlite)),
  swift: () => words(import('@codemirror/legacy-modes/mode/swift').then((mode) => mode.swift)),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
};

/** The grammar of this name; plain text for a name that this page does not know. */
export async function loadGrammar(name: string | undefined): Promise<Extension> {
  if (name === undefined || !Object.hasOwn(GRAMMARS, name)) return [];
  return await GRAMMARS[name as Grammar]();
}
