import type { Language } from '../grading/languages/index.ts';
import type { ClientConfig } from './system.ts';

/** A language as clients are told of it: what its files are called and what a program begins as. */
export function toClientLanguage(language: Language): ClientConfig['languages'][number] {
  return {
    id: language.id,
    name: language.name,
    extensions: [...language.extensions],
    headers: [...(language.headers ?? [])],
    mainFile: language.layOut(language.editor.starter).files[0]?.name ?? '',
    linked: language.linked ?? false,
    editor: language.editor,
  };
}
