// Written by scripts/pack-languages.ts: do not edit.
import { language as c } from './c/language.ts';
import { language as cpp } from './cpp/language.ts';
import { language as go } from './go/language.ts';
import { language as java } from './java/language.ts';
import { language as javascript } from './javascript/language.ts';
import { language as python } from './python/language.ts';
import { language as rust } from './rust/language.ts';
import { language as typescript } from './typescript/language.ts';

/** Every language, by the name of its folder. */
export const ROOMS = {
  c,
  cpp,
  go,
  java,
  javascript,
  python,
  rust,
  typescript,
};
