import { costStateOf, type MonthSession, presentMonth } from '../../../core/api/present-costs.ts';
import { spendOf } from '../../../core/costs/spend.ts';
import { monthOf, spanOfMonth } from '../../../core/costs/sum-month.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** Sessions read at a time. */
const PAGE = 100;
const AT_ONCE = 25;

export const listCosts: RouteHandler<'listCosts'> = async ({ query, caller }, services) => {
  const now = services.clock.now();
  const { month = monthOf(now) } = query;
  const { from, until } = spanOfMonth(month);
  const mine = caller.roles.includes('operator') ? {} : { owner: caller.username };
  const sessions: Session[] = [];
  let cursor: string | undefined;
  do {
    const page = await services.sessions.list({
      limit: PAGE,
      from,
      to: until,
      order: 'soonest',
      ...mine,
      ...(cursor === undefined ? {} : { cursor }),
    });
    sessions.push(...page.items.filter(({ times }) => times.opensAt >= from && times.opensAt < until));
    cursor = page.cursor;
  } while (cursor !== undefined);
  const entries: MonthSession[] = [];
  for (let start = 0; start < sessions.length; start += AT_ONCE)
    entries.push(
      ...(await Promise.all(
        sessions.slice(start, start + AT_ONCE).map((session) => entryOf(session, services, now)),
      )),
    );
  return presentMonth(month, entries, now);
};

async function entryOf(session: Session, services: Services, now: number): Promise<MonthSession> {
  const { sessionId, times, estimateUsd } = session;
  const state = costStateOf(session, now);
  const entry = { session, sessionId, opensAt: times.opensAt, state };
  if (state === 'estimated')
    return { ...entry, usd: session.cancelledAt === undefined ? estimateUsd : 0, spentUsd: 0 };
  const bill = state === 'final' ? await services.bills.get(sessionId) : undefined;
  if (bill !== undefined) return { ...entry, usd: bill.usd, spentUsd: bill.usd };
  const hosts = await services.hosts.listHosts(sessionId);
  const { spentUsd, forecastUsd } = spendOf(session, hosts, services.bookingLimits, now);
  return { ...entry, usd: forecastUsd, spentUsd };
}
