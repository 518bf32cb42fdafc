import * as z from 'zod';
import * as bulk from './bulk.ts';
import { EVERYBODY, idempotencyKey, inSession, pageOf, STAFF, ulid } from './common.ts';
import * as reviews from './reviews.ts';
import type { Route } from './route.ts';

const inReview = z.object({ reviewId: ulid });

/** What a source is told of itself, by its name. */
export const reviewRoutes = {
  createReview: {
    method: 'POST',
    path: '/v1/reviews',
    roles: STAFF,
    summary: 'Have a source reviewed',
    description:
      'Nothing of it is run. 202 means taken: it ends as `reviewed` or as `failed` with a reason. With `Prefer: wait=N` (up to 25 s) it is answered with its report, 200, as soon as that is there. What was reviewed before by the same rules is answered with that report at once, 200, with its age in `cached`, and counts for no review of a plan: ten times as many are answered so as a plan has reviews. With an Idempotency-Key, sending it again answers the same review; without one it does until that review is over.',
    headers: z.object({
      'idempotency-key': idempotencyKey(bulk.KEY_FORM, bulk.KEY_FAULT),
      prefer: z
        .string()
        .max(1_000)
        .optional()
        .describe('`wait=N`: seconds to wait for the report (RFC 7240)'),
    }),
    body: reviews.reviewRequest,
    status: 202,
    otherStatus: 200,
    location: '/v1/reviews/{reviewId}',
    answer: reviews.review,
    errors: ['limit-reached', 'key-reused', 'conflict', 'too-large'],
  },
  listReviews: {
    method: 'GET',
    path: '/v1/reviews',
    roles: STAFF,
    summary: 'Reviews, newest first',
    description: "Your own, or those of a session's submissions for its staff; without their reports.",
    query: reviews.reviewsQuery,
    status: 200,
    answer: pageOf(reviews.review),
    errors: ['not-found'],
  },
  listReviewRules: {
    method: 'GET',
    path: '/v1/reviews/rules',
    roles: STAFF,
    summary: 'The rules that reviews look by',
    query: reviews.reviewRulesQuery,
    status: 200,
    answer: reviews.reviewRules,
  },
  getReview: {
    method: 'GET',
    path: '/v1/reviews/{reviewId}',
    roles: STAFF,
    summary: 'One review with its report',
    description:
      "Somebody else's review is not found. Until it has a report, `Retry-After` says when to ask again.",
    params: inReview,
    headers: z.object({
      accept: z.string().max(1_000).optional().describe(`\`${reviews.SARIF}\`: the report as SARIF 2.1.0`),
    }),
    status: 200,
    answer: reviews.review,
    documents: [reviews.SARIF],
    errors: ['not-found', 'not-yet'],
  },
  getReviewSource: {
    method: 'GET',
    path: '/v1/reviews/{reviewId}/source',
    roles: STAFF,
    summary: 'What was reviewed',
    params: inReview,
    status: 200,
    answer: reviews.reviewSource,
    errors: ['not-found'],
  },
  createSubmissionReview: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/submissions/{submissionId}/reviews',
    roles: STAFF,
    summary: 'Have a submission reviewed',
    description:
      'At any time, whatever the policy of its session says; it counts for no plan. A submission has one review, whose id is the submission’s: 200 where it is done by the rules as they are now, 202 where it is on its way. One that failed, or was done by other rules, is done anew.',
    params: inSession.extend({ submissionId: ulid }),
    status: 202,
    otherStatus: 200,
    location: '/v1/reviews/{reviewId}',
    answer: reviews.review,
    errors: ['not-found', 'too-large'],
  },
  getSubmissionReview: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/submissions/{submissionId}/review',
    roles: EVERYBODY,
    summary: 'The review of a submission',
    description:
      'For staff; and for whose submission it is, without what is for staff alone, once the session’s policy says `participants`, its window has closed for everybody, and its policy hides no verdicts or points of theirs (`shows`) any more. For everybody else, and where there is none, it is not found.',
    params: inSession.extend({ submissionId: ulid }),
    status: 200,
    answer: reviews.review,
    errors: ['not-found'],
  },
  analyze: {
    method: 'POST',
    path: '/v1/analyze',
    roles: STAFF,
    summary: 'Have a contract reviewed, as the older system did',
    description:
      'A review of Solidity that is waited for, in the older shape. Where it is not done in time it is answered 503 with `Retry-After`: asked again, it is no second review, and is answered by what was found meanwhile.',
    body: reviews.analyzeRequest,
    status: 200,
    answer: reviews.analyzeAnswer,
    errors: ['limit-reached', 'too-large'],
  },
} as const satisfies Record<string, Route>;
