import type { SpanFacts } from '../../core/api/present-monitoring.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { given } from '../../core/exam/given.ts';
import type { Granularity } from '../../core/metrics/metric-series-store.ts';
import { decideRange } from '../../core/monitoring/decide-range.ts';
import { type FiguresOfSpan, readFigures } from '../../core/monitoring/read-figures.ts';
import type { Span } from '../../core/monitoring/span.ts';
import type { Services } from './services.ts';

/** Of which time, and how finely, as it is asked. */
interface RangeQuery {
  readonly granularity: Granularity;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * Reads the figures that a query asks for, from the baseline on.
 * @throws ApiProblem `invalid-request` for a range that is none or too long, `not-found` for a session that is not there
 */
export async function readMonitored(
  query: RangeQuery & { readonly sessionId?: string | undefined },
  { monitoring, sessions, clock }: Pick<Services, 'monitoring' | 'sessions' | 'clock'>,
): Promise<{ readonly figures: FiguresOfSpan; readonly facts: SpanFacts }> {
  const { granularity, sessionId } = query;
  const now = clock.now();
  const span = readSpan(query, now);
  const [baseline, session] = await Promise.all([
    monitoring.getBaseline(),
    sessionId === undefined ? undefined : sessions.get(sessionId),
  ]);
  if (sessionId !== undefined && session === undefined)
    throw new ApiProblem('not-found', `there is no session ${sessionId}`);
  const figures = await readFigures(monitoring, granularity, span, baseline, sessionId);
  return { figures, facts: { now, granularity, baseline, sessionId } };
}

/** The span of whole buckets that a query asks for. @param most how many, where that is less than of figures @throws ApiProblem `invalid-request` for a range that is none or too long */
export function readSpan({ granularity, from, until }: RangeQuery, now: number, most?: number): Span {
  const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  const range = decideRange({ granularity, ...given({ from: at(from), until: at(until) }) }, now, most);
  if (range.action === 'read') return range.span;
  throw new ApiProblem('invalid-request', `${range.field} ${range.reason}`, {
    faults: [{ field: range.field, detail: range.reason }],
  });
}
