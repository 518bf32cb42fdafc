import { isPassingStatus, waitAsTold, waitBeforeAsk } from '../core/api/ask-schedule.ts';
import { retryAfterOf } from '../core/api/call-patiently.ts';
import { type ApiClient, ApiError } from '../core/api/client.ts';
import type { SubmissionView } from '../core/api/submissions.ts';
import type { Clock } from '../core/exam/clock.ts';
import { planArrivals } from '../core/load/plan-arrivals.ts';
import type { Load } from './options.ts';
import type { SubmissionRecord, ToldWait } from './record.ts';

/** How long somebody tries to hand one submission in, ms. */
const PATIENCE_MS = 60_000;
/** What `Prefer` asks for in mode sync, s. */
const WAIT_S = 25;

/** What a load is driven with. */
export interface DrivePorts {
  readonly clock: Clock;
  readonly random: () => number;
  /** The API as this participant calls it. */
  readonly participant: (user: number) => ApiClient;
  /** The program of a submission; no two are the same. */
  readonly sourceOf: (user: number, number: number) => string;
  readonly submitted: { readonly sessionId: string; readonly label: string; readonly language: string };
  /** Told of each submission once it is known what became of it. */
  readonly on: (record: SubmissionRecord) => void;
  readonly signal: AbortSignal;
}

/**
 * Has the users of a load submit, and wait for their verdicts as the API tells them to. In mode async submissions come
 * by the curve, whatever becomes of those before; in mode sync each user hands in the next one after a verdict.
 * Ends when every verdict has been seen, or the time to wait for them is over.
 */
export async function drive(load: Load, ports: DrivePorts): Promise<readonly SubmissionRecord[]> {
  const { clock, signal } = ports;
  const beganAt = clock.now();
  const until = beganAt + load.durationMs + load.drainMs;
  const records: SubmissionRecord[] = [];
  let number = 0;
  const submit = async (user: number, dueAt: number) => {
    const record = await submitOnce({ ports, load, beganAt, until }, user, number++, dueAt);
    records.push(record);
    ports.on(record);
  };
  if (load.mode === 'sync') {
    await Promise.all(
      Array.from({ length: load.users }, async (_, user) => {
        // Nobody begins in the same instant as everybody else.
        await clock.sleep(ports.random() * load.thinkMs, signal);
        while (clock.now() < beganAt + load.durationMs && !signal.aborted) {
          await submit(user, clock.now());
          await clock.sleep(load.thinkMs * (0.5 + ports.random()), signal);
        }
      }),
    );
    return records;
  }
  const arrivals = planArrivals({
    ...load,
    submissions: Math.max(1, Math.round((load.rate * load.durationMs) / 1_000)),
    random: ports.random,
  });
  const waiting: Promise<void>[] = [];
  for (const { atMs, user } of arrivals) {
    await clock.sleep(Math.max(0, beganAt + atMs - clock.now()), signal);
    if (signal.aborted) break;
    // Waits count from when it was due: a generator that falls behind is no faster system.
    waiting.push(submit(user, beganAt + atMs));
  }
  await Promise.all(waiting);
  return records;
}

interface Drive {
  readonly ports: DrivePorts;
  readonly load: Load;
  readonly beganAt: number;
  /** After this nobody waits for a verdict any more. */
  readonly until: number;
}

async function submitOnce(
  drive: Drive,
  user: number,
  number: number,
  dueAt: number,
): Promise<SubmissionRecord> {
  const { ports, load, beganAt } = drive;
  const { clock, random } = ports;
  const { sessionId, label, language } = ports.submitted;
  const key = `load-${beganAt.toString(36)}-${number}`;
  const body = { problem: label, language, source: ports.sourceOf(user, number), trial: false };
  const sentAgain: string[] = [];
  const of = { user, sentAt: dueAt - beganAt, sentAgain };
  for (let asked = 1; ; asked++) {
    try {
      const view = await ports.participant(user).call(
        'createSubmission',
        {
          params: { sessionId },
          headers: { 'idempotency-key': key, ...(load.mode === 'sync' ? { prefer: `wait=${WAIT_S}` } : {}) },
          body,
        },
        ports.signal,
      );
      const end = { kind: 'accepted' as const, at: clock.now() - beganAt, submissionId: view.submissionId };
      const last = verdictOf(view) === undefined ? await waitForVerdict(drive, user, view) : view;
      const verdict = last && verdictOf(last);
      if (last === undefined || verdict === undefined) return { ...of, end };
      const seen = { ...of, end, verdict: { at: clock.now() - beganAt, verdict } };
      const wait = waitOf(view, last);
      return wait === undefined ? seen : { ...seen, wait };
    } catch (error) {
      const why = nameOf(error);
      const wait = waitBeforeAsk(asked, random, retryAfterOf(error, clock.now()));
      const passes = !(error instanceof ApiError) || isPassingStatus(error.status);
      if (!passes || ports.signal.aborted || clock.now() + wait > dueAt + PATIENCE_MS)
        return { ...of, end: { kind: 'refused', at: clock.now() - beganAt, why } };
      sentAgain.push(why);
      await clock.sleep(wait, ports.signal);
    }
  }
}

/** @returns the submission with its verdict; undefined when nobody waits any more, or may */
async function waitForVerdict(
  drive: Drive,
  user: number,
  { submissionId, nextAskMs }: SubmissionView,
): Promise<SubmissionView | undefined> {
  const { ports, until } = drive;
  const { clock, random, signal } = ports;
  const params = { sessionId: ports.submitted.sessionId, submissionId };
  let told = nextAskMs;
  for (let asked = 1; ; asked++) {
    await clock.sleep(told === undefined ? waitBeforeAsk(asked, random) : waitAsTold(told, random), signal);
    if (signal.aborted || clock.now() > until) return undefined;
    try {
      const view = await ports.participant(user).call('getSubmission', { params }, signal);
      if (verdictOf(view) !== undefined) return view;
      told = view.nextAskMs;
    } catch (error) {
      if (error instanceof ApiError && !isPassingStatus(error.status)) return undefined;
      told = retryAfterOf(error, clock.now());
    }
  }
}

function verdictOf({ state, result }: SubmissionView): string | undefined {
  if (state === 'quarantined') return 'quarantined';
  return state === 'judged' ? (result?.verdict ?? 'judged') : undefined;
}

function waitOf({ queue }: SubmissionView, { judgedAt }: SubmissionView): ToldWait | undefined {
  if (queue?.expectedWaitMs === undefined || judgedAt === undefined) return undefined;
  return { toldMs: queue.expectedWaitMs, realMs: Date.parse(judgedAt) - Date.parse(queue.asOf) };
}

function nameOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'broken';
  const kind = error.details.type.split('#')[1];
  return kind === undefined ? String(error.status) : `${error.status} ${kind}`;
}
