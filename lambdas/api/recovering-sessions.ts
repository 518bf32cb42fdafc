import type { RecoveringSession } from '../../core/api/present-resilience.ts';
import type { Range } from '../../core/api/read-range.ts';
import type { Session } from '../../core/exam/session.ts';
import type { Services } from './services.ts';

/** Hosts are there before the opening and after the close, ms. */
const BESIDE_WINDOW_MS = 6 * 3_600_000;
const PAGE = 100;
/** Queries at a time. */
const AT_ONCE = 20;

/** Of what time recoveries are read: each session of it is a query. */
export const MOST_RECOVERIES_MS = 92 * 86_400_000;

/** The sessions that may have had hosts in a time, with these. @param rehearsals whether those are among them, whose hosts may be ended on purpose */
export async function readRecovering(
  { sessions, hosts }: Pick<Services, 'sessions' | 'hosts'>,
  { from, until }: Range,
  rehearsals: 'with-rehearsals' | 'exams' = 'exams',
): Promise<readonly RecoveringSession[]> {
  const found: Session[] = [];
  let cursor: string | undefined;
  do {
    const page = await sessions.list({
      limit: PAGE,
      from: from - BESIDE_WINDOW_MS,
      to: until + BESIDE_WINDOW_MS,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(
      ...page.items.filter(
        ({ deployment, rehearsal }) =>
          deployment.kind === 'fleet' && (rehearsal !== true || rehearsals === 'with-rehearsals'),
      ),
    );
    cursor = page.cursor;
  } while (cursor !== undefined);
  const known: RecoveringSession[] = [];
  for (let start = 0; start < found.length; start += AT_ONCE)
    known.push(
      ...(await Promise.all(
        found.slice(start, start + AT_ONCE).map(async ({ sessionId, name, fleetSize }) => ({
          sessionId,
          name,
          hosts: await hosts.listHosts(sessionId),
          grown: fleetSize?.resized?.grown ?? 0,
        })),
      )),
    );
  return known;
}
