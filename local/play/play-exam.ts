import type { ApiClient } from '../../core/api/client.ts';
import type { LiveSession, SessionLedger, VerdictLine } from '../../core/api/live.ts';
import { readWholeScoreboard } from '../../core/api/read-whole-scoreboard.ts';
import type { BookedSession } from '../../core/api/sessions.ts';
import type { Scoreboard } from '../../core/api/submissions.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { PlannedExam } from '../../examples/planned-exam.ts';
import { checkVerdicts, type VerdictCheck } from './check-verdicts.ts';
import { endEarly } from './end-early.ts';
import { followSession } from './follow-session.ts';
import { importProblems } from './import-problems.ts';
import { submitClass } from './submit-class.ts';

/** What happens while an exam is played, in the order in which it happens. */
export type PlayEvent =
  | { readonly type: 'imported'; readonly problemId: string; readonly version: number }
  | { readonly type: 'booked'; readonly booked: BookedSession }
  | { readonly type: 'live'; readonly live: LiveSession; readonly verdicts: readonly VerdictLine[] }
  | { readonly type: 'submitted'; readonly accepted: number }
  | { readonly type: 'retried'; readonly participantId: string; readonly why: string }
  | { readonly type: 'ended'; readonly why: string };

/** All that a played exam came to. */
export interface PlayedExam {
  readonly sessionId: string;
  readonly check: VerdictCheck;
  readonly ledger: SessionLedger;
  readonly scoreboard: Scoreboard;
  /** The same exam at three hours: an estimate, nothing that was measured. */
  readonly threeHours: BookedSession['estimate'];
}

/** The session opens this long after it was booked, ms: hosts boot and are examined meanwhile. */
const OPENS_AFTER_MS = 6_000;
const POLL_MS = 250;
const THREE_HOURS_MINUTES = 180;
const DAY_MS = 86_400_000;

/**
 * Plays an exam through the API alone, as its people would: the instructor imports the problems and books, the
 * participants submit, and the session is followed until it is settled.
 *
 * Throws ApiError when the API refuses something that an exam needs, and an Error when a package is refused.
 */
export async function playExam(options: {
  readonly exam: PlannedExam;
  readonly instructor: ApiClient;
  readonly participant: (participantId: string) => ApiClient;
  readonly upload: (url: string, zip: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  readonly on: (event: PlayEvent) => void;
  readonly signal?: AbortSignal;
}): Promise<PlayedExam> {
  const { exam, instructor, clock, on, signal } = options;
  const versions = await importProblems(exam.problems, { ...options, client: instructor });

  const booking = {
    name: exam.name,
    durationMinutes: exam.durationMinutes,
    problems: exam.problems.map(({ label, problemId }) => ({
      label,
      problemId,
      version: versions.get(problemId)!,
    })),
    languages: [...exam.languages],
    roster: exam.participants.map((participant) => ({ ...participant })),
  };
  const estimate = await instructor.call('createSession', {
    headers: {},
    body: {
      ...booking,
      opensAt: new Date(clock.now() + DAY_MS).toISOString(),
      durationMinutes: THREE_HOURS_MINUTES,
      dryRun: true,
    },
  });
  const booked = await instructor.call('createSession', {
    headers: {},
    body: { ...booking, opensAt: new Date(clock.now() + OPENS_AFTER_MS).toISOString() },
  });
  on({ type: 'booked', booked });
  const { sessionId } = booked.session;

  const stopFollowing = new AbortController();
  const ending =
    signal === undefined ? stopFollowing.signal : AbortSignal.any([signal, stopFollowing.signal]);
  let latest: LiveSession | undefined;
  const watch = (event: PlayEvent) => {
    if (event.type === 'live') latest = event.live;
    on(event);
  };
  const following = followSession({ client: instructor, sessionId, clock, on: watch, signal: ending });
  try {
    const submitted = await Promise.race([
      submitClass({
        ...options,
        sessionId,
        opensAt: Date.parse(booked.session.times.opensAt),
        signal: ending,
      }),
      following.then(() => {
        throw new Error('The session was settled before the class had submitted.');
      }),
    ]);
    while (latest?.session.window === 'open' && !isAllJudged(latest, submitted.length)) {
      // A sleep that is called off returns at once: without this the loop would spin for ever.
      ending.throwIfAborted();
      await clock.sleep(POLL_MS, ending);
    }
    const why = 'everybody has submitted and has a verdict';
    if (latest !== undefined && (await endEarly(instructor, latest.session, why))) on({ type: 'ended', why });
    await following;
    signal?.throwIfAborted();
    const [ledger, board, check] = await Promise.all([
      instructor.call('getLedger', { params: { sessionId } }),
      readWholeScoreboard(instructor, { params: { sessionId } }),
      checkVerdicts(instructor, sessionId, submitted),
    ]);
    return { sessionId, check, ledger, scoreboard: board, threeHours: estimate.estimate };
  } finally {
    stopFollowing.abort();
    await following.catch(() => undefined);
  }
}

function isAllJudged({ queue }: LiveSession, submissions: number): boolean {
  return queue.judged + queue.quarantined >= submissions;
}
