import type { LanguageFound } from './deployment-findings.ts';
import type { HostExamination } from './examination.ts';

/**
 * What examinations of one deployment's hosts come to, language by language. What one host can, the deployment can: a
 * language is lacking only where no host has it. A language that merely went wrong somewhere is not spoken of.
 */
export function findingsOf(examinations: readonly HostExamination[]): readonly LanguageFound[] {
  const found = new Map<string, LanguageFound>();
  for (const { examinedAt, notJudged } of examinations)
    for (const { language, reason, lacking } of notJudged)
      if (lacking) found.set(language, { language, way: 'none', reason, examinedAt });
  for (const { examinedAt, singleLanguages } of examinations)
    for (const language of singleLanguages) found.set(language, { language, way: 'single', examinedAt });
  for (const { examinedAt, batchLanguages } of examinations)
    for (const language of batchLanguages) found.set(language, { language, way: 'batch', examinedAt });
  return [...found.values()];
}
