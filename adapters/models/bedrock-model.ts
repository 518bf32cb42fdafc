import { Readable, Transform } from 'node:stream';
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import * as z from 'zod/mini';
import type { ModelChoice } from '../../core/config/model-settings.ts';
import {
  type AskLimits,
  type LanguageModel,
  type ModelAnswer,
  ModelError,
  type ModelPrompt,
} from '../../core/review/models/language-model.ts';
import { classifyError } from '../errors/classify-error.ts';
import { readRetryAfter } from '../webhooks/http-message-sender.ts';
import { errorOfStatus, kindOfStatus, tooLarge } from './http-failures.ts';
import { MAX_BODY_BYTES } from './model-http.ts';
import { tokens } from './tokens.ts';

const usage = z.object({ inputTokens: tokens, outputTokens: tokens });
const headers = z.object({ headers: z.record(z.string(), z.string()) });

/** A model of Bedrock by Converse, with the function's own rights. Nothing is tried again here: whoever asks does. */
export class BedrockModel implements LanguageModel {
  readonly #choice: Extract<ModelChoice, { service: 'bedrock' }>;
  readonly #client: BedrockRuntimeClient;
  readonly #now: () => number;

  constructor(
    choice: Extract<ModelChoice, { service: 'bedrock' }>,
    now: () => number,
    config: BedrockRuntimeClientConfig = {},
  ) {
    this.#choice = choice;
    this.#now = now;
    // The client's own handler speaks HTTP/2, of which one question needs nothing.
    this.#client = new BedrockRuntimeClient({
      ...config,
      region: choice.region,
      maxAttempts: 1,
      requestHandler: new BoundedHandler({ connectionTimeout: 5_000 }),
    });
  }

  async ask({ instructions, material, schema }: ModelPrompt, limits: AskLimits): Promise<ModelAnswer> {
    const { model, structured } = this.#choice;
    const timeUp = AbortSignal.timeout(Math.max(1, Math.round(limits.withinMs)));
    const structure = { jsonSchema: { name: 'review', schema: JSON.stringify(schema) } };
    const command = new ConverseCommand({
      modelId: model,
      system: [{ text: instructions }],
      messages: [{ role: 'user', content: [{ text: material }] }],
      inferenceConfig: { maxTokens: limits.maxOutputTokens },
      ...(structured ? { outputConfig: { textFormat: { type: 'json_schema', structure } } } : {}),
    });
    let output: ConverseCommandOutput;
    try {
      output = await this.#client.send(command, { abortSignal: AbortSignal.any([limits.signal, timeUp]) });
    } catch (cause) {
      if (timeUp.aborted || limits.signal.aborted)
        throw new ModelError('timed-out', 'it gave no whole answer in time', { used: 'unknown', cause });
      throw this.#errorOf(cause);
    }
    return readOutput(output);
  }

  #errorOf(cause: unknown): ModelError {
    if (cause instanceof ModelError) return cause;
    const {
      name = '',
      message = '',
      code,
      $metadata,
      $response,
    } = cause as Partial<Error> & {
      code?: unknown;
      $metadata?: { httpStatusCode?: number };
      $response?: unknown;
    };
    const status = $metadata?.httpStatusCode ?? 0;
    const told = z.safeParse(headers, $response).data?.headers['retry-after'] ?? null;
    const facts = {
      cause,
      detail: `${name}: ${message}`.slice(0, 300),
      retryAfterMs: readRetryAfter(told, this.#now()),
    };
    // A connection that broke off has a code of Node's.
    if (status >= 200 && status < 300 && typeof code !== 'string')
      return new ModelError('malformed', 'it did not answer as such services do', {
        ...facts,
        used: 'unknown',
      });
    // 424: the model failed behind the service.
    if (status >= 300)
      return errorOfStatus(status, facts, status === 424 ? 'unavailable' : kindOfStatus(status));
    if (['credentials', 'denied'].includes(classifyError(cause)))
      return new ModelError('forbidden', 'there are no credentials for it', facts);
    return new ModelError('unavailable', 'the connection to it failed', { ...facts, used: 'unknown' });
  }
}

function readOutput({ output, stopReason, usage: counted }: ConverseCommandOutput): ModelAnswer {
  const used = z.safeParse(usage, counted).data;
  const facts = { used: used ?? ('unknown' as const) };
  if (stopReason === 'guardrail_intervened' || stopReason === 'content_filtered')
    throw new ModelError('refused', 'it does not answer to this source', facts);
  if (stopReason === 'max_tokens')
    throw new ModelError('malformed', 'its answer was cut at its longest', facts);
  if (stopReason === 'model_context_window_exceeded')
    throw new ModelError('refused', 'the source is too large for it', facts);
  if (stopReason !== 'end_turn' && stopReason !== 'stop_sequence')
    throw new ModelError('malformed', 'it ended its answer before the end', facts);
  // What it thought before stands in blocks of its own.
  const text = (output?.message?.content ?? []).map(({ text = '' }) => text).join('');
  if (text === '' || used === undefined)
    throw new ModelError(
      'malformed',
      text === '' ? 'its answer is empty' : 'it does not say what it counted',
      facts,
    );
  return { text, ...used };
}

/** Reads no more of an answer than one can have. */
class BoundedHandler extends NodeHttpHandler {
  override async handle(
    ...asked: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const { response } = await super.handle(...asked);
    if (response.body instanceof Readable) {
      let bytes = 0;
      const bounded = new Transform({
        transform(part: Uint8Array, _encoding, done) {
          bytes += part.length;
          if (bytes > MAX_BODY_BYTES) done(tooLarge(MAX_BODY_BYTES));
          else done(null, part);
        },
      });
      const source = response.body;
      source.on('error', (error) => bounded.destroy(error));
      bounded.on('close', () => source.destroy());
      response.body = source.pipe(bounded);
    }
    return { response };
  }
}
