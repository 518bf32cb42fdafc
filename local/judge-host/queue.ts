import { judge, type Slot } from './judge.ts';
import type { Language } from './languages.ts';
import { DEFAULT_FIELDS, renderSubmission } from './render.ts';
import { forgetOldInputs } from './retention.ts';
import { STATUS } from './statuses.ts';
import type { Submission } from './submission.ts';

/** The queue, the slots that empty it, and the submissions that were ever sent. All of it is lost when the host dies. */
export type JudgeQueue = {
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

async function tellCallback(submission: Submission, language: Language, slot: Slot): Promise<void> {
  if (submission.callback_url === null || submission.callback_url.trim() === '') return;
  const body = JSON.stringify(renderSubmission(submission, DEFAULT_FIELDS, true, language.name));
  for (let attempt = 0; attempt < slot.config.callbacks_max_tries; attempt++) {
    try {
      await fetch(submission.callback_url, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(slot.config.callbacks_timeout * 1000),
      });
      return;
    } catch {
      // Judge0 gives up silently after its last try
    }
  }
}

/** A queue that these slots empty: that many submissions are judged at the same time. */
export function openQueue(
  slots: Slot[],
  languages: ReadonlyMap<number, Language>,
  now: () => Date,
  log: (line: string) => void,
): JudgeQueue {
  const submissions = new Map<string, Submission>();
  const queue: Waiting[] = [];
  const idle = [...slots];
  for (const slot of slots) slot.boxes.prepare();
  let everUsed = false;
  let closed = false;

  const work = async (slot: Slot, { submission, done }: Waiting): Promise<void> => {
    submission.status_id = STATUS.processing;
    const language = languages.get(submission.language_id);
    if (!language) throw new Error(`submission ${submission.token} has no language`);
    const outcome = await judge(submission, language, slot);
    if (closed) return;
    Object.assign(submission, outcome, { finished_at: now().toISOString() });
    forgetOldInputs(submissions.values());
    if (submission.status_id === STATUS.internalError) log(`${submission.token}: ${submission.message}`);
    done();
    // Behind the answer: nobody waits for a box to be removed, nor for the box of a submission that may come.
    await slot.boxes.removeUsed().catch((error: unknown) => log(`a box is still there: ${String(error)}`));
    idle.push(slot);
    serve();
    if (idle.includes(slot)) slot.boxes.prepare();
    await tellCallback(submission, language, slot);
  };

  const serve = (): void => {
    for (let slot = idle.at(0); slot !== undefined && queue.length > 0; slot = idle.at(0)) {
      const waiting = queue.shift();
      if (!waiting) return;
      idle.shift();
      work(slot, waiting).catch((error: unknown) => log(`a slot failed: ${String(error)}`));
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
              available: slots.length,
              idle: idle.length,
              working: slots.length - idle.length,
              paused: 0,
              failed: 0,
            },
          ]
        : [],
  };
}
