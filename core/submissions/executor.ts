import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import { type Candidate, howAlone, isKept } from './decide-alone.ts';
import { decideBefore } from './decide-fate.ts';
import { judgesLanguage } from './decide-language.ts';
import { decideGoingOn, decideHandOver } from './decide-slot.ts';
import { decideWork, mattersWhose, type WorkAction } from './decide-work.ts';
import { emptyHost } from './empty-host.ts';
import { endLease } from './end-lease.ts';
import { type ExecutorPorts, LEASE_MS, LOOK_AGAIN_MS, LOOK_AHEAD, LOOK_FAR_AHEAD } from './executor-ports.ts';
import { startTagOf } from './fair-queueing.ts';
import type { HeldSlot } from './hold-leases.ts';
import { isOfUse, readWaiting } from './is-of-use.ts';
import { judgeLeased } from './judge-leased.ts';
import { lookAgainAtStanding } from './look-again.ts';
import { openStandingSlots } from './open-standing-slots.ts';
import type { Slot } from './slot.ts';
import type { SlotLoan, SlotLoans } from './slot-loans.ts';
import { AVOID_MS, SlotTaker } from './slot-taker.ts';
import type { RunningSubmission } from './submission.ts';
import { tellParticipant } from './tell-participant.ts';
import { LANES } from './watch-queue.ts';

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
  /** Slots used at a time, of all sessions together; and sessions, of which each has one, be it one too many. */
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

/**
 * Works through one session's queue: take a slot, take the fairest waiting submission, judge it, take the next; as many
 * slots at a time as there is work for. The doorbells' own submissions are tried by key when the index does not show
 * them yet. After releasing a slot the queue is looked at once more: a submission that came in between found no free
 * slot, and nobody else would come for it.
 *
 * Throws what the stores throw (after every worker has ended), so that the doorbell rings again.
 * @param loans what the sessions of this executor share
 */
export async function workOn(
  ports: ExecutorPorts,
  session: Session,
  bells: readonly Bell[],
  limits: ExecutorLimits,
  loans: SlotLoans,
): Promise<ExecutorReport> {
  const { openedLater } = await openStandingSlots(ports, session, limits.signal);
  const shift = new Shift(ports, session, bells, limits, loans);
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
  readonly #loans: SlotLoans;
  /** Submissions that somebody rang for and nobody here has looked at yet. */
  readonly #rung: Set<string>;
  readonly #taker: SlotTaker;
  /** Submissions that came back from a host: tried elsewhere, not there. */
  readonly #cameBack = new Set<string>();
  /** Suspects that waited in vain for a host to be empty, and until when they are tried elsewhere alone. */
  readonly #elsewhereUntil = new Map<string, number>();
  readonly #workers = new Set<Promise<void>>();
  /** Whose slot was left to a successor. */
  #handedOver: SlotLoan | undefined;
  readonly #errors: unknown[] = [];
  readonly #ends = { judged: 0, quarantined: 0, 'given-back': 0, 'lease-lost': 0 };
  readonly #reasons: string[] = [];

  constructor(
    ports: ExecutorPorts,
    session: Session,
    bells: readonly Bell[],
    limits: ExecutorLimits,
    loans: SlotLoans,
  ) {
    this.#ports = ports;
    this.#session = session;
    this.#limits = limits;
    this.#loans = loans;
    this.#taker = new SlotTaker(ports, session, limits.signal);
    this.#rung = new Set(bells.map(({ submissionId }) => submissionId));
  }

  async run(): Promise<ExecutorReport> {
    this.#handedOver = undefined;
    this.#startWorker();
    while (this.#workers.size > 0) await Promise.all(this.#workers);
    if (this.#errors.length > 0) throw this.#errors[0];
    const { judged, quarantined, 'given-back': givenBack } = this.#ends;
    const report = { judged, quarantined, givenBack, reasons: [...new Set(this.#reasons)] };
    this.#ports.onEvent({
      event: 'ended',
      sessionId: this.#session.sessionId,
      reason: report.reasons.join('; '),
    });
    return report;
  }

  /** Workers come one by one, each started by one that found more work than its own. */
  #startWorker(): void {
    if (this.#errors.length > 0 || this.#handedOver !== undefined) return;
    const loan = this.#loans.take(this.#session.sessionId, () => this.#startWorker());
    if (loan === undefined) return;
    const worker = this.#work(loan)
      .then((reason) => void this.#reasons.push(reason))
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => {
        this.#workers.delete(worker);
        loan.end();
      });
    this.#workers.add(worker);
  }

  #mustEnd(): boolean {
    return (
      this.#limits.signal.aborted || this.#ports.clock.now() >= this.#limits.stopAt || this.#errors.length > 0
    );
  }

  /** Why a worker takes up nothing more, if so. */
  #whyEnd(loan: SlotLoan): string | undefined {
    if (this.#mustEnd()) return 'its time was up';
    if (loan.mustEnd()) return 'another session wanted its slot';
    if (this.#handedOver === undefined) {
      const { action } = decideHandOver(this.#workers.size, this.#limits.stopAt, this.#ports.clock.now());
      if (action === 'hand-over') this.#handedOver = loan;
    }
    return this.#handedOver === loan ? 'its slot is for a successor' : undefined;
  }

  /** @returns why it ended. */
  async #work(loan: SlotLoan): Promise<string> {
    for (let fruitless = 0; ; ) {
      const why = this.#whyEnd(loan);
      if (why !== undefined) return why;
      const held = await this.#taker.take((slot, slots) =>
        isOfUse(this.#ports, this.#session, slot, slots, this.#rung),
      );
      if (held === 'none-is-free') return 'no slot is free';
      const judged = held === 'none-is-of-use' ? 0 : await this.#workOn(held, loan);
      fruitless = judged > 0 ? 0 : fruitless + 1;
      if (this.#mustEnd()) continue;
      const { action, reason } = decideGoingOn(
        held === 'none-is-of-use' || (await this.#hasWork()),
        fruitless,
      );
      if (action === 'end') return reason;
      if (action === 'look-again') await this.#ports.clock.sleep(LOOK_AGAIN_MS, this.#limits.signal);
    }
  }

  /** Judges on a slot until there is nothing for it or it must be let go. @returns how many submissions */
  async #workOn(held: HeldSlot, loan: SlotLoan): Promise<number> {
    let slotGood = true;
    let judged = 0;
    try {
      while (slotGood && isUsable(held) && this.#whyEnd(loan) === undefined) {
        const running = await this.#takeSubmission(held);
        if (running === undefined) break;
        judged++;
        slotGood = await this.#judge(held, running);
      }
    } finally {
      await this.#taker.letGo(held, slotGood);
    }
    if (!slotGood) this.#taker.avoid(held.slot);
    return judged;
  }

  async #hasWork(): Promise<boolean> {
    for (const lane of LANES)
      if ((await this.#ports.submissions.listWaiting(this.#session.sessionId, lane, 1)).length > 0)
        return true;
    return false;
  }

  /** The fairest submission that can be had for this slot, leased; quarantines on the way what is past retrying. */
  async #takeSubmission(held: HeldSlot): Promise<RunningSubmission | undefined> {
    const slots = await this.#taker.list();
    if (isKept(held.slot, slots, this.#ports.clock.now()) || this.#taker.mustLeave(held)) return undefined;
    for await (const candidates of this.#candidates(held.slot)) {
      const running = await this.#leaseFirst({ held, slots }, candidates);
      if (running !== undefined || !isUsable(held)) return running;
    }
    return undefined;
  }

  /** What may wait for a slot, the most urgent first, one look at a time. */
  async *#candidates(slot: Slot): AsyncGenerator<readonly Candidate[]> {
    const { submissions, clock } = this.#ports;
    const { sessionId } = this.#session;
    for (const lane of LANES)
      for (const limit of [LOOK_AHEAD, LOOK_FAR_AHEAD]) {
        const waiting = await submissions.listWaiting(sessionId, lane, limit);
        // What the queue shows is judged by what it tells of it, and not by its bell.
        for (const { submissionId } of waiting) this.#rung.delete(submissionId);
        yield waiting;
        const mayBePassed = (one: Candidate) => one.isSuspect || this.#hasComeBack(one.submissionId, slot);
        if (waiting.length < limit || !waiting.every(mayBePassed)) break;
      }
    yield [...this.#rung].map((submissionId) => ({ submissionId }));
    this.#rung.clear();
    yield await submissions.listExpired(sessionId, clock.now(), LOOK_AHEAD);
  }

  async #leaseFirst(look: Look, candidates: readonly Candidate[]): Promise<RunningSubmission | undefined> {
    const { submissions, clock, ids: leases } = this.#ports;
    const { sessionId } = this.#session;
    const { slot } = look.held;
    for (const candidate of candidates) {
      const { submissionId } = candidate;
      const work = await this.#decideWork(look, candidate);
      if (work.action === 'leave') {
        this.#cameBack.add(nameOf(submissionId, slot));
        this.#taker.putOff(slot);
      }
      if (work.action === 'take-alone') {
        if (candidates.length > 1) this.#startWorker();
        if (!(await this.#emptyHost(look.held, submissionId))) return undefined;
      } else if (work.action !== 'take' && work.action !== 'quarantine') continue;
      const now = clock.now();
      const lease = { leaseId: leases.next(), until: now + LEASE_MS, hostId: slot.hostId };
      const running = await submissions.lease(sessionId, submissionId, lease, now);
      this.#rung.delete(submissionId);
      if (running === undefined && isUsable(look.held)) continue;
      if (running === undefined) return undefined;
      const fate = decideBefore({ work, running, session: this.#session, hostId: slot.hostId, now });
      if (fate !== undefined) {
        const { event } = await endLease(this.#ports, running, fate, now);
        this.#ends[event]++;
        if (isUsable(look.held)) continue;
        return undefined;
      }
      if (candidates.length > 1) this.#startWorker();
      return running;
    }
    return undefined;
  }

  /** Keeps a slot's host for a suspect. @returns whether it can be judged there now */
  async #emptyHost(held: HeldSlot, submissionId: string): Promise<boolean> {
    const { signal } = this.#limits;
    const mustEnd = () => this.#mustEnd();
    const { action } = await emptyHost(this.#ports, held, submissionId, { signal, mustEnd });
    if (action === 'try-elsewhere')
      this.#elsewhereUntil.set(nameOf(submissionId, held.slot), this.#ports.clock.now() + AVOID_MS);
    if (action !== 'judge') return false;
    // It may have died meanwhile, of what was still judged there.
    if ((await this.#taker.hear(held.slot)) !== undefined) return true;
    this.#taker.avoid(held.slot);
    return false;
  }

  async #decideWork({ held, slots }: Look, candidate: Candidate): Promise<Decision<WorkAction>> {
    const { clock } = this.#ports;
    const { slot } = held;
    const { submissionId } = candidate;
    const { sessionId } = this.#session;
    const cameBack = this.#hasComeBack(submissionId, slot);
    const matters = !cameBack && mattersWhose(submissionId, slot, slots, this.#session, clock.now());
    const waiting = matters
      ? (candidate.about ?? (await readWaiting(this.#ports, sessionId, submissionId)))
      : undefined;
    const canTake = (other: Slot) =>
      this.#taker.wouldTry(other) &&
      !this.#hasComeBack(submissionId, other) &&
      (candidate.about === undefined || judgesLanguage(other, candidate.about.language));
    const alone = howAlone(candidate, this.#session, slot, slots, clock.now(), canTake);
    if (alone.how === 'elsewhere') this.#taker.want(alone.hostId);
    const facts = { cameBack, alone: alone.how, waiting, slot, session: this.#session };
    const decide = (seen: readonly Slot[], told: boolean) =>
      decideWork({ ...facts, slots: seen, told, now: clock.now() });
    const decision = decide(slots, false);
    return decision.action === 'tell-first' && waiting !== undefined
      ? decide(await tellParticipant(this.#ports, held, waiting.participantId, this.#limits.signal), true)
      : decision;
  }

  /** @returns whether the slot is still good. */
  async #judge(held: HeldSlot, running: RunningSubmission): Promise<boolean> {
    // Virtual time is for later arrivals; this judging does not wait for it.
    const advanced = this.#advance(running);
    const { event, slotGood, hostJudges } = await judgeLeased(
      this.#ports,
      this.#session,
      held,
      running,
      this.#limits.signal,
    );
    await advanced;
    held.probing = false;
    if (hostJudges !== undefined) await this.#taker.noteJudging(held.slot, hostJudges, running.participantId);
    this.#ends[event]++;
    if (event === 'given-back') this.#cameBack.add(nameOf(running.submissionId, held.slot));
    return slotGood;
  }

  async #advance(running: RunningSubmission): Promise<void> {
    // Nobody arrives later in a rejudging.
    if (running.lane === 'rejudging') return;
    await this.#ports.submissions
      .advanceVirtualTime(running.sessionId, running.lane, startTagOf(running.rank))
      .catch((error: unknown) =>
        this.#ports.onEvent({
          event: 'write-failed',
          sessionId: running.sessionId,
          reason: `virtual time: ${error}`,
          error,
        }),
      );
  }

  #hasComeBack(submissionId: string, slot: Slot): boolean {
    const name = nameOf(submissionId, slot);
    return this.#cameBack.has(name) || (this.#elsewhereUntil.get(name) ?? 0) > this.#ports.clock.now();
  }
}

const nameOf = (submissionId: string, { hostId }: Slot) => `${submissionId} ${hostId}`;

/** Whether more may be judged on a slot: its worker is free, its host stays, and was not kept for one that was judged alone. */
const isUsable = ({ heard, kept, leaving }: HeldSlot) =>
  heard.abandonedUntil === 0 && kept === undefined && leaving !== true;
