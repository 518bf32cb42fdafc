import type { Session } from '../exam/session.ts';
import { decideLanguage, judgesLanguage } from './decide-language.ts';
import { decideShare, isLastFree } from './decide-share.ts';
import { type ExecutorPorts, LEASE_MS } from './executor-ports.ts';
import { startTagOf } from './fair-queueing.ts';
import { HeardSigns, type HeldSlot } from './hold-leases.ts';
import { judgeLeased } from './judge-leased.ts';
import { lookAgainAtStanding } from './look-again.ts';
import { openStandingSlots } from './open-standing-slots.ts';
import { decideRetry } from './setbacks.ts';
import type { Slot } from './slot.ts';
import { standingJudgesOf } from './standing-slots.ts';
import type { Lane, RunningSubmission } from './submission.ts';

/** Somebody rang: there is work in this session, at least this submission. */
export interface Bell {
  readonly sessionId: string;
  readonly submissionId: string;
}

/** Until when an executor works, and how much at a time. */
export interface ExecutorLimits {
  /** No submission is taken up after this time, ms since the epoch. */
  readonly stopAt: number;
  /** Aborts when everything must be let go. */
  readonly signal: AbortSignal;
  /** Slots used at a time. */
  readonly maxSlots: number;
}

/** What an executor did, and why it ended. */
export interface ExecutorReport {
  readonly judged: number;
  readonly quarantined: number;
  readonly givenBack: number;
  /** One reason a worker, in words. */
  readonly reasons: readonly string[];
}

const LANES: readonly Lane[] = ['contest', 'trial'];
/** Waiting submissions looked at in one go. */
const LOOK_AHEAD = 10;
/** Looked at when a host can judge none of the first: what it can judge may wait behind them. */
const LOOK_FAR_AHEAD = 100;
/** Between two looks at slots or queue when a look found nothing: covers the index' lag and a slot being released. */
const LOOK_AGAIN_MS = 300;

/**
 * Works through a session's queue: take a slot, take the fairest waiting submission, judge it, take the next; as many
 * slots at a time as there is work for. The doorbells' own submissions are tried by key when the index does not show
 * them yet. After releasing a slot the queue is looked at once more: a submission that came in between found no free
 * slot, and nobody else would come for it.
 *
 * Throws what the stores throw (after every worker has ended), so that the doorbell rings again.
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
  const { openedLater } = await openStandingSlots(ports, session, limits.signal);
  const shift = new Shift(ports, session, bells, limits);
  let report: ExecutorReport;
  try {
    report = await shift.run();
  } finally {
    await openedLater;
  }
  // Of these slots nobody else may know.
  if (await openedLater) report = await shift.run();
  await lookAgainAtStanding(ports, session, limits.signal);
  return report;
}

/** A slot that is to be used, among all slots as they were read for it. */
interface Look {
  readonly held: HeldSlot;
  readonly slots: readonly Slot[];
}

class Shift {
  readonly #ports: ExecutorPorts;
  readonly #session: Session;
  readonly #limits: ExecutorLimits;
  /** Submissions that somebody rang for and nobody here has looked at yet. */
  readonly #rung: Set<string>;
  /** Hosts that failed under this executor. */
  readonly #badHosts = new Set<string>();
  /** Hosts that lack the language of something that waits: others are taken first. */
  readonly #unfitHosts = new Set<string>();
  /** Submissions that came back from a host: tried elsewhere, not there. */
  readonly #cameBack = new Set<string>();
  readonly #workers = new Set<Promise<void>>();
  readonly #errors: unknown[] = [];
  readonly #counts = { judged: 0, quarantined: 0, givenBack: 0 };
  readonly #reasons: string[] = [];

  constructor(ports: ExecutorPorts, session: Session, bells: readonly Bell[], limits: ExecutorLimits) {
    this.#ports = ports;
    this.#session = session;
    this.#limits = limits;
    this.#rung = new Set(bells.map(({ submissionId }) => submissionId));
  }

  async run(): Promise<ExecutorReport> {
    this.#startWorker();
    while (this.#workers.size > 0) await Promise.all(this.#workers);
    if (this.#errors.length > 0) throw this.#errors[0];
    const report = { ...this.#counts, reasons: [...new Set(this.#reasons)] };
    this.#ports.onEvent({
      event: 'ended',
      sessionId: this.#session.sessionId,
      reason: report.reasons.join('; '),
    });
    return report;
  }

  /** Workers come one by one, each started by one that found more work than its own. */
  #startWorker(): void {
    if (this.#workers.size >= this.#limits.maxSlots || this.#errors.length > 0) return;
    const worker = this.#work()
      .then((reason) => void this.#reasons.push(reason))
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  #mustEnd(): boolean {
    return (
      this.#limits.signal.aborted || this.#ports.clock.now() >= this.#limits.stopAt || this.#errors.length > 0
    );
  }

  /** @returns why it ended. */
  async #work(): Promise<string> {
    for (let fruitless = 0; ; ) {
      if (this.#mustEnd()) return 'its time was up';
      const held = await this.#takeSlot();
      if (held === undefined) return 'no slot is free';
      let slotGood = true;
      let judgedHere = 0;
      try {
        while (slotGood && held.heard.abandonedUntil === 0 && !this.#mustEnd()) {
          const running = await this.#takeSubmission(held);
          if (running === undefined) break;
          judgedHere++;
          slotGood = await this.#judge(held, running);
        }
      } finally {
        // A bad slot is left to expire, so that nobody else takes it at once; one whose worker may be on a call that
        // nobody waits for any more is kept from others until that must have ended.
        if (held.heard.abandonedUntil > 0)
          await this.#ports.slots.renew(
            held.slot,
            held.leaseId,
            held.heard.abandonedUntil,
            held.heard.read(),
          );
        else if (slotGood) await this.#ports.slots.release(held.slot, held.leaseId, held.heard.read());
      }
      if (!slotGood) this.#badHosts.add(held.slot.hostId);
      fruitless = judgedHere > 0 ? 0 : fruitless + 1;
      if (this.#mustEnd()) continue;
      if (!(await this.#hasWork())) return 'the queue is empty';
      // The index may still show what has been taken: one more look after a while, then no more.
      if (fruitless >= 2) return 'what waits cannot be had here';
      if (fruitless > 0) await this.#ports.clock.sleep(LOOK_AGAIN_MS, this.#limits.signal);
    }
  }

  async #takeSlot(): Promise<HeldSlot | undefined> {
    const { clock, slots, ids, random } = this.#ports;
    for (let look = 0; look < 2; look++) {
      const now = clock.now();
      const good = (await slots.list(this.#session.sessionId)).filter(
        ({ hostId }) => !this.#badHosts.has(hostId),
      );
      if (good.length === 0) return undefined;
      const free = good.filter(({ holder }) => holder === undefined || holder.until <= now);
      const busy = new Map<string, number>();
      for (const { hostId, holder } of good)
        if (holder && holder.until > now) busy.set(hostId, (busy.get(hostId) ?? 0) + 1);
      // Hosts that judge what waits first, of these the least busy; among equals by chance.
      const order = free
        .map((slot) => ({
          slot,
          unfit: Number(this.#unfitHosts.has(slot.hostId)),
          load: (busy.get(slot.hostId) ?? 0) + random(),
        }))
        .sort((a, b) => a.unfit - b.unfit || a.load - b.load);
      for (const { slot } of order) {
        const leaseId = ids.next();
        if (this.#badHosts.has(slot.hostId)) continue;
        if (!(await slots.take(slot, leaseId, clock.now() + LEASE_MS, clock.now()))) continue;
        const heard = await this.#hear(slot);
        if (heard !== undefined) return { slot, leaseId, heard };
        this.#badHosts.add(slot.hostId);
      }
      if (look === 0) await clock.sleep(LOOK_AGAIN_MS, this.#limits.signal);
    }
    return undefined;
  }

  /**
   * Whether the host answers at all, asked once a slot is taken: a host that is down already must cost no submission
   * an attempt, so that losing a host while judging says something about the submission.
   */
  async #hear(slot: Slot): Promise<HeardSigns | undefined> {
    try {
      const judge = await this.#ports.judgeAt(this.#session, slot);
      await judge.languages(this.#limits.signal);
      const heard = new HeardSigns(() => judge.answeredAt?.());
      heard.note({ answeredAt: this.#ports.clock.now() });
      return heard;
    } catch (error) {
      const { sessionId, hostId } = slot;
      this.#ports.onEvent({
        event: 'slot-lost',
        sessionId,
        hostId,
        reason: `the host does not answer: ${error}`,
      });
      return undefined;
    }
  }

  async #hasWork(): Promise<boolean> {
    for (const lane of LANES)
      if ((await this.#ports.submissions.listWaiting(this.#session.sessionId, lane, 1)).length > 0)
        return true;
    return false;
  }

  /** The fairest submission that can be had for this slot, leased; quarantines on the way what is past retrying. */
  async #takeSubmission(held: HeldSlot): Promise<RunningSubmission | undefined> {
    const { submissions, clock } = this.#ports;
    const { sessionId } = this.#session;
    const { slot } = held;
    const look = { held, slots: await this.#ports.slots.list(sessionId) };
    for (const lane of LANES)
      for (const limit of [LOOK_AHEAD, LOOK_FAR_AHEAD]) {
        const waiting = (await submissions.listWaiting(sessionId, lane, limit)).map(
          (one) => one.submissionId,
        );
        const running = await this.#leaseFirst(look, waiting, waiting.length > 1);
        if (running !== undefined) return running;
        if (waiting.length < limit || !waiting.every((id) => this.#cameBack.has(`${id} ${slot.hostId}`)))
          break;
      }
    const rung = [...this.#rung];
    this.#rung.clear();
    const byBell = await this.#leaseFirst(look, rung, rung.length > 1);
    if (byBell !== undefined) {
      for (const submissionId of rung) if (submissionId !== byBell.submissionId) this.#rung.add(submissionId);
      return byBell;
    }
    const expired = await submissions.listExpired(sessionId, clock.now(), LOOK_AHEAD);
    return await this.#leaseFirst(
      look,
      expired.map(({ submissionId }) => submissionId),
      expired.length > 1,
    );
  }

  async #leaseFirst(
    look: Look,
    ids: readonly string[],
    more: boolean,
  ): Promise<RunningSubmission | undefined> {
    const { submissions, clock, ids: leases } = this.#ports;
    const { sessionId } = this.#session;
    const { slot } = look.held;
    for (const submissionId of ids) {
      if (this.#cameBack.has(`${submissionId} ${slot.hostId}`)) continue;
      const unfit = await this.#decideUnfit(look, submissionId);
      if (unfit?.action === 'pass-by') continue;
      if (unfit?.action === 'leave') {
        this.#cameBack.add(`${submissionId} ${slot.hostId}`);
        this.#unfitHosts.add(slot.hostId);
        continue;
      }
      const now = clock.now();
      const lease = { leaseId: leases.next(), until: now + LEASE_MS, hostId: slot.hostId };
      const running = await submissions.lease(sessionId, submissionId, lease, now);
      this.#rung.delete(submissionId);
      if (running === undefined) continue;
      const { action, reason } = unfit ?? decideRetry(running.attempts - 1, running.setbacks ?? []);
      if (action === 'quarantine') {
        if (await submissions.quarantine(running, reason, clock.now())) this.#counts.quarantined++;
        this.#ports.onEvent({ event: 'quarantined', sessionId, submissionId, reason });
        continue;
      }
      if (more) this.#startWorker();
      return running;
    }
    return undefined;
  }

  /** Undefined: it may be judged on the slot. What is left costs no lease and no setback. */
  async #decideUnfit({ held, slots }: Look, submissionId: string) {
    const { clock } = this.#ports;
    const { sessionId, languages, languagesDropped } = this.#session;
    const { slot } = held;
    const judgesAll = languages.every((language) => judgesLanguage(slot, language));
    const isLast = isLastFree(slot, slots, this.#session, clock.now());
    // Mostly there is nothing to read.
    if (judgesAll && !isLast) return undefined;
    const waiting = await this.#ports.submissions.get(sessionId, submissionId);
    if (waiting === undefined) return undefined;
    const { language, participantId } = waiting;
    if (!judgesLanguage(slot, language))
      return decideLanguage(language, slots, standingJudgesOf(this.#session), languagesDropped);
    if (!isLast) return undefined;
    const share = (seen: readonly Slot[]) =>
      decideShare(participantId, slot, seen, this.#session, clock.now());
    let { action, reason } = share(slots);
    if (action === 'take') {
      held.participant = { participantId, since: clock.now() };
      await this.#ports.slots.renew(slot, held.leaseId, clock.now() + LEASE_MS, {
        participant: held.participant,
      });
      let seen = await this.#ports.slots.list(sessionId);
      if (seen.some(({ holder }) => holder !== undefined && holder.participant === undefined)) {
        // Somebody has just taken a slot, and will have told for whom.
        await clock.sleep(LOOK_AGAIN_MS, this.#limits.signal);
        seen = await this.#ports.slots.list(sessionId);
      }
      ({ action, reason } = share(seen));
    }
    return action === 'take' ? undefined : { action: 'pass-by' as const, reason };
  }

  /** @returns whether the slot is still good. */
  async #judge(held: HeldSlot, running: RunningSubmission): Promise<boolean> {
    const { submissions } = this.#ports;
    // Virtual time is for later arrivals; this judging does not wait for it.
    const advanced = submissions
      .advanceVirtualTime(running.sessionId, running.lane, startTagOf(running.rank))
      .catch((error: unknown) =>
        this.#ports.onEvent({
          event: 'write-failed',
          sessionId: running.sessionId,
          reason: `virtual time: ${error}`,
        }),
      );
    const fate = await judgeLeased(this.#ports, this.#session, held, running, this.#limits.signal);
    await advanced;
    if (fate.event === 'judged') this.#counts.judged++;
    if (fate.event === 'quarantined') this.#counts.quarantined++;
    if (fate.event === 'given-back') {
      this.#counts.givenBack++;
      this.#cameBack.add(`${running.submissionId} ${held.slot.hostId}`);
    }
    return fate.slotGood;
  }
}
