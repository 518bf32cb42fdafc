import type { Session } from '../exam/session.ts';
import { type Bell, type ExecutorLimits, type ExecutorReport, workOn } from './executor.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import { listStarving } from './list-starving.ts';
import { SlotLoans } from './slot-loans.ts';

/** Between two looks at who else has work, ms. */
const LOOK_OUT_MS = 3_000;
/** A session for which nothing could be done is left alone for so long, ms: the tick rings for it meanwhile. */
const REST_MS = 30_000;

/**
 * What an executor does from a doorbell to its end: works through the queue of the session that rang, and meanwhile joins
 * other sessions whose work nobody does, sharing its slots among them. So sessions that never run dry do not starve
 * others, and no slot of theirs stands idle for that. Ends when the queues are worked through, or its time is up.
 *
 * @throws what kept the session that rang from being worked on; what happens to the others is told
 */
export async function workThrough(
  ports: ExecutorPorts,
  sessionId: string,
  bells: readonly Bell[],
  limits: ExecutorLimits,
): Promise<ExecutorReport> {
  const session = await ports.sessions.get(sessionId);
  if (session === undefined)
    return { judged: 0, quarantined: 0, givenBack: 0, reasons: [`there is no session ${sessionId}`] };
  return await new Company(ports, limits).run(session, bells);
}

/** The sessions that one executor works for. */
class Company {
  readonly #ports: ExecutorPorts;
  readonly #limits: ExecutorLimits;
  readonly #loans: SlotLoans;
  readonly #working = new Map<string, Promise<unknown>>();
  readonly #restUntil = new Map<string, number>();

  constructor(ports: ExecutorPorts, limits: ExecutorLimits) {
    this.#ports = ports;
    this.#limits = limits;
    this.#loans = new SlotLoans(limits.maxSlots);
  }

  async run(first: Session, bells: readonly Bell[]): Promise<ExecutorReport> {
    const over = new AbortController();
    const report = this.#workOn(first, bells);
    // It is told when those that were joined have ended, too.
    report.catch(() => undefined);
    const lookout = this.#lookOut(first, over.signal);
    while (this.#working.size > 0) await Promise.allSettled(this.#working.values());
    over.abort();
    await lookout;
    return await report;
  }

  async #workOn(session: Session, bells: readonly Bell[]): Promise<ExecutorReport> {
    const { sessionId } = session;
    const work = workOn(this.#ports, session, bells, this.#limits, this.#loans).finally(() =>
      this.#working.delete(sessionId),
    );
    this.#working.set(sessionId, work);
    const report = await work;
    // What was only turned away comes back to the same judges, and each time counts against it.
    if (report.judged + report.quarantined === 0) this.#rest(sessionId);
    return report;
  }

  async #lookOut(like: Session, over: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    for (;;) {
      await clock.sleep(LOOK_OUT_MS, over);
      const now = clock.now();
      if (over.aborted || this.#limits.signal.aborted || now >= this.#limits.stopAt) return;
      const resting = [...this.#restUntil].flatMap(([id, until]) => (until > now ? [id] : []));
      const known = new Set([...this.#working.keys(), ...resting]);
      const starving = await listStarving(this.#ports, like, known, now).catch((error: unknown) => {
        this.#tell(like, `who else has work is not known: ${error}`);
        return [];
      });
      if (over.aborted) return;
      const room = Math.max(0, this.#limits.maxSlots - this.#working.size);
      for (const session of starving.slice(0, room)) void this.#join(session);
    }
  }

  async #join(session: Session): Promise<void> {
    const { sessionId } = session;
    this.#ports.onEvent({ event: 'joined', sessionId, reason: 'its work waits and a slot is free' });
    try {
      await this.#workOn(session, []);
    } catch (error) {
      this.#rest(sessionId);
      this.#tell(session, String(error), error);
    }
  }

  #rest(sessionId: string): void {
    this.#restUntil.set(sessionId, this.#ports.clock.now() + REST_MS);
  }

  #tell({ sessionId }: Session, reason: string, error?: unknown): void {
    this.#ports.onEvent({ event: 'not-joined', sessionId, reason, error });
  }
}
