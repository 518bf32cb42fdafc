import type { MissingToolchainError } from '../grading/judge.ts';
import { isLanguageId, LANGUAGES, type Language } from '../grading/languages/index.ts';

/** Says that a judge lists a language and lacks what runs it. */
export function describeMissing({ command }: MissingToolchainError): string {
  const language = Object.values(LANGUAGES).find(({ toolchain }) => toolchain.programs.includes(command));
  if (language === undefined) return `the judge lists a language and has no ${command}`;
  return `the judge lists ${language.name} and has no ${command} (${whatBrings(language)})`;
}

/** Why a judge that offers these languages (Judge0's ids) cannot run a program in this one; `null` when it can. */
export function whyNotRunnable(language: string, offered: ReadonlySet<number>): string | null {
  if (!isLanguageId(language)) return `Assize does not judge ${language}`;
  const missing = LANGUAGES[language];
  return offered.has(missing.judge0.id) ? null : `the judge has no ${missing.name} (${whatBrings(missing)})`;
}

function whatBrings({ toolchain: { debianPackages } }: Language): string {
  return `${debianPackages.join(', ')} ${debianPackages.length > 1 ? 'bring' : 'brings'} it`;
}
