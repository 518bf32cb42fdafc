import { LANGUAGES, type LanguageId } from '../../core/grading/languages/index.ts';
import { CLASS_LANGUAGES } from '../../examples/sample-exam/class.ts';
import { findToolchains } from '../judge-host/toolchains.ts';
import type { MissingLanguage } from './report.ts';

/** Which languages of the class can be judged on this machine, and how to get the others. */
export async function findPlayableLanguages(): Promise<{
  readonly ran: readonly string[];
  readonly missing: readonly MissingLanguage[];
}> {
  const { missing } = await findToolchains();
  const installs = new Map(missing.map(({ name, install }) => [name, install]));
  const installOf = (language: LanguageId) => installs.get(LANGUAGES[language].toolchain.name);
  return {
    ran: CLASS_LANGUAGES.filter((language) => installOf(language) === undefined),
    missing: CLASS_LANGUAGES.flatMap((language) => {
      const install = installOf(language);
      return install === undefined ? [] : [{ language, install }];
    }),
  };
}
