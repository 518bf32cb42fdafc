import type { SpanFacts } from '../../core/api/present-monitoring.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { given } from '../../core/exam/given.ts';
import type { Granularity } from '../../core/metrics/metric-series-store.ts';
import { decideRange } from '../../core/monitoring/decide-range.ts';
import { type FiguresOfSpan, readFigures } from '../../core/monitoring/read-figures.ts';
import type { Services } from './services.ts';

/**
 * Reads the figures that a query asks for, from the baseline on.
 * @throws ApiProblem `invalid-request` for a range that is none or too long, `not-found` for a session that is not there
 */
export async function readMonitored(
  query: {
    readonly granularity: Granularity;
    readonly from?: string | undefined;
    readonly until?: string | undefined;
    readonly sessionId?: string | undefined;
  },
  { monitoring, sessions, clock }: Pick<Services, 'monitoring' | 'sessions' | 'clock'>,
): Promise<{ readonly figures: FiguresOfSpan; readonly facts: SpanFacts }> {
  const { granularity, sessionId } = query;
  const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  const now = clock.now();
  const range = decideRange({ granularity, ...given({ from: at(query.from), until: at(query.until) }) }, now);
  if (range.action === 'refuse')
    throw new ApiProblem('invalid-request', `${range.field} ${range.reason}`, {
      faults: [{ field: range.field, detail: range.reason }],
    });
  const [baseline, session] = await Promise.all([
    monitoring.getBaseline(),
    sessionId === undefined ? undefined : sessions.get(sessionId),
  ]);
  if (sessionId !== undefined && session === undefined)
    throw new ApiProblem('not-found', `there is no session ${sessionId}`);
  const figures = await readFigures(monitoring, granularity, range.span, baseline, sessionId);
  return { figures, facts: { now, granularity, baseline, sessionId } };
}
