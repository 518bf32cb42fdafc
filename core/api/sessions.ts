import * as z from 'zod';
import {
  fault,
  instant,
  label,
  languageId,
  milliseconds,
  pageQuery,
  problemId,
  ulid,
  usd,
  username,
  verdict,
} from './common.ts';

const extraTimeMinutes = z
  .number()
  .min(0)
  .max(24 * 60)
  .describe("Added to the end of this participant's window");

/** Somebody on the roster as booked. */
export const rosterEntry = z
  .strictObject({
    participantId: username.describe('The username that the participant logs in with'),
    name: z
      .string()
      .min(1)
      .max(200)
      .exactOptional()
      .describe('Shown on the scoreboard; the username when absent'),
    group: z.string().min(1).max(100).exactOptional(),
    extraTimeMinutes: extraTimeMinutes.default(0),
  })
  .meta({ id: 'RosterEntry' });

/** A Judge0 that is not launched by Assize. */
export const judge = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .describe('Base URL of the Judge0 API'),
    tokenParameter: z
      .string()
      .regex(/^\/assize\/[a-z]+\/judges\/[\w.-]{1,200}$/, 'is not a parameter below /assize/<stage>/judges/')
      .describe('The judge as an operator registered it: an SSM parameter below /assize/<stage>/judges/'),
    slots: z.int().min(1).max(64).default(2).describe('Judge calls at a time'),
  })
  .meta({ id: 'Judge' });

/** A judge as a booking names it. */
const wishedJudge = judge
  .extend({
    url: judge.shape.url.exactOptional().describe('Where it is registered when absent, and nowhere else'),
  })
  .meta({ id: 'WishedJudge' });

/** Where the judging happens. */
export const deployment = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('fleet'),
      instanceType: z
        .string()
        .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/)
        .exactOptional()
        .describe("EC2 instance type; the stage's default when absent"),
      hosts: z
        .int()
        .min(1)
        .max(50)
        .exactOptional()
        .describe('Number of hosts; planned from the roster when absent'),
    }),
    z.strictObject({ kind: z.literal('direct'), judges: z.array(wishedJudge).min(1).max(20) }),
    z.strictObject({ kind: z.literal('pooled'), judge: wishedJudge }),
  ])
  .meta({ id: 'Deployment' });

/** What the instructor decides about judging. */
export const policy = z
  .strictObject({
    testCases: z
      .enum(['first-failure', 'run-all'])
      .default('first-failure')
      .describe(
        'Stop at the first failing test case, or judge every one; submissions that score points always have all judged',
      ),
    maxSubmissionsPerProblem: z
      .int()
      .min(1)
      .max(1000)
      .exactOptional()
      .describe('Per participant; no limit when absent'),
    minIntervalMs: milliseconds
      .max(3_600_000)
      .default(0)
      .describe('Least time between two submissions of one participant'),
  })
  .meta({ id: 'Policy' });

/** Body of POST /v1/sessions. */
export const sessionBooking = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    opensAt: instant
      .exactOptional()
      .describe('When participants may submit; absent = as soon as the hosts can be ready'),
    closesAt: instant
      .exactOptional()
      .describe('The end for everybody without extra time; either this or durationMinutes'),
    durationMinutes: z
      .number()
      .min(0.5)
      .max(7 * 24 * 60)
      .exactOptional(),
    problems: z
      .array(
        z.strictObject({
          problemId,
          label: label.exactOptional().describe('A, B, C ... when absent'),
          version: z.int().min(1).exactOptional().describe('The current one when absent'),
        }),
      )
      .min(1)
      .max(26),
    languages: z
      .array(languageId)
      .min(1)
      .exactOptional()
      .describe('All that the problems and the deployment allow when absent'),
    roster: z.array(rosterEntry).min(1).max(2000),
    deployment: deployment.default({ kind: 'fleet' }),
    policy: policy.default({ testCases: 'first-failure', minIntervalMs: 0 }),
    dryRun: z
      .boolean()
      .default(false)
      .describe('Only validate and answer what would happen and what it would cost'),
  })
  .meta({ id: 'SessionBooking' });
export type SessionBooking = z.infer<typeof sessionBooking>;

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
  policy,
  cancelled: z.object({ at: instant, reason: z.string() }).optional(),
});

/** A session as its instructor and operators see it. */
export const staffSession = sessionBase
  .extend({
    view: z.literal('staff'),
    owner: username,
    problems: z.array(bookedProblem),
    times: sessionTimes,
    participantCount: z.int(),
    deployment: z.object({ kind: z.enum(['fleet', 'direct', 'pooled']), judges: z.array(judge).optional() }),
    fleet: z.object({
      state: fleetState,
      reason: z.string(),
      instanceType: z.string().optional(),
      hosts: z.int().optional(),
      alternatives: z.array(z.string()).optional().describe('Types that may stand in for the first'),
      slotsPerHost: z.int().optional(),
    }),
    estimateUsd: usd,
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

/** Body of PATCH /v1/sessions/{sessionId}. */
export const sessionChange = z
  .strictObject({
    revision: z.int().describe('The revision that you saw; refused as a conflict when it has moved on'),
    name: z.string().trim().min(1).max(200).exactOptional(),
    opensAt: instant.exactOptional().describe('Only before the hosts are launched'),
    closesAt: instant
      .exactOptional()
      .describe('Later or earlier, until the window has closed for everybody; past or now closes it now'),
    participants: z
      .array(rosterEntry.extend({ extraTimeMinutes: extraTimeMinutes.exactOptional() }))
      .min(1)
      .max(2000)
      .exactOptional()
      .describe('Put on the roster, or changed there: what is absent of them stays'),
    removeParticipants: z
      .array(username)
      .min(1)
      .max(2000)
      .exactOptional()
      .describe('Taken off the roster, unless they have submitted'),
  })
  .meta({ id: 'SessionChange' });
export type SessionChange = z.infer<typeof sessionChange>;

/** Query of GET /v1/sessions. */
export const sessionQuery = pageQuery.extend({
  from: instant.optional().describe('Only sessions that close after this time, extra time included'),
  to: instant.optional().describe('Only sessions that open before this time'),
  order: z
    .enum(['soonest', 'latest'])
    .optional()
    .describe('By opening time; soonest when `from` is given, else latest'),
});

/** A host as staff see it; its token is never shown. */
export const host = z
  .object({
    hostId: z.string(),
    state: z.enum([
      'requested',
      'booting',
      'examining',
      'ready',
      'suspect',
      'draining',
      'terminated',
      'rejected',
    ]),
    reason: z.string(),
    instanceType: z.string(),
    round: z.int(),
    slots: z.int(),
    sealed: z.boolean(),
    url: z.string().optional(),
    batchLanguages: z.array(languageId).optional().describe('From its examination: judged here in batches'),
    singleLanguages: z
      .array(languageId)
      .optional()
      .describe('From its examination: judged here one test case a call'),
    requestedAt: instant,
    stateAt: instant,
    launchedAt: instant.optional(),
    terminatedAt: instant.optional(),
  })
  .meta({ id: 'Host' });
export type HostView = z.infer<typeof host>;

/** Submissions of a session by state. */
export const submissionCounts = z
  .object({ accepted: z.int(), queued: z.int(), running: z.int(), judged: z.int(), quarantined: z.int() })
  .meta({ id: 'SubmissionCounts' });

/** The session's account. */
export const ledger = z
  .object({
    submissions: submissionCounts,
    hosts: z.object({ launched: z.int(), terminated: z.int() }),
    hostSeconds: z.number(),
    judgeCalls: z.int(),
    judgeCallsSaved: z.int().describe('Judge calls that one call a test case would have needed on top'),
    usd,
    balanced: z.boolean(),
    open: z.array(z.string()).describe('Why it does not balance (yet)'),
  })
  .meta({ id: 'Ledger' });
export type LedgerView = z.infer<typeof ledger>;

/** The ledger with the bill beside it. */
export const sessionLedger = z
  .object({
    ledger,
    final: z.boolean().describe('True once the session is settled'),
    bill: z.array(z.object({ what: z.string(), usd })).describe('What the dollars are made of'),
    estimateUsd: usd.describe('What was said at booking'),
  })
  .meta({ id: 'SessionLedger' });
export type SessionLedger = z.infer<typeof sessionLedger>;

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
    extraTimeMs: milliseconds,
    closesAt: instant,
  })
  .meta({ id: 'Participant' });

/** A verdict in one line, for a stream of verdicts. */
export const verdictLine = z
  .object({
    submissionId: ulid,
    participantId: username,
    label,
    problemId,
    language: languageId,
    state: z.enum(['judged', 'quarantined']),
    verdict,
    passed: z.int().describe('Test cases that are right'),
    testCases: z.int().describe('Test cases of the problem'),
    cpuMs: z.number().describe('Of the slowest test case'),
    judgeCalls: z.int(),
    submittedAt: instant,
    judgedAt: instant,
    waitMs: milliseconds.describe('From intake to verdict'),
  })
  .meta({ id: 'VerdictLine' });
export type VerdictLine = z.infer<typeof verdictLine>;

/** All that a live view needs, in one answer. At most a second old. */
export const liveSession = z
  .object({
    at: instant,
    session: staffSession,
    hosts: z.array(host),
    queue: submissionCounts.extend({
      expectedWaitMs: milliseconds
        .optional()
        .describe('For a submission made now; absent until something was judged'),
    }),
    verdictCounts: z.partialRecord(verdict, z.int()).describe('Of everything judged so far'),
    verdicts: z
      .array(verdictLine)
      .describe(
        'Newest last: all since `since`, or the latest 100. One can be told twice: key by submissionId',
      ),
    cursor: z.string().describe('Send as `since` next time'),
    ledger,
    cost: z.object({ usd: usd.describe('So far'), estimateUsd: usd }),
    decisions: z.array(decision).describe('The latest 20, newest first'),
  })
  .meta({ id: 'LiveSession' });
export type LiveSession = z.infer<typeof liveSession>;
