import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeGuardedFetch } from '../../adapters/judge0/guarded-fetch.ts';
import { BedrockModel } from '../../adapters/models/bedrock-model.ts';
import { connectModels, type ModelConnections } from '../../adapters/models/connect-models.ts';
import { type ModelChoice, modelSettingsSchema } from '../../core/config/model-settings.ts';
import type { LanguageModel, ModelUsage } from '../../core/review/models/language-model.ts';

/** A request as a service of language models got it. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What it answers. */
export interface WireAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers by itself where something else than one whole answer is to come. */
export type Behave = (response: ServerResponse) => void;

/** What stands in a request, whichever way the service has it. */
export interface Told {
  readonly path: string;
  readonly instructions: unknown;
  readonly material: unknown;
  readonly maxOutputTokens: unknown;
  readonly schema: unknown;
  readonly key: unknown;
}

/** How one service speaks, by its own documentation. */
export interface Wire {
  readonly service: ModelChoice['service'];
  /** @param change of what its configuration says */
  model(url: string, change?: Readonly<Record<string, unknown>>): LanguageModel;
  read(request: WireRequest): Told;
  answered(text: string, usage?: ModelUsage): WireAnswer;
  cut(text: string): WireAnswer;
  refused(): WireAnswer;
  empty(): WireAnswer;
  counted(input: unknown, output: unknown): WireAnswer;
  failed(status: number, message: string): WireAnswer;
}

export const KEY = 'sk-test-0123456789abcdef';
const USED: ModelUsage = { inputTokens: 321, outputTokens: 45 };

const CONNECTIONS: ModelConnections = {
  fetch: makeGuardedFetch({ guarded: 'model', allowPrivate: true }),
  now: Date.now,
  readKey: async () => KEY,
};
const price = { asOf: '2026-11-01', inputUsd: 1, outputUsd: 2 };

function choiceOf<S extends ModelChoice['service']>(
  service: S,
  change: object,
): Extract<ModelChoice, { service: S }> {
  const choice = { service, name: 'primary', model: 'test-model', price, ...change };
  const { choices } = modelSettingsSchema.parse({ choices: [choice], budgetUsd: { month: 1, session: 1 } });
  return choices[0] as Extract<ModelChoice, { service: S }>;
}

/** Chat completions, as openai/openai-openapi describes them. */
const openai: Wire = {
  service: 'openai',
  model: (url, change) => connectModels(CONNECTIONS)(choiceOf('openai', { baseUrl: `${url}/v1`, ...change })),
  read({ path, headers, body }) {
    const [system, user] = body['messages'] as { role: string; content: string }[];
    const format = body['response_format'] as { json_schema?: { schema: unknown } };
    return {
      path,
      instructions: system?.content,
      material: user?.content,
      maxOutputTokens: body['max_completion_tokens'],
      schema: format.json_schema?.schema,
      key: headers.authorization?.replace('Bearer ', ''),
    };
  },
  answered: (content, usage = USED) =>
    completion({ role: 'assistant', content, refusal: null }, 'stop', usage),
  cut: (content) => completion({ role: 'assistant', content, refusal: null }, 'length', USED),
  refused: () =>
    completion({ role: 'assistant', content: null, refusal: 'I cannot help with that.' }, 'stop', USED),
  empty: () => completion({ role: 'assistant', content: '', refusal: null }, 'stop', USED),
  counted: (inputTokens, outputTokens) =>
    completion({ role: 'assistant', content: '{"findings":[]}', refusal: null }, 'stop', {
      inputTokens,
      outputTokens,
    }),
  failed: (status, message) => ({
    status,
    body: { error: { message, type: 'invalid_request_error', param: null, code: null } },
  }),
};

function completion(
  message: object,
  finish_reason: string,
  usage: { inputTokens: unknown; outputTokens: unknown },
): WireAnswer {
  return {
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'test-model-2026',
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage: {
        prompt_tokens: usage.inputTokens,
        completion_tokens: usage.outputTokens,
        total_tokens: Number(usage.inputTokens) + Number(usage.outputTokens),
      },
    },
  };
}

/** generateContent, as googleapis' generative_service.proto has it in JSON. */
const gemini: Wire = {
  service: 'gemini',
  model: (url, change) =>
    connectModels(CONNECTIONS)(choiceOf('gemini', { baseUrl: `${url}/v1beta`, ...change })),
  read({ path, headers, body }) {
    const parts = (content: unknown) => (content as { parts: { text: string }[] }).parts[0]?.text;
    const config = body['generationConfig'] as Record<string, unknown>;
    return {
      path,
      instructions: parts(body['systemInstruction']),
      material: parts((body['contents'] as unknown[])[0]),
      maxOutputTokens: config['maxOutputTokens'],
      schema: config['responseSchema'],
      key: headers['x-goog-api-key'],
    };
  },
  answered: (text, usage = USED) => candidate([{ text }], 'STOP', usage),
  cut: (text) => candidate([{ text }], 'MAX_TOKENS', USED),
  refused: () => ({
    body: {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: USED.inputTokens, totalTokenCount: USED.inputTokens },
      modelVersion: 'test-model-001',
    },
  }),
  empty: () => candidate([], 'STOP', USED),
  counted: (inputTokens, outputTokens) =>
    candidate([{ text: '{"findings":[]}' }], 'STOP', { inputTokens, outputTokens }),
  failed: (status, message) => ({ status, body: { error: { code: status, message, status: 'FAILED' } } }),
};

function candidate(
  parts: object[],
  finishReason: string,
  usage: { inputTokens: unknown; outputTokens: unknown },
): WireAnswer {
  return {
    body: {
      candidates: [{ content: { parts, role: 'model' }, finishReason, index: 0 }],
      usageMetadata: {
        promptTokenCount: usage.inputTokens,
        candidatesTokenCount: usage.outputTokens,
        totalTokenCount: Number(usage.inputTokens) + Number(usage.outputTokens),
      },
      modelVersion: 'test-model-001',
      responseId: 'r1',
    },
  };
}

const EXCEPTIONS: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'UnrecognizedClientException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
  503: 'ServiceUnavailableException',
};

/** Converse, as the API reference of Bedrock Runtime has it; the SDK's own client asks. */
const bedrock: Wire = {
  service: 'bedrock',
  model: (url, change) =>
    new BedrockModel(choiceOf('bedrock', { region: 'eu-central-1', ...change }), Date.now, {
      endpoint: url,
      credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: KEY },
    }),
  read({ path, headers, body }) {
    const texts = (blocks: unknown) => (blocks as { text: string }[])[0]?.text;
    const structure = (
      body['outputConfig'] as { textFormat: { structure: { jsonSchema: { schema: string } } } } | undefined
    )?.textFormat.structure.jsonSchema.schema;
    return {
      path,
      instructions: texts(body['system']),
      material: texts((body['messages'] as { content: unknown }[])[0]?.content),
      maxOutputTokens: (body['inferenceConfig'] as Record<string, unknown>)['maxTokens'],
      schema: structure === undefined ? undefined : JSON.parse(structure),
      key: headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=AKIDTEST/') ? KEY : undefined,
    };
  },
  answered: (text, usage = USED) => converse([{ text }], 'end_turn', usage),
  cut: (text) => converse([{ text }], 'max_tokens', USED),
  refused: () => converse([{ text: 'Blocked.' }], 'guardrail_intervened', USED),
  empty: () => converse([], 'end_turn', USED),
  counted: (inputTokens, outputTokens) =>
    converse([{ text: '{"findings":[]}' }], 'end_turn', { inputTokens, outputTokens }),
  failed: (status, message) => ({
    status,
    headers: {
      'x-amzn-errortype': `${EXCEPTIONS[status] ?? 'InternalServerException'}:http://internal.amazon.com/coral/`,
    },
    body: { message },
  }),
};

function converse(
  content: object[],
  stopReason: string,
  usage: { inputTokens: unknown; outputTokens: unknown },
): WireAnswer {
  return {
    body: {
      output: { message: { role: 'assistant', content } },
      stopReason,
      usage: { ...usage, totalTokens: Number(usage.inputTokens) + Number(usage.outputTokens) },
      metrics: { latencyMs: 12 },
    },
  };
}

export const WIRES: readonly Wire[] = [bedrock, openai, gemini];

/** A service on this machine that answers what a test puts there, one after the other and the last for ever. */
export interface ModelService {
  readonly url: string;
  readonly requests: WireRequest[];
  answer(...answers: (WireAnswer | Behave)[]): void;
  stop(): Promise<void>;
}

export async function startModelService(): Promise<ModelService> {
  const requests: WireRequest[] = [];
  let answers: (WireAnswer | Behave)[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, body: JSON.parse(raw) as Record<string, unknown> });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) response.writeHead(501).end();
    else if (typeof answer === 'function') answer(response);
    else {
      const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      response
        .writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
        .end(body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer(...next) {
      requests.length = 0;
      answers = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
