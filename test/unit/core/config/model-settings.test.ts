import { describe, expect, it } from 'vitest';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { stages } from '../../../../core/config/stages.ts';
import { modelKeyOf } from '../../../../core/review/models/model-key.ts';
import { modelSettings } from '../../../support/models.ts';

const price = { asOf: '2026-11-01', inputUsd: 1, outputUsd: 5 };
const gemini = { service: 'gemini', name: 'primary', model: 'large', price } as const;
const openai = { ...gemini, service: 'openai', name: 'other', baseUrl: 'https://m.example.edu/v1' } as const;
const budgetUsd = { month: 10, session: 1 };
const read = (models: object) =>
  readStageConfig('dev', { reviews: { models: models as never } }).reviews.models;

describe('language models of a stage', () => {
  it.each(stages)('are none in %s', (stage) => {
    expect(readStageConfig(stage).reviews.models).toBeUndefined();
  });

  it('strip what is said to people, unless the stage says otherwise', () => {
    expect(read({ choices: [gemini], budgetUsd })).toMatchObject({
      withinMs: 30_000,
      policy: { stripComments: true, stripPersonalData: true },
      choices: [{ timeoutMs: 20_000, maxOutputTokens: 4_096, structured: true }],
    });
    expect(read({ choices: [gemini], budgetUsd, policy: { stripComments: false } })?.policy).toEqual({
      stripComments: false,
      stripPersonalData: true,
    });
  });

  it.each([
    [{ choices: [], budgetUsd }, 'reviews.models.choices: names no model: leave models out to have none'],
    [{ choices: [gemini, { ...openai, name: 'primary' }], budgetUsd }, 'two models have one name'],
    [{ choices: [{ ...gemini, price: undefined }], budgetUsd }, 'reviews.models.choices.0.price'],
    [
      { choices: [{ ...gemini, price: { ...price, asOf: 'lately' } }], budgetUsd },
      'is the day when the price was read',
    ],
    [{ choices: [gemini] }, 'reviews.models.budgetUsd'],
    [{ choices: [{ ...openai, baseUrl: 'http://m.example.edu/v1' }], budgetUsd }, 'begins with https://'],
    [
      { choices: [{ ...openai, baseUrl: 'http://127.0.0.1.evil.example/v1' }], budgetUsd },
      'begins with https://',
    ],
    [
      { choices: [{ ...openai, baseUrl: 'https://key@m.example.edu/v1' }], budgetUsd },
      'begins with https://',
    ],
    [{ choices: [{ ...gemini, model: 'a b' }], budgetUsd }, 'without spaces'],
    [{ choices: [{ ...gemini, apiKey: 'sk' }], budgetUsd }, 'apiKey'],
    [{ choices: [{ ...gemini, service: 'oracle' }], budgetUsd }, 'reviews.models.choices.0.service'],
    [
      { choices: [{ ...gemini, service: 'bedrock', region: 'Europe' }], budgetUsd },
      'a region looks like eu-central-1',
    ],
  ])('are refused when they cannot be: %j', (models, message) => {
    expect(() => read(models)).toThrow(message);
  });

  it.each([
    ['http://localhost:11434/v1'],
    ['http://127.0.0.1:8000/v1'],
    ['https://x.openai.azure.com/openai/v1?api-version=preview'],
  ])('may be at %s', (baseUrl) => {
    expect(read({ choices: [{ ...openai, baseUrl }], budgetUsd })?.choices[0]).toMatchObject({ baseUrl });
  });
});

describe('the key of what was answered before', () => {
  const key = modelKeyOf(modelSettings());
  it('changes with models, where they are and policy', () => {
    const bedrock = { ...gemini, service: 'bedrock', region: 'eu-central-1' };
    const [first, second] = modelSettings().choices;
    const others = [
      undefined,
      modelSettings({ policy: { stripComments: false } }),
      modelSettings({ choices: [second, first] }),
      modelSettings({ choices: [{ ...first, model: 'larger' }, second] }),
      modelSettings({ choices: [{ ...first, baseUrl: 'https://test.example.edu/v1' }, second] }),
      modelSettings({ choices: [bedrock] }),
      modelSettings({ choices: [{ ...bedrock, region: 'us-east-1' }] }),
    ];
    expect(new Set([key, ...others.map(modelKeyOf)]).size).toBe(8);
  });

  it('does not change with what asking costs', () => {
    expect(modelKeyOf(modelSettings({ budgetUsd: { month: 1, session: 0.1 }, withinMs: 5_000 }))).toBe(key);
  });
});
