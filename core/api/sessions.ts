import * as z from 'zod';
import { judge, policy } from './booking.ts';
import { fault, instant, label, languageId, milliseconds, problemId, ulid, usd, username } from './common.ts';
import { grading } from './grading-view.ts';

/** When what happens. */
export const sessionTimes = z
  .object({
    bookedAt: instant,
    launchAt: instant.describe('Hosts are launched'),
    opensAt: instant,
    closesAt: instant.describe("The window's end without extra time"),
    lastClosesAt: instant.describe("The window's end for whoever has the most extra time"),
    deadlineAt: instant.describe('Waiting for the queue ends'),
    terminateAt: instant.describe('Hosts are terminated whatever happens'),
  })
  .meta({ id: 'SessionTimes' });

export const windowState = z.enum(['before', 'open', 'closed']);
export const fleetState = z.enum(['none', 'launching', 'ready', 'draining', 'gone', 'failed']);

const bookedProblem = z.object({ label, problemId, name: z.string(), version: z.int() });

const sessionBase = z.object({
  sessionId: ulid,
  name: z.string(),
  window: windowState.describe(
    "Where the clock stands; a participant's own, with extra time, when a participant asks",
  ),
  times: sessionTimes.pick({ opensAt: true, closesAt: true }),
  languages: z.array(languageId).describe('What may be handed in'),
  languagesDropped: z
    .array(z.object({ language: languageId, reason: z.string() }))
    .optional()
    .describe('Booked, and judged by no host of the session, with what was found'),
  judgingFailed: z
    .string()
    .optional()
    .describe('Why nothing is judged: the hosts failed as a whole; what is handed in is quarantined'),
  withoutHostsSince: instant
    .optional()
    .describe(
      'While the window is open and no host judges: since when. What is handed in is kept, and judged later',
    ),
  policy,
  grading: grading.optional().describe('Absent: the best submission of each problem counts'),
  cancelled: z.object({ at: instant, reason: z.string() }).optional(),
  paused: z.object({ at: instant, reason: z.string() }).optional().describe('While no submissions are taken'),
});

/** A session as its instructor and operators see it. */
export const staffSession = sessionBase
  .extend({
    view: z.literal('staff'),
    owner: username,
    problems: z.array(bookedProblem),
    times: sessionTimes,
    participantCount: z.int(),
    rehearsal: z.literal(true).optional().describe('Nobody sits an exam in it'),
    join: z
      .object({ code: z.string(), seats: z.int().optional() })
      .optional()
      .describe('The code, as ABCD-EFGH, with which people put themselves on the roster'),
    deployment: z.object({ kind: z.enum(['fleet', 'direct', 'pooled']), judges: z.array(judge).optional() }),
    fleet: z.object({
      state: fleetState,
      reason: z.string(),
      instanceType: z.string().optional(),
      hosts: z.int().optional().describe('That it is to have now'),
      bookedHosts: z.int().optional().describe('That were booked, once it was resized'),
      leastHosts: z.int().optional().describe('That it may be reduced to'),
      resizedAt: instant.optional(),
      alternatives: z.array(z.string()).optional().describe('Types that may stand in for the first'),
      slotsPerHost: z.int().optional(),
    }),
    estimateUsd: usd,
    budgetUsd: usd.optional().describe('Absent: what the stage allows a session'),
    budgetTold: z
      .object({ state: z.enum(['near', 'used']), at: instant, reason: z.string() })
      .optional()
      .describe('That its budget is nearly spent, or keeps hosts from being launched'),
    gradesPublishedAt: instant.optional().describe('The rules of grading stand from then on'),
    settledAt: instant.optional().describe('From then on ledger and bill are final'),
    revision: z.int().describe('Send it back with a change'),
  })
  .meta({ id: 'StaffSession' });
export type StaffSession = z.infer<typeof staffSession>;

/** A session as somebody on its roster sees it. */
export const participantSession = sessionBase
  .extend({
    view: z.literal('participant'),
    problems: z
      .array(bookedProblem.partial().required({ label: true }))
      .describe('Only the labels before the session opens'),
    you: z.object({
      participantId: username,
      name: z.string(),
      extraTimeMs: milliseconds,
      closesAt: instant.describe('The end of your window'),
    }),
  })
  .meta({ id: 'ParticipantSession' });
export type ParticipantSession = z.infer<typeof participantSession>;

/** A session as a list has it: who asks decides the view. */
export type ListedSession = StaffSession | ParticipantSession;

/** Answer to a booking: what will happen when, and what it will cost. */
export const bookedSession = z
  .object({
    session: staffSession,
    plan: z.array(z.object({ at: instant, what: z.string() })).describe('In order of time'),
    estimate: z.object({ usd, lines: z.array(z.object({ what: z.string(), usd })) }),
    warnings: z.array(fault),
    dryRun: z.boolean(),
  })
  .meta({ id: 'BookedSession' });
export type BookedSession = z.infer<typeof bookedSession>;

/** A recorded automatic act. */
export const decision = z
  .object({ at: instant, subject: z.string(), action: z.string(), reason: z.string() })
  .meta({ id: 'Decision' });

/** Somebody on the roster. */
export const participant = z
  .object({
    participantId: username,
    name: z.string(),
    group: z.string().optional(),
    email: z.string().optional(),
    studentId: z.string().optional(),
    joinedAt: instant.optional().describe("When they put themselves on the roster with the session's code"),
    extraTimeMs: milliseconds,
    closesAt: instant,
  })
  .meta({ id: 'Participant' });
export type ParticipantView = z.infer<typeof participant>;

/** What became of one invitation. */
export const invitation = z
  .object({
    participantId: username,
    outcome: z
      .enum(['invited', 'none', 'waiting', 'there', 'other-address', 'no-address', 'failed'])
      .describe(
        'invited: mail with a first password was sent; of a dry run none: there is no account, waiting: nobody has logged in with it yet; there: they have logged in before; other-address: the account of this name has another mail address and was let be',
      ),
    reason: z.string().optional().describe('Why it failed'),
  })
  .meta({ id: 'Invitation' });
