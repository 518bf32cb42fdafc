import { c, cpp } from './cpp/language.ts';
import { go, rust } from './go/language.ts';
import { java } from './java/language.ts';
import { javascript } from './javascript/language.ts';
import { LANGUAGE_IDS, type Language, type LanguageId } from './language.ts';
import { python } from './python/language.ts';
import { typescript } from './typescript/language.ts';

export {
  LANGUAGE_IDS,
  type Language,
  type LanguageId,
  type ProgramSource,
  type SourceFile,
} from './language.ts';

/** Every language that is judged, by id. */
export const LANGUAGES: { readonly [id in LanguageId]: Language } = {
  c,
  cpp,
  java,
  python,
  javascript,
  typescript,
  go,
  rust,
};

/** Whether this text names a language. */
export function isLanguageId(text: string): text is LanguageId {
  return (LANGUAGE_IDS as readonly string[]).includes(text);
}
