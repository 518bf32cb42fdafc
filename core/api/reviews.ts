import * as z from 'zod';
import { CONFIDENCES } from '../review/finding.ts';
import { MAX_REVIEW_BYTES } from '../review/review-limits.ts';
import { CATEGORIES, RULE_KINDS, SEVERITIES } from '../review/rule.ts';
import { actor, instant, label, languageId, pageQuery, readable, ulid, usd, username } from './common.ts';

/** Media type of SARIF. */
export const SARIF = 'application/sarif+json';

const kind = z.enum([...RULE_KINDS, 'all']);

/** Body of POST /v1/reviews. */
export const reviewRequest = z
  .strictObject({
    source: z
      .string()
      .min(1, 'is empty')
      .describe(`One file of UTF-8, without NUL; at most ${MAX_REVIEW_BYTES / 1024} KiB`),
    language: languageId.describe('`solidity`, or a language of exams'),
    name: readable.trim().min(1).max(200).exactOptional().describe('What the file is called'),
    kind: kind.default('all').describe('Which rules look'),
  })
  .meta({
    id: 'ReviewRequest',
    examples: [
      {
        name: 'Purse.sol',
        language: 'solidity',
        source:
          'pragma solidity ^0.8.0;\ncontract Purse {\n  function leave() public { selfdestruct(payable(msg.sender)); }\n}\n',
        kind: 'security',
      },
    ],
  });
export type ReviewRequest = z.infer<typeof reviewRequest>;

const swc = z.string().describe('In the SWC registry, e.g. SWC-107');
const cwe = z.string().describe('E.g. CWE-841');

/** A rule that reviews look by. */
export const reviewRule = z
  .object({
    ruleId: z.string().describe('Never changes its meaning'),
    title: z.string(),
    kind: z.enum(RULE_KINDS),
    category: z.enum(CATEGORIES),
    severity: z.enum(SEVERITIES),
    description: z.string(),
    recommendation: z.string(),
    swc: swc.optional(),
    dasp: z.int().optional().describe("Place in DASP's top ten"),
    cwe: cwe.optional(),
  })
  .meta({ id: 'ReviewRule' });
export type ReviewRuleView = z.infer<typeof reviewRule>;

/** Something in a source that whoever wrote it should look at. */
export const reviewFinding = z
  .object({
    ruleId: z.string(),
    title: z.string(),
    kind: z.enum(RULE_KINDS),
    category: z.enum(CATEGORIES),
    severity: z.enum(SEVERITIES),
    confidence: z.enum(CONFIDENCES),
    line: z.int().min(1),
    column: z.int().min(1).optional(),
    endLine: z.int().min(1).optional(),
    endColumn: z.int().min(1).optional(),
    message: z.string(),
    recommendation: z.string(),
    swc: swc.optional(),
    cwe: cwe.optional(),
    foundBy: z
      .enum(['detector', 'sandbox', 'model'])
      .describe('The function itself, tools in a judge’s sandbox, or a language model'),
    staffOnly: z.literal(true).optional().describe('Shown to staff alone'),
  })
  .meta({ id: 'ReviewFinding' });
export type ReviewFindingView = z.infer<typeof reviewFinding>;

const score = z.int().min(0).max(100);
const counts = z.record(z.enum(SEVERITIES), z.int()).describe('Findings by severity');

/** What a review came to. */
export const reviewReport = z
  .object({
    score,
    counts,
    findings: z.array(reviewFinding).describe('By place'),
    gaps: z
      .array(z.object({ what: z.string(), why: z.string() }))
      .describe('What was not looked at: no finding there means nothing'),
    ruleSet: z.string().describe('Which rules looked; changes with any of them'),
    model: z
      .object({
        service: z.string().optional(),
        model: z.string().optional(),
        standIn: z.literal(true).optional().describe('Another than the first model of the stage served'),
        usd,
        dropped: z.int().describe('Findings of it that pointed at nothing, and are not shown'),
        notes: z.array(z.string()),
      })
      .optional()
      .describe('Where a language model was to be asked beside the rules'),
  })
  .meta({ id: 'ReviewReport' });
export type ReviewReportView = z.infer<typeof reviewReport>;

/** What a review came to, in a line of a list. */
export const reviewSummary = z
  .object({
    score,
    counts,
    rules: z
      .array(z.object({ ruleId: z.string(), severity: z.enum(SEVERITIES), count: z.int().min(1) }))
      .describe('That found something, with how often'),
  })
  .meta({ id: 'ReviewSummary' });

/** A review, on its way or done. */
export const review = z
  .object({
    reviewId: ulid,
    state: z.enum(['queued', 'running', 'reviewed', 'failed']),
    language: z.string(),
    name: z.string().optional(),
    kind,
    bytes: z.int(),
    requestedAt: instant,
    requestedBy: actor.describe('Who asked, as decisions name them; `the session` where its policy did'),
    sessionId: ulid.optional().describe('With `submissionId`: of a submission'),
    submissionId: ulid.optional(),
    participantId: username.optional(),
    problem: label.optional(),
    reviewedAt: instant.optional(),
    cached: z
      .object({ ageSeconds: z.int().min(0) })
      .optional()
      .describe('The same source was reviewed by the same rules before; this is that answer'),
    source: z.string().optional().describe('What was looked at; of one review that is asked for by its id'),
    report: reviewReport.optional().describe('Once it is `reviewed`, of one that is asked for by its id'),
    summary: reviewSummary.optional().describe('Once it is `reviewed`, in lists'),
    reason: z.string().optional().describe('Why it is `failed`'),
  })
  .meta({ id: 'Review' });
export type ReviewView = z.infer<typeof review>;

/** Query of GET /v1/reviews. */
export const reviewsQuery = pageQuery.extend({
  sessionId: ulid.optional().describe("Only of this session's submissions; else what was asked for by you"),
  submissionId: ulid.optional().describe('Only of this submission; with `sessionId`'),
});

/** Query of GET /v1/reviews/rules. */
export const reviewRulesQuery = z.strictObject({
  language: languageId.optional().describe('Only those that look at it'),
});

/** The rules of every language that is reviewed. */
export const reviewRules = z
  .object({
    languages: z.array(
      z.object({
        language: z.string(),
        ruleSet: z.string().describe('Changes with any of its rules'),
        rules: z.array(z.string()).describe('Their ids'),
      }),
    ),
    rules: z.array(reviewRule),
  })
  .meta({ id: 'ReviewRules' });

/** What was reviewed. */
export const reviewSource = z
  .object({ reviewId: ulid, language: z.string(), name: z.string().optional(), source: z.string() })
  .meta({ id: 'ReviewSource' });

/** Body of POST /v1/analyze, as the older system took it. */
export const analyzeRequest = z
  .strictObject({
    contract_code: z.string().min(1, 'is empty'),
    contract_name: z.string().max(200).optional(),
    analysis_type: z
      .string()
      .max(100)
      .default('security')
      .describe('`security`, `quality`, `style`, or `all`; `full` and `comprehensive` are all, too'),
  })
  .meta({ id: 'AnalyzeRequest' });

/** Answer of POST /v1/analyze, as the older system gave it. */
export const analyzeAnswer = z
  .object({
    request_id: z.string(),
    analysis_report: z.object({
      vulnerabilities: z.array(
        z.object({
          type: z.string(),
          severity: z.string(),
          line_number: z.int(),
          description: z.string(),
          recommendation: z.string(),
        }),
      ),
      overall_security_score: z.int().min(0).max(100),
    }),
    service_used: z.string(),
    model_used: z.string(),
    processing_time: z.number().describe('s'),
    timestamp: z.string(),
    message: z.string(),
  })
  .meta({ id: 'AnalyzeAnswer' });
