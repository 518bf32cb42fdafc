import type { Clock } from '../exam/clock.ts';
import type { IdSource } from '../exam/ids.ts';
import type { Session } from '../exam/session.ts';
import { writeInBatches } from '../exam/write-in-batches.ts';
import { decideRuns, isToBeStarted } from '../review/decide-runs.ts';
import type { RunsAsked, RunsStore } from '../review/runs-store.ts';
import { compilerRunId, queueCompilerRun } from '../submissions/compiler-run.ts';
import { quarantineOne } from '../submissions/quarantine-leftovers.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { queueWaits } from '../submissions/watch-queue.ts';

/** What asking compilers touches. */
export interface AskCompilersPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly submissions: Pick<
    SubmissionStore,
    | 'acceptAgain'
    | 'listDigestsFrom'
    | 'listRejudged'
    | 'listWaiting'
    | 'listExpired'
    | 'lease'
    | 'quarantine'
  >;
  readonly runs: Pick<RunsStore, 'ask' | 'get' | 'listChosen' | 'noteQueued'>;
  /** Has it noted what counts in a session, by whoever may read its problems; not waited for. */
  readonly startRuns: (sessionId: string) => Promise<void>;
  /** Told when nobody could be started: a session ends all the same, and the next run of the shutdown tries again. */
  readonly onRunsLost: (sessionId: string, error: unknown) => void;
}

/**
 * Asks for compilers to run over what counts in a session, where that was not done since its close. What is asked for stands in the
 * table first. @returns whether it was asked for now
 */
export async function beginRuns(session: Session, ports: AskCompilersPorts): Promise<boolean> {
  const { clock, runs } = ports;
  const asked = await runs.get(session.sessionId);
  const { action } = decideRuns({ session, asked, left: true, now: clock.now() });
  if (action !== 'ask') return false;
  await runs.ask(session.sessionId, clock.now());
  return true;
}

/**
 * Watches compilers that were asked for, and ends what is left of them when their time is over. Nothing of it is read where none were
 * asked for. @param until no longer in this run, ms since the epoch @param isNew whether this run has asked @returns false when they are to be left to the tick
 */
export async function watchRuns(
  session: Session,
  ports: AskCompilersPorts,
  until: number,
  pollMs: number,
  isNew: boolean,
): Promise<boolean> {
  const { clock, runs } = ports;
  const { sessionId } = session;
  for (let started = false; ; ) {
    const asked = await runs.get(sessionId);
    if (asked === undefined) return true;
    const left = asked.queued !== true || (await areLeft(sessionId, ports));
    const { action } = decideRuns({ session, asked, left, now: clock.now() });
    if (action === 'end') await endRuns(sessionId, ports);
    if (action !== 'wait') return true;
    if (asked.chosen === true && asked.queued !== true) {
      await queueRuns(session, asked, ports);
      continue;
    }
    if (!started && isToBeStarted(asked, isNew, clock.now())) {
      started = true;
      await ports.startRuns(sessionId).catch((error: unknown) => ports.onRunsLost(sessionId, error));
    }
    if (clock.now() >= until) return false;
    await clock.sleep(pollMs);
  }
}

/**
 * Puts a run over each submission that counts in the queue, once: who dies in between is followed by another, who finds what is there. What
 * was given up at an earlier close, before hours were moved, is put there anew; not what nobody could judge, or took hosts down.
 */
async function queueRuns(
  { sessionId, problems }: Session,
  asked: RunsAsked,
  { runs, submissions }: AskCompilersPorts,
): Promise<void> {
  const chosen = new Set(await runs.listChosen(asked));
  const versions = new Map(problems.map(({ label, version }) => [label, version]));
  const digests = await submissions.listDigestsFrom(sessionId, '');
  const rows = digests
    .filter(({ submissionId }) => chosen.has(submissionId))
    .map((digest, place) => queueCompilerRun(digest, sessionId, versions.get(digest.label) ?? 0, place));
  const givenUp = { reason: RUNS_OUT_OF_TIME, before: asked.askedAt };
  await writeInBatches(rows, async (row) => await submissions.acceptAgain(row, givenUp));
  await runs.noteQueued(asked);
}

/** By the index, which is cheap, and when that is empty by the rows, which are true. */
async function areLeft(sessionId: string, { submissions }: AskCompilersPorts): Promise<boolean> {
  return (
    (await queueWaits(submissions, sessionId)) || (await listRunsLeft(sessionId, submissions)).length > 0
  );
}

/** Takes what waits out of the queue; what is being judged ends by itself. */
async function endRuns(sessionId: string, ports: AskCompilersPorts): Promise<void> {
  await writeInBatches(await listRunsLeft(sessionId, ports.submissions), async ({ submissionId }) => {
    const id = compilerRunId(sessionId, submissionId);
    await quarantineOne(sessionId, id, RUNS_OUT_OF_TIME, ports, ports.clock.now());
  });
}

async function listRunsLeft(sessionId: string, submissions: Pick<SubmissionStore, 'listRejudged'>) {
  const all = await submissions.listRejudged(sessionId, sessionId);
  return all.filter(({ state }) => state === 'queued' || state === 'running');
}

const RUNS_OUT_OF_TIME = "no judge came to it before the session's hosts were ended";
