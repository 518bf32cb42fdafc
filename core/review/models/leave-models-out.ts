import { MAX_WITHIN_MS } from '../../config/model-settings.ts';
import type { ModelAnswer } from '../review-source.ts';

/** A call is given up by its own time; one that is not, by ours so much later, ms. */
export const GRACE_MS = 250;
/** Models of a stage take no longer over one source, ms. */
export const MOST_MODELS_MS = MAX_WITHIN_MS + GRACE_MS;

/** What stands in the place of an answer where models were not asked. @param why goes on the sentence */
export function leaveModelsOut(why: string): ModelAnswer {
  const notes = [`language models were not asked: ${why}`];
  return { findings: [], share: { service: undefined, model: undefined, usd: 0, dropped: 0, notes } };
}
