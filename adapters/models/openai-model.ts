import * as z from 'zod/mini';
import type { ModelChoice } from '../../core/config/model-settings.ts';
import {
  type AskLimits,
  type LanguageModel,
  type ModelAnswer,
  ModelError,
  type ModelPrompt,
} from '../../core/review/models/language-model.ts';
import { errorOfStatus } from './http-failures.ts';
import { type ModelHttpOptions, postJson, type ServiceFault, urlBelow } from './model-http.ts';
import { tokens } from './tokens.ts';

/** Some that think answer in parts, of which what they thought is one. */
const parts = z.array(z.object({ type: z.string(), text: z.optional(z.string()) }));

/** What of a chat completion is looked at, as OpenAI's description of its API has it; others leave much of it out. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.nullish(z.string()),
        message: z.object({
          content: z.nullish(z.union([z.string(), parts])),
          refusal: z.nullish(z.string()),
        }),
      }),
    )
    .check(z.minLength(1)),
  usage: z.nullish(z.object({ prompt_tokens: tokens, completion_tokens: tokens })),
});

const errorBody = z.object({ error: z.object({ code: z.nullish(z.string()), type: z.nullish(z.string()) }) });

/** A model behind chat completions, as OpenAI has them and vLLM, Ollama, Azure and many others took them over. */
export class OpenAiModel implements LanguageModel {
  readonly #choice: Extract<ModelChoice, { service: 'openai' }>;
  readonly #http: ModelHttpOptions;
  readonly #readKey: () => Promise<string>;

  constructor(
    choice: Extract<ModelChoice, { service: 'openai' }>,
    http: Omit<ModelHttpOptions, 'classify'>,
    readKey: () => Promise<string>,
  ) {
    this.#choice = choice;
    this.#http = { ...http, classify };
    this.#readKey = readKey;
  }

  async ask({ instructions, material, schema }: ModelPrompt, limits: AskLimits): Promise<ModelAnswer> {
    const { baseUrl, key: how, model, outputLimit, structured } = this.#choice;
    const key = how === 'none' ? undefined : await this.#readKey();
    const answer = await postJson(
      this.#http,
      urlBelow(baseUrl, '/chat/completions'),
      key === undefined ? {} : how === 'api-key' ? { 'api-key': key } : { authorization: `Bearer ${key}` },
      {
        model,
        messages: [
          { role: 'system', content: instructions },
          { role: 'user', content: material },
        ],
        [outputLimit]: limits.maxOutputTokens,
        response_format: structured
          ? { type: 'json_schema', json_schema: { name: 'review', strict: true, schema } }
          : { type: 'json_object' },
      },
      completion,
      limits,
      key,
    );
    const [first] = answer.choices;
    const used = answer.usage
      ? { inputTokens: answer.usage.prompt_tokens, outputTokens: answer.usage.completion_tokens }
      : undefined;
    const facts = { used: used ?? ('unknown' as const) };
    const reason = first?.finish_reason;
    if (first?.message.refusal || reason === 'content_filter')
      throw new ModelError('refused', 'it does not answer to this source', facts);
    if (reason === 'length') throw new ModelError('malformed', 'its answer was cut at its longest', facts);
    const content = first?.message.content;
    const text = Array.isArray(content)
      ? content.flatMap(({ type, text = '' }) => (type === 'text' ? [text] : [])).join('')
      : content;
    if (!text || used === undefined)
      throw new ModelError(
        'malformed',
        text ? 'it does not say what it counted' : 'its answer is empty',
        facts,
      );
    return { text, ...used };
  }
}

/** A quota that is used up is no moment's: who pays has to do something. */
function classify(fault: ServiceFault): ModelError | undefined {
  const { error } = z.safeParse(errorBody, fault.body).data ?? {};
  const isSpent = fault.status === 429 && [error?.code, error?.type].includes('insufficient_quota');
  return isSpent ? errorOfStatus(402, fault) : undefined;
}
