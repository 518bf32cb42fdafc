import * as z from 'zod/mini';

const base = { hostId: z.string(), at: z.number() };

/** What examining a host found, as it travels and as it is stored. */
export const examinationSchema = z.object({
  passed: z.boolean(),
  reason: z.string(),
  examinedAt: z.number(),
  batchLanguages: z.array(z.string()),
  singleLanguages: z.array(z.string()),
  notJudged: z.array(z.object({ language: z.string(), reason: z.string(), lacking: z.boolean() })),
  headStarts: z.optional(z.array(z.object({ language: z.string(), share: z.number() }))),
  openTo: z.optional(z.string()),
  sandbox: z.string(),
  longestCallMs: z.number(),
  speedFactor: z.optional(z.number()),
  architecture: z.string(),
  slots: z.optional(z.int()),
});

/** The answer of host-prober, as it travels between functions. */
export const findingsSchema = z.object({
  findings: z.array(
    z.discriminatedUnion('kind', [
      z.object({ ...base, kind: z.literal('unreachable'), detail: z.string() }),
      z.object({ ...base, kind: z.literal('reachable') }),
      z.object({ ...base, kind: z.literal('unfinished'), detail: z.string() }),
      z.object({
        ...base,
        kind: z.literal('examined'),
        examination: examinationSchema,
      }),
      z.object({
        ...base,
        kind: z.literal('probed'),
        healthy: z.boolean(),
        detail: z.string(),
        latencyMs: z.number(),
        speedFactor: z.optional(z.number()),
      }),
    ]),
  ),
});

/** What host-prober is invoked with. */
export const probeEventSchema = z.object({
  requests: z.array(
    z.object({
      hostId: z.string().check(z.minLength(1)),
      url: z.string().check(z.regex(/^https?:\/\/[^/\s]+$/, 'must be http(s)://address:port')),
      token: z.string(),
      task: z.enum(['reach', 'examine', 'probe']),
      languages: z.array(z.string()),
      measures: z.optional(z.boolean()),
    }),
  ),
});
