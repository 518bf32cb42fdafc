import type { Clock } from '../clock.ts';
import { announceSubmissions } from '../events/announce-submissions.ts';
import type { Doorbell } from '../events/session-event.ts';
import { type FleetPorts, passFleet } from '../fleet/pass-fleet.ts';
import { ringAgain } from '../submissions/ring-again.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import type { Session } from './session.ts';
import { isOver } from './window.ts';

/** Everything that a tick touches. */
export interface TickPorts extends FleetPorts {
  readonly submissions: Pick<
    SubmissionStore,
    'listWaiting' | 'listExpired' | 'listUnannounced' | 'markAnnounced'
  >;
  readonly doorbell: Doorbell;
  /** Starts auto-shutdown without waiting for it. */
  readonly startShutdown: (sessionId: string) => Promise<void>;
}

/** What a tick came to. */
export interface TickOutcome {
  readonly passes: number;
  readonly hostsFailed: number;
  readonly launchesFailed: number;
  readonly rings: number;
  readonly judged: number;
  readonly quarantined: number;
  readonly shutdownsStarted: number;
}

/** The schedule rings every minute; within it the fleet is looked at twice. */
export const TICK_MS = 60_000;
const PASS_EVERY_MS = 30_000;

/**
 * One tick of a session: two passes 30 s apart, and with each everything that an event may have missed (doorbells of
 * waiting and expired submissions, announcements). If the window closes before the next tick it waits for that very
 * millisecond and starts auto-shutdown; once it has closed every tick starts it until the session is settled. A step
 * that fails does not keep the others from being done.
 * @throws AggregateError of everything that failed, when all has been tried
 */
export async function tickSession(sessionId: string, ports: TickPorts): Promise<TickOutcome> {
  const tick = new Tick(sessionId, ports);
  const start = ports.clock.now();
  for (let offset = 0; offset < TICK_MS; offset += PASS_EVERY_MS) {
    await sleepUntil(start + offset, ports.clock);
    const session = await tick.lookAround();
    if (session === undefined) break;
    if (isOver(session, ports.clock.now())) {
      await tick.startShutdown();
      // A settled session only wants its schedules removed.
      if (session.settledAt !== undefined) break;
    } else if (session.times.lastClosesAt < start + offset + PASS_EVERY_MS) {
      await sleepUntil(session.times.lastClosesAt, ports.clock);
      await tick.startShutdown();
    }
  }
  if (tick.errors.length > 0) throw new AggregateError(tick.errors, tick.errors.map(String).join('; '));
  return tick.outcome;
}

class Tick {
  readonly errors: unknown[] = [];
  outcome: TickOutcome = {
    passes: 0,
    hostsFailed: 0,
    launchesFailed: 0,
    rings: 0,
    judged: 0,
    quarantined: 0,
    shutdownsStarted: 0,
  };
  readonly #sessionId: string;
  readonly #ports: TickPorts;

  constructor(sessionId: string, ports: TickPorts) {
    this.#sessionId = sessionId;
    this.#ports = ports;
  }

  /** Pass, doorbells, announcements. @returns the session as it then stands, undefined when there is none */
  async lookAround(): Promise<Session | undefined> {
    const { sessions, slots, submissions, doorbell, events, clock } = this.#ports;
    const pass = await this.#attempt(() => passFleet(this.#sessionId, this.#ports));
    const session = pass?.session ?? (await this.#attempt(() => sessions.get(this.#sessionId)));
    if (session === undefined) return undefined;
    const rings = await this.#attempt(() =>
      ringAgain(session, { submissions, slots, doorbell }, clock.now()),
    );
    const announced = await this.#attempt(() => announceSubmissions(this.#sessionId, submissions, events));
    const before = this.outcome;
    this.outcome = {
      ...before,
      passes: before.passes + 1,
      hostsFailed: before.hostsFailed + (pass?.hostsFailed ?? 0),
      launchesFailed: before.launchesFailed + (pass?.launchesFailed ?? 0),
      rings: before.rings + (rings ?? 0),
      judged: before.judged + (announced?.judged ?? 0),
      quarantined: before.quarantined + (announced?.quarantined ?? 0),
    };
    return session;
  }

  /** Once a tick is enough: what it leaves undone is the next tick's. */
  async startShutdown(): Promise<void> {
    if (this.outcome.shutdownsStarted > 0) return;
    this.outcome = { ...this.outcome, shutdownsStarted: 1 };
    await this.#attempt(() => this.#ports.startShutdown(this.#sessionId));
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.errors.push(error);
      return undefined;
    }
  }
}

async function sleepUntil(at: number, clock: Clock): Promise<void> {
  const ms = at - clock.now();
  if (ms > 0) await clock.sleep(ms);
}
