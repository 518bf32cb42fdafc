import type { Gap } from '../detector.ts';

/** Languages of which a compiler or an interpreter is asked, in a judge's sandbox. */
const SANDBOX_LANGUAGES = ['c', 'cpp', 'python'] as const;
export type SandboxLanguage = (typeof SANDBOX_LANGUAGES)[number];

export function isSandboxLanguage(language: string): language is SandboxLanguage {
  return SANDBOX_LANGUAGES.some((one) => one === language);
}

/** What a review without a judge leaves out. */
export const NOT_ASKED: Gap = {
  what: 'what a compiler says',
  why: "Compilers run in a judge's sandbox alone, and none was asked.",
};

/** What was not learnt from a judge's sandbox. @param why a clause */
export function sandboxGap(why: string): Gap {
  return { what: NOT_ASKED.what, why: `Of the compiler in a judge's sandbox: ${why.replace(/\.$/, '')}.` };
}
