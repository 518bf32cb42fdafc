// Written by scripts/pack-languages.ts: do not edit.
import { language as bash } from './bash/language.ts';
import { language as c } from './c/language.ts';
import { language as cpp } from './cpp/language.ts';
import { language as csharp } from './csharp/language.ts';
import { language as go } from './go/language.ts';
import { language as haskell } from './haskell/language.ts';
import { language as java } from './java/language.ts';
import { language as javascript } from './javascript/language.ts';
import { language as kotlin } from './kotlin/language.ts';
import { language as lua } from './lua/language.ts';
import { language as ocaml } from './ocaml/language.ts';
import { language as pascal } from './pascal/language.ts';
import { language as perl } from './perl/language.ts';
import { language as php } from './php/language.ts';
import { language as python } from './python/language.ts';
import { language as r } from './r/language.ts';
import { language as ruby } from './ruby/language.ts';
import { language as rust } from './rust/language.ts';
import { language as scala } from './scala/language.ts';
import { language as sql } from './sql/language.ts';
import { language as swift } from './swift/language.ts';
import { language as typescript } from './typescript/language.ts';

/** Every language, by the name of its folder. */
export const ROOMS = {
  bash,
  c,
  cpp,
  csharp,
  go,
  haskell,
  java,
  javascript,
  kotlin,
  lua,
  ocaml,
  pascal,
  perl,
  php,
  python,
  r,
  ruby,
  rust,
  scala,
  sql,
  swift,
  typescript,
};
