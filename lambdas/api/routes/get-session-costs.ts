import { presentSessionCosts } from '../../../core/api/present-costs.ts';
import { billSession } from '../../../core/costs/bill.ts';
import { divideBill } from '../../../core/costs/divide-bill.ts';
import { sumCost } from '../../../core/costs/estimate.ts';
import { measuredUse } from '../../../core/costs/measured-use.ts';
import { requestLines } from '../../../core/costs/request-lines.ts';
import { spendOf } from '../../../core/costs/spend.ts';
import { countDigests } from '../../../core/submissions/submission-feed.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getSessionCosts: RouteHandler<'getSessionCosts'> = async (
  { params, query, caller },
  services,
) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId, settledAt } = session;
  const { prices, volumeGb } = services.bookingLimits;
  const now = services.clock.now();
  const [hosts, submissions, roster, kept] = await Promise.all([
    services.hosts.listHosts(sessionId),
    services.feedOf(sessionId).refresh(now, session),
    services.sessions.listParticipants(sessionId),
    settledAt === undefined ? undefined : services.bills.get(sessionId),
  ]);
  const until = settledAt ?? now;
  const use = measuredUse(
    session,
    {
      submissions: countDigests(submissions).accepted,
      judgeCalls: submissions.reduce((sum, { judgeCalls }) => sum + judgeCalls, 0),
      judgeCallsSaved: submissions.reduce((sum, { callsSaved }) => sum + callsSaved, 0),
      judgingMs: submissions.reduce((sum, { judgingMs = 0 }) => sum + judgingMs, 0),
    },
    until,
  );
  const bill = kept ?? billSession(sessionId, hosts, use, prices, { now: until, volumeGb });
  const division = divideBill(bill, {
    submissions,
    roster: roster.map(({ participantId }) => participantId),
    hosts,
    prices,
    volumeGb,
    now: until,
  });
  const counted = sumCost(requestLines(use, prices)).usd;
  return presentSessionCosts(session, {
    bill,
    spend: spendOf(session, hosts, { prices, volumeGb }, now, counted),
    division,
    labels: new Map(submissions.map(({ submissionId, label }) => [submissionId, label])),
    by: query.by,
    cursor: query.cursor,
    now,
  });
};
