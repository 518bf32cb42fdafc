import type { ModelChoice, ModelSettings } from '../../config/model-settings.ts';
import { INSTRUCTIONS } from './write-prompt.ts';

/** The key of a stage that asks none. */
export const NO_MODELS = 'none';

/** All that an answer of models depends on beside the source: what was answered under another is not this stage's answer. */
export function modelKeyOf(settings: ModelSettings | undefined): string {
  if (settings === undefined) return NO_MODELS;
  const { choices, policy } = settings;
  return JSON.stringify([
    INSTRUCTIONS,
    policy,
    choices.map((choice) => [choice.service, choice.model, choice.structured, placeOf(choice)]),
  ]);
}

/** Where a model is asked: under the same name another may answer elsewhere. */
function placeOf(choice: ModelChoice): string {
  return choice.service === 'bedrock' ? choice.region : choice.baseUrl;
}
