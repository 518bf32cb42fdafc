import { inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import { CONFIDENCES } from '../../core/review/finding.ts';
import type { Review } from '../../core/review/review.ts';
import type { KeptFailure, KeptResult, ReviewKeyUse } from '../../core/review/review-store.ts';
import { CATEGORIES, RULE_KINDS, SEVERITIES } from '../../core/review/rule.ts';
import { rowKindOf } from './row-kind.ts';

const severity = z.enum(SEVERITIES);
const kind = z.enum([...RULE_KINDS, 'all']);

const base = {
  reviewId: z.string(),
  owner: z.string(),
  requestedBy: z.string(),
  requestedAt: z.number(),
  language: z.string(),
  name: z.exactOptional(z.string()),
  kind,
  bytes: z.number(),
  sourceHash: z.string(),
  submission: z.exactOptional(
    z.object({
      sessionId: z.string(),
      submissionId: z.string(),
      participantId: z.string(),
      problem: z.string(),
      problemId: z.string(),
      problemVersion: z.number(),
    }),
  ),
  attempts: z.number(),
  starvedTries: z.exactOptional(z.number()),
  usdBefore: z.exactOptional(z.number()),
};
/** A review. */
export const reviewRow = rowKindOf<Review>()(
  'review',
  z.discriminatedUnion('state', [
    z.object({ ...base, state: z.literal('queued') }),
    z.object({
      ...base,
      state: z.literal('running'),
      lease: z.object({ leaseId: z.string(), until: z.number() }),
    }),
    z.object({
      ...base,
      state: z.literal('reviewed'),
      reviewedAt: z.number(),
      resultKey: z.string(),
      summary: z.object({
        score: z.number(),
        counts: z.record(severity, z.number()),
        rules: z.array(z.object({ ruleId: z.string(), severity, count: z.number() })),
      }),
      cachedFrom: z.exactOptional(z.number()),
      usd: z.number(),
    }),
    z.object({
      ...base,
      state: z.literal('failed'),
      failedAt: z.number(),
      reason: z.string(),
      usd: z.number(),
    }),
  ]),
);

const text = (packed: unknown) => inflateRawSync(packed as Uint8Array).toString('utf8');

/** A source, packed. */
export const sourceRow = rowKindOf<{ readonly source: string }>()(
  'reviewed source',
  z.object({ source: z.string() }),
  {
    unfold: (stored) => ({ ...stored, source: text(stored['packed']) }),
  },
);

/** A result; its report packed, so that it fits a row, and is paid for by what it holds. */
export const resultRow = rowKindOf<KeptResult>()(
  'result of a review',
  z.object({
    madeAt: z.number(),
    report: z.object({
      findings: z.array(
        z.object({
          line: z.number(),
          column: z.exactOptional(z.number()),
          endLine: z.exactOptional(z.number()),
          endColumn: z.exactOptional(z.number()),
          ruleId: z.string(),
          kind: z.enum(RULE_KINDS),
          category: z.enum(CATEGORIES),
          severity,
          confidence: z.enum(CONFIDENCES),
          message: z.string(),
          recommendation: z.exactOptional(z.string()),
          foundBy: z.enum(['detector', 'sandbox', 'model']),
          audience: z.exactOptional(z.literal('staff')),
        }),
      ),
      gaps: z.array(z.object({ what: z.string(), why: z.string() })),
      score: z.number(),
      ruleSet: z.string(),
      model: z.exactOptional(
        z.object({
          service: z.optional(z.string()),
          model: z.optional(z.string()),
          standIn: z.exactOptional(z.literal(true)),
          usd: z.number(),
          dropped: z.number(),
          notes: z.array(z.string()),
        }),
      ),
    }),
  }),
  { unfold: (stored) => ({ ...stored, report: JSON.parse(text(stored['packed'])) as unknown }) },
);

/** Why there is no result. */
export const failureRow = rowKindOf<KeptFailure>()(
  'failure of a review',
  z.object({ reason: z.string(), failedAt: z.number(), againAt: z.number() }),
);

/** What a client's key stands for. */
export const keyUseRow = rowKindOf<ReviewKeyUse>()(
  'key of a review',
  z.object({ reviewId: z.string(), digest: z.string() }),
);
