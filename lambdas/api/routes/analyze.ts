import { presentAnalysis } from '../../../core/api/present-review.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import type { ReviewKind } from '../../../core/review/review.ts';
import { RULE_KINDS } from '../../../core/review/rule.ts';
import { MAX_WAIT_S } from '../await-verdict.ts';
import { awaitReview, expectReview, requestReview, showReview } from '../reviews.ts';
import type { RouteHandler } from '../route-handler.ts';

/** When to ask again at the earliest for what was not done in time, ms. */
const AGAIN_MS = 2_000;
/** How long a place to wait in is looked for, ms: most reviews are done by then, and the older client can only wait. */
const PATIENCE_MS = 2_000;
/** What the older system called everything. */
const EVERYTHING = ['all', 'full', 'comprehensive'];

export const analyze: RouteHandler<'analyze'> = async ({ body, caller, receivedAt }, services) => {
  const { contract_code: source, contract_name: name } = body;
  const named = name === undefined || name.trim() === '' ? {} : { name: name.trim() };
  const wish = { source, language: 'solidity', kind: kindOf(body.analysis_type), ...named };
  const { review: taken, known } = await requestReview(services, caller, wish);
  const { seen } = await awaitReview(services, taken, receivedAt + MAX_WAIT_S * 1_000, PATIENCE_MS);
  if (seen.state === 'failed')
    throw new ApiProblem('invalid-request', `the contract cannot be reviewed: ${seen.reason}`);
  const view = await showReview(services, seen, known);
  const { report } = view;
  if (report === undefined)
    throw new ApiProblem(
      'unavailable',
      `the review ${seen.reviewId} is not done yet: ask again with the same content, or GET /v1/reviews/${seen.reviewId}`,
      { retryAfterMs: Math.max(AGAIN_MS, await expectReview(services, seen)) },
    );
  return presentAnalysis({ ...view, report }, services.clock.now() - receivedAt);
};

/** @throws ApiProblem for a kind that is none */
function kindOf(analysisType: string): ReviewKind {
  const asked = analysisType.trim().toLowerCase();
  if (EVERYTHING.includes(asked)) return 'all';
  const kind = RULE_KINDS.find((one) => one === asked);
  if (kind !== undefined) return kind;
  const detail = `${JSON.stringify(analysisType)} is no kind of analysis: it is one of ${[...RULE_KINDS, ...EVERYTHING].join(', ')}`;
  throw new ApiProblem('invalid-request', `the request has a fault: analysis_type ${detail}`, {
    faults: [{ field: 'analysis_type', detail }],
  });
}
