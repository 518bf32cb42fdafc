import { presentRule } from '../../../core/api/present-report.ts';
import { versionOf } from '../../../core/review/result-key.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listReviewRules: RouteHandler<'listReviewRules'> = async ({ query }, { reviews }) => {
  const wanted = reviews.languages.filter((one) => query.language === undefined || one === query.language);
  const sets = await Promise.all(
    wanted.map(async (language) => ({ language, set: await reviews.rulesOf(language) })),
  );
  const known = sets.flatMap(({ language, set }) => (set === undefined ? [] : [{ language, set }]));
  const rules = new Map(known.flatMap(({ set }) => set.rules.map((rule) => [rule.id, rule] as const)));
  return {
    languages: known.map(({ language, set }) => ({
      language,
      ruleSet: versionOf(set),
      rules: set.rules.map(({ id }) => id),
    })),
    rules: [...rules.values()].map(presentRule),
  };
};
