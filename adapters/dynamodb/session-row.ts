import * as z from 'zod/mini';
import { INTERACTORS, REVIEWS_POLICIES, type Session, SHOWS } from '../../core/exam/session.ts';
import { rulesSchema } from './grading-rules-schema.ts';
import { recipientsSchema } from './message-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, sessionPk, type Table } from './table.ts';

/** What the rows of sessions have as `kind`, by which the index of all sessions has them. */
export const SESSION_KIND = 'SESSION';

const judge = z.object({ url: z.string(), tokenParameter: z.string(), slots: z.number() });
const text = z.exactOptional(z.string());
const fact = { eventId: z.string(), sessionId: z.string(), at: z.number(), reason: z.string() };
const rejudging = z.object({
  rejudgingId: z.string(),
  label: z.string(),
  problemId: z.string(),
  fromVersion: z.number(),
  version: z.number(),
  filter: z.object({ participantId: text, submissionId: text, verdict: text, language: text }),
  reason: text,
  judgedIn: z.string(),
  createdAt: z.number(),
  createdBy: z.string(),
  state: z.enum(['open', 'judging', 'applied', 'discarded']),
  submissions: z.number(),
  endedAt: z.exactOptional(z.number()),
  endedBy: text,
});
export const sessionRow = rowKindOf<Session>()(
  'session',
  z.object({
    sessionId: z.string(),
    name: z.string(),
    owner: z.string(),
    times: z.object({
      bookedAt: z.number(),
      launchAt: z.number(),
      opensAt: z.number(),
      closesAt: z.number(),
      lastClosesAt: z.number(),
      deadlineAt: z.number(),
      terminateAt: z.number(),
    }),
    problems: z.array(z.object({ label: z.string(), problemId: z.string(), version: z.number() })),
    languages: z.array(z.string()),
    languagesDropped: z.exactOptional(
      z.array(z.object({ language: z.string(), reason: z.string(), droppedAt: z.number() })),
    ),
    participantCount: z.number(),
    policy: z.object({
      testCases: z.enum(['first-failure', 'run-all']),
      maxSubmissionsPerProblem: z.exactOptional(z.number()),
      minIntervalMs: z.number(),
      shows: z.exactOptional(z.enum(SHOWS)),
      interactors: z.exactOptional(z.enum(INTERACTORS)),
      targetWaitMs: z.exactOptional(z.number()),
      reviews: z.exactOptional(z.enum(REVIEWS_POLICIES)),
    }),
    grading: z.exactOptional(rulesSchema),
    gradesPublishedAt: z.exactOptional(z.number()),
    rehearsal: z.exactOptional(z.literal(true)),
    bellHeldUntil: z.exactOptional(z.number()),
    deployment: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('fleet') }),
      z.object({ kind: z.literal('direct'), judges: z.array(judge) }),
      z.object({ kind: z.literal('pooled'), judge }),
    ]),
    fleetSize: z.exactOptional(
      z.object({
        instanceType: z.string(),
        alternatives: z.exactOptional(z.array(z.string())),
        hosts: z.number(),
        slotsPerHost: z.number(),
        leastHosts: z.exactOptional(z.number()),
        resized: z.exactOptional(
          z.object({
            booked: z.number(),
            grown: z.number(),
            held: z.exactOptional(z.number()),
            at: z.number(),
          }),
        ),
      }),
    ),
    fleet: z.enum(['none', 'launching', 'ready', 'draining', 'gone', 'failed']),
    fleetReason: z.string(),
    cancelledAt: z.exactOptional(z.number()),
    cancelReason: z.exactOptional(z.string()),
    join: z.exactOptional(z.object({ code: z.string(), seats: z.exactOptional(z.number()) })),
    paused: z.exactOptional(z.object({ at: z.number(), reason: z.string() })),
    withoutHostsSince: z.exactOptional(z.number()),
    watch: z.exactOptional(z.object({ everyMs: z.number(), until: z.number(), by: z.string() })),
    askedRecovery: z.exactOptional(
      z.object({ at: z.number(), by: z.string(), reason: z.string(), hostIds: z.array(z.string()) }),
    ),
    rejudgings: z.exactOptional(z.array(rejudging)),
    untold: z.exactOptional(
      z.array(
        z.object({
          noticeId: z.string(),
          at: z.number(),
          text: z.string(),
          to: recipientsSchema,
          opensAt: z.exactOptional(z.number()),
          closesAt: z.exactOptional(z.number()),
        }),
      ),
    ),
    unannounced: z.exactOptional(
      z.array(
        z.discriminatedUnion('type', [
          z.object({ ...fact, type: z.literal('session.fleet'), state: z.string() }),
          z.object({ ...fact, type: z.literal('session.languages'), dropped: z.array(z.string()) }),
          z.object({
            ...fact,
            type: z.literal('session.budget'),
            state: z.string(),
            budgetUsd: z.number(),
            spentUsd: z.number(),
          }),
        ]),
      ),
    ),
    restoredAt: z.exactOptional(z.number()),
    settledAt: z.exactOptional(z.number()),
    estimateUsd: z.number(),
    requestsUsd: z.exactOptional(z.number()),
    budgetUsd: z.exactOptional(z.number()),
    budgetTold: z.exactOptional(
      z.object({ state: z.enum(['near', 'used']), at: z.number(), reason: z.string() }),
    ),
    revision: z.number(),
  }),
);

/** The key of a session's own row. */
export const metaKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'META' });
/** Lists are sorted by opening time; the id breaks ties, so that a page never ends between equals. */
export const sortOf = (opensAt: number, sessionId: string): string =>
  `${new Date(opensAt).toISOString()}#${sessionId}`;

/** How somebody has to do with a session. */
export type Relation = 'OWNED' | 'SEAT';
/**
 * What a person's own list is read from: a row a session and person, in the person's partition. A session that moves
 * gets rows under its new time before it moves; those of the old time stay behind, and lists pass over them.
 */
export const personKey = (person: string, relation: Relation, opensAt: number, sessionId: string) => ({
  pk: `PERSON#${person}`,
  sk: `${relation}#${sortOf(opensAt, sessionId)}`,
});

/** Reads a session as it stands. @throws InvalidRecordError */
export async function readSession(table: Table, sessionId: string): Promise<Session | undefined> {
  return sessionRow.readIf(table, await getItem(table, metaKey(sessionId)));
}
