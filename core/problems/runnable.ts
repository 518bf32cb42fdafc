import type { MissingToolchainError } from '../grading/judge.ts';
import { isLanguageId, LANGUAGES } from '../grading/languages/index.ts';

/** Says that a judge lists a language and lacks what runs it. */
export function describeMissing({ command }: MissingToolchainError): string {
  const language = Object.values(LANGUAGES).find(({ toolchain }) => toolchain.commands.includes(command));
  const brings = language === undefined ? '' : ` (${language.toolchain.debianPackage} brings it)`;
  return `the judge lists ${language?.name ?? 'a language'} and has no ${command}${brings}`;
}

/** Why a judge that offers these languages (Judge0's ids) cannot run a program in this one; `null` when it can. */
export function whyNotRunnable(language: string, offered: ReadonlySet<number>): string | null {
  if (!isLanguageId(language)) return `Assize does not judge ${language}`;
  const { judge0Id, name, toolchain } = LANGUAGES[language];
  return offered.has(judge0Id) ? null : `the judge has no ${name} (${toolchain.debianPackage} brings it)`;
}
