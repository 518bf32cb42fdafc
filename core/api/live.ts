import * as z from 'zod';
import {
  instant,
  label,
  languageId,
  milliseconds,
  problemId,
  ulid,
  usd,
  username,
  verdict,
} from './common.ts';
import { spending } from './costs.ts';
import { decision, staffSession } from './sessions.ts';

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
    speedFactor: z
      .number()
      .optional()
      .describe(
        'From its examination: CPU time of known work over that of a fixed reference; above 1 is slower',
      ),
    drift: z
      .number()
      .optional()
      .describe(
        'How much more CPU time it needed for that work when it was measured last, with nothing else on it; absent while it is about as fast as at its examination',
      ),
    requestedAt: instant,
    stateAt: instant,
    launchedAt: instant.optional(),
    terminatedAt: instant.optional(),
    milestones: z
      .object({
        runningAt: instant.optional(),
        reachableAt: instant.optional(),
        examinedAt: instant.optional(),
        firstVerdictAt: instant.optional(),
      })
      .optional()
      .describe('When it came how far; each is absent until then'),
    recoveries: z
      .array(
        z.object({
          startedAt: instant,
          reason: z.string(),
          steps: z.array(z.object({ at: instant, act: z.string(), actor: z.string(), reason: z.string() })),
          endedAt: instant.optional(),
          end: z.enum(['repaired', 'replaced']).optional(),
        }),
      )
      .optional()
      .describe('How its failures were made good, oldest first'),
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

/** What the failures of a session's hosts came to. */
export const recoveries = z
  .object({
    repaired: z.int().describe('Judged again after a reboot'),
    replaced: z.int().describe('Another host judges in its place'),
    open: z.int().describe('Not made good, or not yet'),
    meanMs: milliseconds.optional().describe('From what was found to its end'),
    longestMs: milliseconds.optional(),
    backupHosts: z
      .int()
      .describe('Hosts launched after the first round, but for those that the fleet grew by'),
  })
  .meta({ id: 'Recoveries' });

/** The ledger with the bill beside it. */
export const sessionLedger = z
  .object({
    ledger,
    final: z.boolean().describe('True once the session is settled'),
    bill: z.array(z.object({ what: z.string(), usd })).describe('What the dollars are made of'),
    estimateUsd: usd.describe('What was said at booking'),
    recoveries,
  })
  .meta({ id: 'SessionLedger' });
export type SessionLedger = z.infer<typeof sessionLedger>;

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
    questions: z
      .object({ unanswered: z.int(), unread: z.int().describe('By whoever asks') })
      .describe('Of participants'),
    ledger,
    recoveries,
    cost: spending.extend({ usd: usd.describe('So far'), estimateUsd: usd }),
    decisions: z.array(decision).describe('The latest 20, newest first'),
  })
  .meta({ id: 'LiveSession' });
export type LiveSession = z.infer<typeof liveSession>;
