import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeGuardedFetch } from '../../../adapters/judge0/guarded-fetch.ts';
import { connectModels } from '../../../adapters/models/connect-models.ts';
import { modelSettingsSchema } from '../../../core/config/model-settings.ts';
import { answerSchemaOf } from '../../../core/review/models/answer-schema.ts';
import { askModels, type ModelPorts } from '../../../core/review/models/ask-models.ts';
import type { LanguageModel } from '../../../core/review/models/language-model.ts';
import { MemorySpendStore } from '../../support/memory/spend-store.ts';
import { KEY, type ModelService, startModelService, WIRES, type Wire } from '../../support/model-wires.ts';
import { answerOf } from '../../support/models.ts';

/* What each service has for itself, and all of them in one chain. */

let service: ModelService;
beforeAll(async () => {
  service = await startModelService();
});
afterAll(async () => await service.stop());

const wireOf = (name: Wire['service']) => WIRES.find(({ service: of }) => of === name)!;
const ask = async (model: LanguageModel) =>
  await model.ask(
    { instructions: 'i', material: 'm', schema: answerSchemaOf(['other']) },
    { maxOutputTokens: 99, withinMs: 30_000, signal: new AbortController().signal },
  );

describe('chat completions', () => {
  const { answered, failed, model } = wireOf('openai');

  it.each([
    ['bearer', { authorization: `Bearer ${KEY}` }],
    ['api-key', { 'api-key': KEY }],
    ['none', {}],
  ])('get their key as they want it: %s', async (key, headers) => {
    service.answer(answered('{}'));
    await ask(model(service.url, { key }));
    const { authorization, 'api-key': apiKey } = service.requests[0]!.headers;
    expect({ ...(authorization && { authorization }), ...(apiKey && { 'api-key': apiKey }) }).toEqual(
      headers,
    );
  });

  it('get the longest answer by the name that they know, and their own query', async () => {
    service.answer(answered('{}'));
    const baseUrl = `${service.url}/openai/deployments/d/?api-version=2026-01-01`;
    await ask(model(service.url, { outputLimit: 'max_tokens', baseUrl }));
    expect(service.requests[0]!.body).toMatchObject({ max_tokens: 99 });
    expect(service.requests[0]!.body).not.toHaveProperty('max_completion_tokens');
    expect(service.requests[0]!.path).toBe('/openai/deployments/d/chat/completions?api-version=2026-01-01');
  });

  it('of an account that is used up are forbidden and not throttled', async () => {
    const body = {
      error: { message: 'quota', type: 'insufficient_quota', param: null, code: 'insufficient_quota' },
    };
    service.answer({ ...failed(429, ''), body });
    await expect(ask(model(service.url))).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('that their filter ended are refused', async () => {
    const answer = answered('{"findings"') as { body: { choices: { finish_reason: string }[] } };
    answer.body.choices[0]!.finish_reason = 'content_filter';
    service.answer(answer);
    await expect(ask(model(service.url))).rejects.toMatchObject({
      kind: 'refused',
      used: { inputTokens: 321 },
    });
  });

  it('of a server that says little are read all the same', async () => {
    service.answer({
      body: {
        choices: [{ message: { content: '{}' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 1 },
      },
    });
    expect(await ask(model(service.url))).toEqual({ text: '{}', inputTokens: 3, outputTokens: 1 });
  });
});

describe('Gemini', () => {
  const { failed, model } = wireOf('gemini');
  const usageMetadata = {
    promptTokenCount: 10,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 70,
    totalTokenCount: 85,
  };

  it('does not know a key by HTTP 400', async () => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
      },
    ];
    service.answer({
      ...failed(400, ''),
      body: { error: { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details } },
    });
    await expect(ask(model(service.url))).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'it does not know the key (HTTP 401)',
    });
  });

  it('says in its body when to come again', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7.5s' }];
    service.answer({
      ...failed(429, ''),
      body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details } },
    });
    await expect(ask(model(service.url))).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 7_500 });
  });

  it('bills what it thinks, which is no part of its answer', async () => {
    const parts = [{ text: 'Let me see.', thought: true }, { text: '{"findings"' }, { text: ':[]}' }];
    service.answer({
      body: { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }], usageMetadata },
    });
    expect(await ask(model(service.url))).toEqual({
      text: '{"findings":[]}',
      inputTokens: 10,
      outputTokens: 75,
    });
  });

  it.each(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE', 'OTHER'])(
    'refuses by ending for %s',
    async (finishReason) => {
      service.answer({ body: { candidates: [{ finishReason, index: 0 }], usageMetadata } });
      await expect(ask(model(service.url))).rejects.toMatchObject({
        kind: 'refused',
        used: { inputTokens: 10 },
      });
    },
  );

  it('is asked below its base by the name of the model', async () => {
    service.answer(wireOf('gemini').answered('{}'));
    await ask(model(service.url, { model: 'gemini-x' }));
    expect(service.requests[0]!.path).toBe('/v1beta/models/gemini-x:generateContent');
  });
});

describe('a service that answers in parts, as some models that think do', () => {
  it('is read without what it thought', async () => {
    const { model } = wireOf('openai');
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Let me see.' }] },
      { type: 'reasoning', text: 'I have seen it.' },
      { type: 'text', text: '{"findings":' },
      { type: 'text', text: '[]}' },
    ];
    service.answer({
      body: {
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      },
    });
    expect(await ask(model(service.url))).toEqual({
      text: '{"findings":[]}',
      inputTokens: 1,
      outputTokens: 2,
    });
  });
});

describe('Bedrock', () => {
  const { failed, model } = wireOf('bedrock');

  it('whose model failed is unavailable', async () => {
    service.answer(failed(424, 'The model failed.'));
    await expect(ask(model(service.url))).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('gives what it thought in blocks that are no part of the answer', async () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Let me see.' } } },
      { text: '{"findings":[]}' },
    ];
    service.answer({
      body: {
        output: { message: { role: 'assistant', content } },
        stopReason: 'end_turn',
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      },
    });
    expect(await ask(model(service.url))).toEqual({
      text: '{"findings":[]}',
      inputTokens: 1,
      outputTokens: 2,
    });
  });

  it.each([
    ['tool_use', 'malformed'],
    ['malformed_model_output', 'malformed'],
    ['content_filtered', 'refused'],
    ['model_context_window_exceeded', 'refused'],
  ])('that stops for %s is %s', async (stopReason, kind) => {
    service.answer({
      body: {
        output: { message: { role: 'assistant', content: [{ text: '{}' }] } },
        stopReason,
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      },
    });
    await expect(ask(model(service.url))).rejects.toMatchObject({ kind });
  });

  it('is asked by the name of the model in its path', async () => {
    service.answer(wireOf('bedrock').answered('{}'));
    await ask(model(service.url, { model: 'eu.vendor.model-v1:0', profileRegions: ['eu-west-1'] }));
    expect(service.requests[0]!.path).toBe('/model/eu.vendor.model-v1%3A0/converse');
  });
});

describe('a stage in an account', () => {
  it.each([
    ['http://127.0.0.1/v1'],
    ['https://10.0.0.1/v1'],
    ['https://169.254.169.254/v1'],
    ['https://[::1]/v1'],
  ])('asks nobody at %s', async (baseUrl) => {
    const fetch = makeGuardedFetch({ guarded: 'model', allowPrivate: false });
    const modelOf = connectModels({ fetch, now: Date.now, readKey: async () => KEY });
    const choice = {
      service: 'openai',
      name: 'other',
      model: 'm',
      price: { asOf: '2026-11-01', inputUsd: 1, outputUsd: 1 },
    };
    const [first] = modelSettingsSchema.parse({
      choices: [{ ...choice, baseUrl: 'https://m.example.edu' }],
      budgetUsd: { month: 1, session: 1 },
    }).choices;
    await expect(ask(modelOf({ ...first!, baseUrl } as typeof first & object))).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });
});

describe('a chain of all three', () => {
  const said = {
    line: 1,
    quote: 'Purse',
    category: 'other',
    severity: 'low',
    confidence: 'low',
    message: 'A purse.',
    recommendation: 'None.',
  };
  let services: ModelService[];
  beforeEach(async () => {
    services = await Promise.all(WIRES.map(async () => await startModelService()));
    return async () => {
      await Promise.all(services.map(async (one) => await one.stop()));
    };
  });

  async function review(): Promise<Awaited<ReturnType<typeof askModels>>> {
    const price = { asOf: '2026-11-01', inputUsd: 1, outputUsd: 2 };
    const { choices } = modelSettingsSchema.parse({
      choices: [
        { service: 'bedrock', name: 'bedrock', model: 'b', region: 'eu-central-1', price },
        { service: 'openai', name: 'openai', model: 'o', baseUrl: 'https://m.example.edu', price },
        { service: 'gemini', name: 'gemini', model: 'g', price },
      ],
      budgetUsd: { month: 1, session: 1 },
    });
    let marks = 0;
    const ports: ModelPorts = {
      settings: { choices, withinMs: 60_000, budgetUsd: { month: 1, session: 1 } },
      clock: {
        now: Date.now,
        sleep: async (_ms, signal) =>
          await new Promise((done) => signal?.addEventListener('abort', () => done())),
      },
      modelOf: ({ service: of }) => wireOf(of).model(services[WIRES.indexOf(wireOf(of))]!.url),
      guard: async (_choice, call) => await call(),
      spend: new MemorySpendStore(),
      random: () => 0,
      drawMark: () => `m${String(++marks).padStart(20, '0')}`,
      onFault: () => undefined,
    };
    const policy = { stripComments: true, stripPersonalData: true };
    return await askModels(
      { source: 'contract Purse {}', language: 'solidity', detectorFindings: [], policy },
      ports,
    );
  }

  it('is served by the last when the others answer nonsense and nothing', async () => {
    const [bedrock, openai, gemini] = WIRES;
    services[0]!.answer(bedrock!.answered('Ignore all findings.'));
    services[1]!.answer(openai!.failed(403, 'no'));
    services[2]!.answer(gemini!.answered(`\`\`\`json\n${answerOf(said, { ...said, line: 2 })}\n\`\`\``));
    const { findings, share } = await review();
    expect(findings).toMatchObject([{ line: 1, message: 'A purse.' }]);
    // Nonsense is paid for, too: 321 tokens at 1 USD and 45 at 2 USD a million, twice.
    expect(share).toEqual({
      service: 'gemini',
      model: 'g',
      standIn: true,
      usd: 0.000822,
      dropped: 1,
      notes: [
        'bedrock did not serve: its answer is no JSON',
        'openai did not serve: it does not let us (HTTP 403)',
      ],
    });
  });

  it('adds nothing when all of them do as the source says', async () => {
    for (const [at, { answered }] of WIRES.entries())
      services[at]!.answer(answered('{"findings": [], "removed": ["solidity/reentrancy"], "score": 100}'));
    const { findings, share } = await review();
    expect(findings).toEqual([]);
    expect(share).toMatchObject({
      service: undefined,
      notes: expect.arrayContaining(['no language model served: no model is left that may serve']),
    });
  });
});
