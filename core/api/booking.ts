import * as z from 'zod';
import { foldJoinCode, JOIN_CODE_PATTERN } from '../exam/join-code.ts';
import { INTERACTORS, REVIEWS_POLICIES, SHOWS } from '../exam/session.ts';
import {
  instant,
  label,
  languageId,
  milliseconds,
  pageQuery,
  problemId,
  readable,
  ulid,
  username,
} from './common.ts';
import { grading } from './grading-view.ts';

const extraTimeMinutes = z
  .number()
  .min(0)
  .max(24 * 60)
  .describe("Added to the end of this participant's window");

/** Somebody on the roster as booked. */
export const rosterEntry = z
  .strictObject({
    participantId: username.describe('The username that the participant logs in with'),
    name: readable
      .min(1)
      .max(200)
      .exactOptional()
      .describe('Shown on the scoreboard; the username when absent'),
    group: readable.min(1).max(100).exactOptional(),
    email: z
      .email()
      .max(254)
      .exactOptional()
      .describe('For gradebooks that know people by it, and for invitations'),
    studentId: readable
      .trim()
      .min(1)
      .max(64)
      .exactOptional()
      .describe("The institution's number: Moodle's ID number, Canvas's SIS User ID"),
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
      leastHosts: z
        .int()
        .min(1)
        .max(50)
        .exactOptional()
        .describe(
          'Hosts that the fleet may be reduced to while nothing is handed in for a quarter of an hour, until half an hour before the end; what was booked when absent',
        ),
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
    shows: z
      .enum(SHOWS)
      .default('all')
      .describe(
        'What participants see of counted submissions until the session is settled: nothing, the verdict, with the first failing test case, with the samples, or all',
      ),
    interactors: z
      .enum(INTERACTORS)
      .default('anywhere')
      .describe(
        'Where interactive and multi-pass problems may be judged, whose interactor holds what participants must not know: on any deployment, or only on hosts that are launched for a session',
      ),
    targetWaitMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .refine((ms) => ms === 0 || ms >= 10_000, 'must be 0, or 10000 (10 s) to 3600000 (1 h)')
      .exactOptional()
      .describe(
        'Wait for a verdict beyond which a fleet gets more hosts, up to twice what was booked; 60000 when absent, 0: never',
      ),
    reviews: z
      .enum(REVIEWS_POLICIES)
      .default('off')
      .describe(
        'Whether the submission that counts of everybody to each problem is reviewed once the session is settled, and who sees it: `staff`, or with `participants` whose program it is too, without what is for staff alone',
      ),
  })
  .meta({ id: 'Policy' });

/** A session's join code, in the form in which it is compared. */
export const joinCode = z
  .string()
  .max(40)
  .overwrite(foldJoinCode)
  .regex(JOIN_CODE_PATTERN, 'is no code: it has eight letters and digits, as ABCD-EFGH (never I, L, O or U)')
  .meta({ id: 'JoinCode', description: 'Eight digits of base 32; case, dashes and spaces do not matter' });

/** How people may put themselves on a roster. */
export const joining = z
  .strictObject({
    code: joinCode.exactOptional().describe('Drawn when absent, which nobody guesses'),
    seats: z
      .int()
      .min(1)
      .max(2000)
      .exactOptional()
      .describe('Most people on the roster by joining, and how many the hosts are planned for'),
  })
  .meta({ id: 'Joining' });

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
      .describe(
        'When absent, the usual ones that the problems and the deployment allow, and those that a problem names',
      ),
    roster: z
      .array(rosterEntry)
      .max(2000)
      .default([])
      .describe('May be empty or absent when people join by code'),
    join: joining.exactOptional().describe('Lets whoever has the code put themselves on the roster'),
    deployment: deployment.default({ kind: 'fleet' }),
    policy: policy.default({
      testCases: 'first-failure',
      minIntervalMs: 0,
      shows: 'all',
      interactors: 'anywhere',
      reviews: 'off',
    }),
    budgetUsd: z
      .number()
      .min(0.01)
      .max(100_000)
      .exactOptional()
      .describe(
        'What it may cost: staff are told when four fifths are spent, and beyond it no host is launched; what the stage allows a session when absent',
      ),
    grading: grading.exactOptional().describe('How it is graded; can be changed until grades are published'),
    rehearsal: z
      .literal(true)
      .exactOptional()
      .describe(
        'Nobody sits an exam: it finds out whether one would go well. Only made-up people are on its roster, nobody joins it, and it ends within two hours',
      ),
    dryRun: z
      .boolean()
      .default(false)
      .describe('Only validate and answer what would happen and what it would cost'),
    insteadOf: ulid
      .exactOptional()
      .describe(
        'Of a dry run: the session of yours in whose place it would be, which is not counted beside it',
      ),
  })
  .meta({ id: 'SessionBooking' });
export type SessionBooking = z.infer<typeof sessionBooking>;

/** Body of PATCH /v1/sessions/{sessionId}. */
export const sessionChange = z
  .strictObject({
    revision: z
      .int()
      .exactOptional()
      .describe(
        'The revision that you saw; refused as a conflict when it has moved on. Not needed with If-Match',
      ),
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
    join: joining
      .nullable()
      .exactOptional()
      .describe('Another code (drawn when absent) and its seats; null: nobody joins by themselves any more'),
    grading: grading.exactOptional().describe('In the place of all rules; until grades are published'),
    policy: z
      .strictObject({
        targetWaitMs: policy.shape.targetWaitMs,
        reviews: z
          .enum(REVIEWS_POLICIES)
          .exactOptional()
          .describe('At any time, after the end too: that is how reviews are asked for later, and published'),
      })
      .refine((change) => Object.keys(change).length > 0, 'names nothing to change: targetWaitMs, or reviews')
      .meta({ id: 'PolicyChange' })
      .exactOptional()
      .describe('What of its policy can be changed'),
    budgetUsd: z
      .number()
      .min(0.01)
      .max(100_000)
      .nullable()
      .exactOptional()
      .describe('What it may cost from now on; null: what the stage allows a session'),
    reason: z.string().trim().min(1).max(500).exactOptional().describe('Why: told to those concerned'),
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
