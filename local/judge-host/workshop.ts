import { type Bench, judge } from './judge.ts';
import type { Language } from './languages.ts';
import { DEFAULT_FIELDS, renderSubmission } from './render.ts';
import { forgetOldInputs } from './retention.ts';
import { STATUS } from './statuses.ts';
import type { Submission } from './submission.ts';

/** The queue, the slots that empty it, and the submissions that were ever sent. All of it is lost when the host dies. */
export type Workshop = {
  submissions: Map<string, Submission>;
  /** Put a submission at the end of the queue; resolves when it is judged. */
  enqueue(submission: Submission): Promise<void>;
  queueSize(): number;
  /** Forget what waits and judge nothing more: the host is ending. */
  close(): void;
  /** Judge0's `GET /workers`: nothing until the queue was first used. */
  workers(): WorkerReport[];
};

/** One queue of `GET /workers`. */
export type WorkerReport = {
  queue: string;
  size: number;
  available: number;
  idle: number;
  working: number;
  paused: number;
  failed: number;
};

type Waiting = { submission: Submission; done: () => void };

async function tellCallback(submission: Submission, language: Language, bench: Bench): Promise<void> {
  if (submission.callback_url === null || submission.callback_url.trim() === '') return;
  const body = JSON.stringify(renderSubmission(submission, DEFAULT_FIELDS, true, language.name));
  for (let attempt = 0; attempt < bench.config.callbacks_max_tries; attempt++) {
    try {
      await fetch(submission.callback_url, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(bench.config.callbacks_timeout * 1000),
      });
      return;
    } catch {
      // Judge0 gives up silently after its last try
    }
  }
}

/** A workshop with one slot for each bench: that many submissions are judged at the same time. */
export function openWorkshop(
  benches: Bench[],
  languages: ReadonlyMap<number, Language>,
  now: () => Date,
  log: (line: string) => void,
): Workshop {
  const submissions = new Map<string, Submission>();
  const queue: Waiting[] = [];
  const idle = [...benches];
  for (const bench of benches) bench.places.prepare();
  let everUsed = false;
  let closed = false;

  const work = async (bench: Bench, { submission, done }: Waiting): Promise<void> => {
    submission.status_id = STATUS.processing;
    const language = languages.get(submission.language_id);
    if (!language) throw new Error(`submission ${submission.token} has no language`);
    const outcome = await judge(submission, language, bench);
    if (closed) return;
    Object.assign(submission, outcome, { finished_at: now().toISOString() });
    forgetOldInputs(submissions.values());
    if (submission.status_id === STATUS.internalError) log(`${submission.token}: ${submission.message}`);
    done();
    // Behind the answer: nobody waits for a box to be removed, nor for the place of a submission that may come.
    await bench.places.removeUsed().catch((error: unknown) => log(`a box is still there: ${String(error)}`));
    idle.push(bench);
    serve();
    if (idle.includes(bench)) bench.places.prepare();
    await tellCallback(submission, language, bench);
  };

  const serve = (): void => {
    for (let bench = idle.at(0); bench !== undefined && queue.length > 0; bench = idle.at(0)) {
      const waiting = queue.shift();
      if (!waiting) return;
      idle.shift();
      work(bench, waiting).catch((error: unknown) => log(`a slot failed: ${String(error)}`));
    }
  };

  return {
    submissions,
    enqueue: (submission) => {
      everUsed = true;
      submissions.set(submission.token, submission);
      return new Promise<void>((done) => {
        queue.push({ submission, done });
        serve();
      });
    },
    queueSize: () => queue.length,
    close: () => {
      queue.length = 0;
      idle.length = 0;
      closed = true;
    },
    workers: () =>
      everUsed
        ? [
            {
              queue: '1.13.1',
              size: queue.length,
              available: benches.length,
              idle: idle.length,
              working: benches.length - idle.length,
              paused: 0,
              failed: 0,
            },
          ]
        : [],
  };
}
