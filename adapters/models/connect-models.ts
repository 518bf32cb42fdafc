import type { ModelChoice } from '../../core/config/model-settings.ts';
import type { LanguageModel } from '../../core/review/models/language-model.ts';
import { lazily } from '../lazily.ts';

/** What models are reached by. */
export interface ModelConnections {
  /** One that goes only where models may be. */
  readonly fetch: typeof fetch;
  /** ms since the epoch. */
  readonly now: () => number;
  /** The key of a model, by its name in the configuration. */
  readonly readKey: (model: string) => Promise<string>;
}

/** The models of a stage, each made when it is first asked: only who asks Bedrock loads its client. */
export function connectModels({
  fetch,
  now,
  readKey,
}: ModelConnections): (choice: ModelChoice) => LanguageModel {
  const made = new Map<string, LanguageModel>();
  const make = (choice: ModelChoice): LanguageModel => {
    const http = { fetch, now };
    const key = async () => await readKey(choice.name);
    switch (choice.service) {
      case 'bedrock':
        return lazily(async () => new (await import('./bedrock-model.ts')).BedrockModel(choice, now));
      case 'openai':
        return lazily(async () => new (await import('./openai-model.ts')).OpenAiModel(choice, http, key));
      case 'gemini':
        return lazily(async () => new (await import('./gemini-model.ts')).GeminiModel(choice, http, key));
    }
  };
  return (choice) => {
    const known = made.get(choice.name) ?? make(choice);
    made.set(choice.name, known);
    return known;
  };
}
