import * as z from 'zod/mini';

const integer = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const usd = z.number().check(z.gte(0), z.lte(10_000));
const region = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region looks like eu-central-1'));

/** Most models of a stage: each that is asked in vain takes time of whoever waits. */
const MAX_CHOICES = 3;
/** A review is leased for less than a minute (core/review/work-reviews.ts), and its rules look first. */
export const MAX_WITHIN_MS = 30_000;

const common = {
  /** How notes, circuits and the parameter with its key call it. */
  name: z
    .string()
    .check(
      z.regex(/^[a-z][a-z0-9-]{0,30}$/, 'a model has a name of lower-case letters, digits and -: primary'),
    ),
  /** As the service calls it. */
  model: z
    .string()
    .check(z.regex(/^[\w.:/@-]{1,200}$/, 'a model is called as its service calls it, without spaces')),
  /** Of the service's own list; nobody here knows it. */
  price: z.strictObject({
    /** When it was read there. */
    asOf: z.iso.date('is the day when the price was read: 2026-11-01'),
    /** USD per million tokens. */
    inputUsd: usd,
    outputUsd: usd,
  }),
  /** One call takes no longer, ms. */
  timeoutMs: z._default(integer(1_000, MAX_WITHIN_MS), 20_000),
  /** Longest answer that is paid for, with what a model thinks before. */
  maxOutputTokens: z._default(integer(256, 32_768), 4_096),
  /** Longest prompt that it is sent, counted as a token a byte, which is the most that it can be. */
  maxInputTokens: z._default(integer(1_000, 1_000_000), 100_000),
  /** Whether the service can hold this model to a JSON schema; else it is only asked to. */
  structured: z._default(z.boolean(), true),
};

/** Ids of inference profiles begin with where they send to. */
const PROFILE = /^(us|us-gov|eu|apac|au|jp|ca|global)\./;

const address = z
  .string()
  .check(
    z.regex(
      /^(https:\/\/[^\s/?#@]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)([/?][^\s#]*)?$/,
      'begins with https://; only a model on this machine may have http://',
    ),
  );

const choiceSchema = z.discriminatedUnion('service', [
  z
    .strictObject({
      service: z.literal('bedrock'),
      ...common,
      region,
      /** With an inference profile as model: every region that it sends to. */
      profileRegions: z.optional(z.array(region).check(z.minLength(1))),
    })
    .check(
      z.refine(({ model }) => !model.startsWith('arn:'), {
        path: ['model'],
        error: 'is an ARN: name the model, or the inference profile, by its id',
      }),
      z.refine(({ model, profileRegions }) => PROFILE.test(model) === (profileRegions !== undefined), {
        path: ['profileRegions'],
        error:
          'names the regions of an inference profile, as eu.vendor.model is one: with such an id, and with no other',
      }),
    ),
  z.strictObject({
    service: z.literal('openai'),
    ...common,
    /** What stands before `/chat/completions`: https://api.openai.com/v1 */
    baseUrl: address,
    /** How the key is sent; `none`: there is none. */
    key: z._default(z.enum(['bearer', 'api-key', 'none']), 'bearer'),
    /** What the service calls the longest answer; older servers know `max_tokens` alone. */
    outputLimit: z._default(z.enum(['max_completion_tokens', 'max_tokens']), 'max_completion_tokens'),
  }),
  z.strictObject({
    service: z.literal('gemini'),
    ...common,
    baseUrl: z._default(address, 'https://generativelanguage.googleapis.com/v1beta'),
  }),
]);

/** Language models of a stage. */
export const modelSettingsSchema = z.strictObject({
  /** In the order in which they are asked: who does not serve is followed by the next. */
  choices: z.array(choiceSchema).check(
    z.minLength(1, 'names no model: leave models out to have none'),
    z.maxLength(MAX_CHOICES),
    z.refine(
      (choices) => new Set(choices.map(({ name }) => name)).size === choices.length,
      'two models have one name',
    ),
  ),
  /** All of them together take no longer, ms. */
  withinMs: z._default(integer(3_000, MAX_WITHIN_MS), MAX_WITHIN_MS),
  /** Most that may be spent; what a call can cost at most is counted before it is made. */
  budgetUsd: z.strictObject({
    month: z.number().check(z.positive()),
    /** On the submissions of one session. */
    session: z.number().check(z.positive()),
  }),
  /** What is taken out of a source before it is sent. */
  policy: z.prefault(
    z.strictObject({
      stripComments: z._default(z.boolean(), true),
      stripPersonalData: z._default(z.boolean(), true),
    }),
    {},
  ),
});

export type ModelSettings = z.output<typeof modelSettingsSchema>;
export type ModelChoice = ModelSettings['choices'][number];
export type ModelPolicy = ModelSettings['policy'];
export type ModelService = ModelChoice['service'];
