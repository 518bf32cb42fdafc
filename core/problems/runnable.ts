import { isLanguageId, LANGUAGES } from '../grading/languages/index.ts';

/** Why a judge that offers these languages (Judge0's ids) cannot run a program in this one; `null` when it can. */
export function whyNotRunnable(language: string, offered: ReadonlySet<number>): string | null {
  if (!isLanguageId(language)) return `Assize does not judge ${language}`;
  const { judge0Id, name, toolchain } = LANGUAGES[language];
  return offered.has(judge0Id) ? null : `the judge has no ${name} (${toolchain.debianPackage} brings it)`;
}
