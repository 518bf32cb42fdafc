import * as z from 'zod/mini';
import type { ModelChoice } from '../../core/config/model-settings.ts';
import type { AnswerSchema } from '../../core/review/models/answer-schema.ts';
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

/** What of a GenerateContentResponse is looked at. What is zero, empty or not said, Google leaves out. */
const generated = z.object({
  candidates: z.optional(
    z.array(
      z.object({
        content: z.optional(
          z.object({
            parts: z.optional(
              z.array(z.object({ text: z.optional(z.string()), thought: z.optional(z.boolean()) })),
            ),
          }),
        ),
        finishReason: z.optional(z.string()),
      }),
    ),
  ),
  promptFeedback: z.optional(z.object({ blockReason: z.optional(z.string()) })),
  usageMetadata: z.optional(
    z.object({
      promptTokenCount: z.optional(tokens),
      candidatesTokenCount: z.optional(tokens),
      thoughtsTokenCount: z.optional(tokens),
    }),
  ),
});

const errorBody = z.object({
  error: z.object({
    details: z.optional(
      z.array(z.object({ reason: z.optional(z.string()), retryDelay: z.optional(z.string()) })),
    ),
  }),
});

/** A model of Google's by `generateContent`. */
export class GeminiModel implements LanguageModel {
  readonly #choice: Extract<ModelChoice, { service: 'gemini' }>;
  readonly #http: ModelHttpOptions;
  readonly #readKey: () => Promise<string>;

  constructor(
    choice: Extract<ModelChoice, { service: 'gemini' }>,
    http: Omit<ModelHttpOptions, 'classify'>,
    readKey: () => Promise<string>,
  ) {
    this.#choice = choice;
    this.#http = { ...http, classify };
    this.#readKey = readKey;
  }

  async ask({ instructions, material, schema }: ModelPrompt, limits: AskLimits): Promise<ModelAnswer> {
    const { baseUrl, model, structured } = this.#choice;
    const key = await this.#readKey();
    const answer = await postJson(
      this.#http,
      urlBelow(baseUrl, `/models/${encodeURIComponent(model)}:generateContent`),
      { 'x-goog-api-key': key },
      {
        systemInstruction: { parts: [{ text: instructions }] },
        contents: [{ role: 'user', parts: [{ text: material }] }],
        generationConfig: {
          maxOutputTokens: limits.maxOutputTokens,
          responseMimeType: 'application/json',
          ...(structured ? { responseSchema: asGoogleHasIt(schema) } : {}),
        },
      },
      generated,
      limits,
      key,
    );
    const { promptTokenCount, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = answer.usageMetadata ?? {};
    const used =
      promptTokenCount === undefined
        ? undefined
        : { inputTokens: promptTokenCount, outputTokens: candidatesTokenCount + thoughtsTokenCount };
    const facts = { used: used ?? ('unknown' as const) };
    const [first] = answer.candidates ?? [];
    if (first === undefined && answer.promptFeedback?.blockReason !== undefined)
      throw new ModelError('refused', 'it does not answer to this source', facts);
    const reason = first?.finishReason;
    if (reason === 'MAX_TOKENS')
      throw new ModelError('malformed', 'its answer was cut at its longest', facts);
    if (reason !== undefined && reason !== 'STOP')
      throw new ModelError('refused', 'it ended its answer before the end', facts);
    const text = (first?.content?.parts ?? [])
      .filter(({ thought }) => thought !== true)
      .map(({ text = '' }) => text)
      .join('');
    if (text === '' || used === undefined)
      throw new ModelError(
        'malformed',
        text === '' ? 'its answer is empty' : 'it does not say what it counted',
        facts,
      );
    return { text, ...used };
  }
}

/** A schema in Google's words, which are a part of OpenAPI's: types in capitals, and no members beside those named. */
function asGoogleHasIt(schema: AnswerSchema): Record<string, unknown> {
  const type = schema.type.toUpperCase();
  if (schema.type === 'array') return { type, items: asGoogleHasIt(schema.items) };
  if (schema.type === 'integer') return { type, description: schema.description };
  if (schema.type === 'string')
    return {
      type,
      description: schema.description,
      ...(schema.enum === undefined ? {} : { format: 'enum', enum: schema.enum }),
    };
  const { properties, required } = schema;
  return {
    type,
    properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, asGoogleHasIt(of)])),
    required,
    propertyOrdering: required,
  };
}

/** Google says of a wrong key that the request is, and when to come again in the body. */
function classify(fault: ServiceFault): ModelError | undefined {
  const details = z.safeParse(errorBody, fault.body).data?.error.details ?? [];
  if (fault.status === 400 && details.some(({ reason }) => reason === 'API_KEY_INVALID'))
    return errorOfStatus(401, fault);
  const seconds = details.flatMap(
    ({ retryDelay = '' }) => /^(\d{1,6}(?:\.\d{1,9})?)s$/.exec(retryDelay)?.[1] ?? [],
  );
  const retryAfterMs =
    fault.retryAfterMs ?? (seconds[0] === undefined ? undefined : Number(seconds[0]) * 1_000);
  return errorOfStatus(fault.status, { ...fault, retryAfterMs });
}
