import type { Clock } from '../exam/clock.ts';
import type { IdSource } from '../exam/ids.ts';
import type { Session } from '../exam/session.ts';
import type { Doorbell } from '../exam/session-event.ts';
import { isOver } from '../exam/window.ts';
import { isAlive } from '../fleet/decide-fleet.ts';
import { LOOK_EVERY_MS } from '../fleet/decide-size.ts';
import type { FleetPorts } from '../fleet/fleet-ports.ts';
import { glanceAtFleet } from '../fleet/glance-at-fleet.ts';
import type { Host } from '../fleet/host.ts';
import { passFleet } from '../fleet/pass-fleet.ts';
import { paceOf } from '../fleet/watch-pace.ts';
import { type RollUpPorts, rollUpLately } from '../monitoring/roll-up.ts';
import { type AnnounceSignalsPorts, announceSignals } from '../security/announce-signals.ts';
import type { SignalStore } from '../security/signal-store.ts';
import { announceSubmissions } from '../submissions/announce-submissions.ts';
import { quarantineDropped } from '../submissions/quarantine-dropped.ts';
import { quarantineLeftovers } from '../submissions/quarantine-leftovers.ts';
import { ringAgain } from '../submissions/ring-again.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { type MeasurePorts, measureSession } from './measure-session.ts';
import { type ResizePorts, resizeFleet } from './resize-fleet.ts';

/** Everything that a tick touches. */
export interface TickPorts
  extends Omit<FleetPorts, 'signals'>,
    AnnounceSignalsPorts,
    Pick<MeasurePorts, 'measure'>,
    RollUpPorts,
    Pick<ResizePorts, 'reservations' | 'sizeLimits'> {
  readonly signals: SignalStore;
  readonly findings: FleetPorts['findings'] & ResizePorts['findings'];
  readonly submissions: Pick<
    SubmissionStore,
    | 'listWaiting'
    | 'listExpired'
    | 'listUnannounced'
    | 'listDigestsFrom'
    | 'markAnnounced'
    | 'get'
    | 'lease'
    | 'quarantine'
  >;
  readonly ids: IdSource;
  readonly doorbell: Doorbell;
  /** Starts auto-shutdown without waiting for it. */
  readonly startShutdown: (sessionId: string) => Promise<void>;
  /** Raises, escalates and resolves alerts of the session and the stage. @returns how many facts were told */
  readonly lookForAlerts: (session: Session, hosts: readonly Host[]) => Promise<number>;
  /** Starts the sender of webhooks without waiting for it; it works until a time, ms since the epoch. */
  readonly startSender: (until: number) => Promise<void>;
}

/** What a tick came to. */
export interface TickOutcome {
  readonly passes: number;
  readonly hostsFailed: number;
  readonly launchesFailed: number;
  readonly degraded: number;
  readonly rings: number;
  readonly judged: number;
  readonly quarantined: number;
  readonly signals: number;
  /** Facts of alerts that were told. */
  readonly alerts: number;
  readonly shutdownsStarted: number;
}

/** A tick in which something failed, when all had been tried; with what it came to, which nobody counts again. */
export class TickFailed extends AggregateError {
  readonly outcome: TickOutcome;

  constructor(errors: readonly unknown[], outcome: TickOutcome) {
    super(errors, errors.map(String).join('; '));
    this.outcome = outcome;
  }
}

/**
 * The schedule rings every minute; within it the fleet is looked at twice, and every three seconds while it moves. In between EC2
 * is asked and hosts are greeted, which costs none of their workers: one that is gone is found in ten seconds.
 */
export const TICK_MS = 60_000;
const PASS_EVERY_MS_MOVING = 3_000;
const MEASURE_EVERY_MS = 30_000;
/** Time that rolling up may read records for, ms: then it is left to the next. */
const ROLL_UP_MS = 25_000;
/** Alerts are for people. */
const ALERTS_EVERY_MS = 20_000;
/** No pass begins later in a tick: one with an examination in it can take 100 s, and the function has three minutes. */
const LAST_PASS_MS = 55_000;

/**
 * One tick of a session: passes 30 s apart, 3 s while hosts come up or are repaired, and with each everything that an
 * event may have missed (doorbells of waiting and expired submissions, announcements). If the window closes before the
 * next tick it waits for that very millisecond and starts auto-shutdown; once it has closed every tick starts it until
 * the session is settled. A step that fails does not keep the others from being done.
 * @throws TickFailed with everything that failed, when all has been tried
 */
export async function tickSession(sessionId: string, ports: TickPorts): Promise<TickOutcome> {
  const tick = new Tick(sessionId, ports);
  const { clock } = ports;
  const start = clock.now();
  const end = start + TICK_MS;
  const lastPassAt = start + LAST_PASS_MS;
  for (let next = start; ; ) {
    const isDue = next <= lastPassAt;
    const missed = await tick.restUntil(isDue ? next : lastPassAt);
    if (!isDue && !missed) break;
    const seen = await tick.lookAround();
    if (seen === undefined) break;
    const { session, moving } = seen;
    next = clock.now() + (moving ? PASS_EVERY_MS_MOVING : paceOf(session, clock.now()).passMs);
    // While the tick rests: so what both run at a time is what a pass and its probe do.
    await tick.startSender(next <= lastPassAt ? next : end);
    if (isOver(session, clock.now())) {
      await tick.startShutdown();
      // A settled session only wants its schedules removed.
      if (session.settledAt !== undefined) break;
    } else if (session.times.lastClosesAt < (next <= lastPassAt ? next : end)) {
      await sleepUntil(session.times.lastClosesAt, clock);
      await tick.startShutdown();
    }
  }
  await tick.finish();
  if (tick.errors.length > 0) throw new TickFailed(tick.errors, tick.outcome);
  return tick.outcome;
}

class Tick {
  readonly errors: unknown[] = [];
  outcome: TickOutcome = {
    passes: 0,
    hostsFailed: 0,
    launchesFailed: 0,
    degraded: 0,
    rings: 0,
    judged: 0,
    quarantined: 0,
    signals: 0,
    alerts: 0,
    shutdownsStarted: 0,
  };
  readonly #sessionId: string;
  readonly #ports: TickPorts;
  /** As the latest pass saw it. */
  #session: Session | undefined;
  /** When it was looked for alerts last. */
  #alertedAt = Number.NEGATIVE_INFINITY;
  /** When it was looked at last whether the fleet has the right size. */
  #sizedAt = Number.NEGATIVE_INFINITY;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #rolledUpAt = Number.NEGATIVE_INFINITY;
  #rollingUp: Promise<void> | undefined;

  constructor(sessionId: string, ports: TickPorts) {
    this.#sessionId = sessionId;
    this.#ports = ports;
  }

  /** Pass, doorbells, announcements. @returns the session and whether its hosts move; undefined when there is none */
  async lookAround(): Promise<{ readonly session: Session; readonly moving: boolean } | undefined> {
    const { sessions, slots, submissions, doorbell, events, clock } = this.#ports;
    const pass = await this.#attempt(() =>
      passFleet(this.#sessionId, this.#ports, ({ hostsFailed, launchesFailed }) => {
        this.outcome = {
          ...this.outcome,
          hostsFailed: this.outcome.hostsFailed + hostsFailed,
          launchesFailed: this.outcome.launchesFailed + launchesFailed,
        };
      }),
    );
    const session = pass?.session ?? (await this.#attempt(() => sessions.get(this.#sessionId)));
    if (session === undefined) return undefined;
    this.#session = session;
    const rings = await this.#attempt(() =>
      ringAgain(session, { submissions, slots, doorbell }, clock.now()),
    );
    if (session.fleet === 'failed') await this.#attempt(() => this.#giveUp(session));
    await this.#attempt(() => quarantineDropped(session, this.#ports, clock.now()));
    const announced = await this.#attempt(() => announceSubmissions(this.#sessionId, submissions, events));
    const signals = await this.#attempt(() => announceSignals(this.#ports));
    if (pass !== undefined) await this.#attempt(() => this.#measure(session, pass.hosts));
    const alerts = await this.#lookForAlerts(session, pass?.hosts);
    this.#rollUp(session);
    const before = this.outcome;
    this.outcome = {
      ...before,
      passes: before.passes + 1,
      hostsFailed: before.hostsFailed + (pass?.hostsFailed ?? 0),
      launchesFailed: before.launchesFailed + (pass?.launchesFailed ?? 0),
      degraded: before.degraded + (pass?.degraded ?? 0),
      rings: before.rings + (rings ?? 0),
      judged: before.judged + (announced?.judged ?? 0),
      quarantined: before.quarantined + (announced?.quarantined ?? 0),
      signals: before.signals + (signals ?? 0),
      alerts: before.alerts + (alerts ?? 0),
    };
    const resized = pass !== undefined && (await this.#resize(session, pass.hosts)) === true;
    const moving = resized || session.fleet === 'launching' || (pass?.hosts ?? []).some(isMoving);
    return { session, moving };
  }

  /** However often a fleet that moves, or is watched, is looked at. */
  async #measure(session: Session, hosts: readonly Host[]): Promise<void> {
    const now = this.#ports.clock.now();
    if (now - this.#measuredAt < MEASURE_EVERY_MS) return;
    this.#measuredAt = now;
    await measureSession(session, hosts, this.#ports, now);
  }

  /** What judging came to, for whoever watches, beside the passes: one at a time, and no pass waits for it. */
  #rollUp(session: Session): void {
    const now = this.#ports.clock.now();
    if (now - this.#rolledUpAt < MEASURE_EVERY_MS || now < session.times.opensAt) return;
    if (this.#rollingUp !== undefined) return;
    this.#rolledUpAt = now;
    this.#rollingUp = this.#attempt(() => rollUpLately(session, this.#ports, now + ROLL_UP_MS)).then(() => {
      this.#rollingUp = undefined;
    });
  }

  /** Nothing is left at work when the function is frozen. */
  async finish(): Promise<void> {
    await this.#rollingUp;
  }

  /** Not at every pass of a fleet that moves. @returns whether the fleet is to have another size, which the next pass sees to */
  async #resize(session: Session, hosts: readonly Host[]): Promise<boolean | undefined> {
    const now = this.#ports.clock.now();
    if (now - this.#sizedAt < LOOK_EVERY_MS) return false;
    this.#sizedAt = now;
    return await this.#attempt(() => resizeFleet(session, hosts, this.#ports));
  }

  /** Not at every pass of a fleet that moves, nor without its hosts: what was not looked at is not gone. */
  async #lookForAlerts(session: Session, hosts: readonly Host[] | undefined): Promise<number | undefined> {
    const now = this.#ports.clock.now();
    if (hosts === undefined || now - this.#alertedAt < ALERTS_EVERY_MS) return 0;
    this.#alertedAt = now;
    return await this.#attempt(() => this.#ports.lookForAlerts(session, hosts));
  }

  /** Rests until a time, or until a glance misses a host. @returns whether one was missed */
  async restUntil(until: number): Promise<boolean> {
    const { clock } = this.#ports;
    for (;;) {
      const { glanceMs } = paceOf(this.#session, clock.now());
      await sleepUntil(Math.min(until, clock.now() + glanceMs), clock);
      if (clock.now() >= until) return false;
      if (await this.#missesAny()) return true;
    }
  }

  /** Only a fleet that is ready can miss a host. A glance that fails is none: the next pass fails likewise, and tells. */
  async #missesAny(): Promise<boolean> {
    if (this.#session?.deployment.kind !== 'fleet' || this.#session.fleet !== 'ready') return false;
    const missed = await glanceAtFleet(this.#sessionId, this.#ports).catch(() => []);
    return missed.length > 0;
  }

  /** Nobody will judge what waits for a fleet that has failed: who handed in is told at once, not at the end. */
  async #giveUp({ sessionId, fleetReason }: Session): Promise<void> {
    const reason = `nothing can be judged in this session, its fleet failed: ${fleetReason}`;
    while ((await quarantineLeftovers(sessionId, reason, this.#ports, this.#ports.clock.now())) > 0);
  }

  /** Once a tick is enough: what it leaves undone is the next tick's. */
  async startShutdown(): Promise<void> {
    if (this.outcome.shutdownsStarted > 0) return;
    this.outcome = { ...this.outcome, shutdownsStarted: 1 };
    await this.#attempt(() => this.#ports.startShutdown(this.#sessionId));
  }

  /** At every pass: who died after it had published has told nobody to send. */
  async startSender(until: number): Promise<void> {
    await this.#attempt(() => this.#ports.startSender(until));
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

/** On its way up, in repair, or lately doubted. */
function isMoving(host: Host): boolean {
  return isAlive(host) && (host.state !== 'ready' || host.failedProbes > 0 || host.leavesAt !== undefined);
}

async function sleepUntil(at: number, clock: Clock): Promise<void> {
  const ms = at - clock.now();
  if (ms > 0) await clock.sleep(ms);
}
