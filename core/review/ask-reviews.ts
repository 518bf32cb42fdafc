import type { ReviewsCost } from '../costs/review-cost.ts';
import type { Clock } from '../exam/clock.ts';
import { InvalidRecordError } from '../exam/invalid-record-error.ts';
import type { Session } from '../exam/session.ts';
import { oneText } from '../submissions/one-text.ts';
import type { HandedIn, Submission } from '../submissions/submission.ts';
import type { Asking, AskingStore } from './asking-store.ts';
import { refuseSource } from './request-review.ts';
import type { Review } from './review.ts';
import type { ReviewStore } from './review-store.ts';
import { mayLackRun } from './sandbox/read-run.ts';
import {
  ASKED_BY_POLICY,
  chooseFinal,
  decideAsking,
  type FinalSubmission,
  reviewIdOf,
  reviewOfSubmission,
} from './session-reviews.ts';
import { sourceText } from './source-text.ts';

/** Most that are asked for in one go: who waits for a review of their own waits for these at most. */
const PAGE = 10;
/** When a session is looked at again that is not settled, or of which a review is not over, ms. */
export const LOOK_AGAIN_MS = 5 * 60_000;
/** When it is looked at again at the latest that failed again and again, ms. */
export const MAX_LOOK_AGAIN_MS = 4 * 60 * 60_000;

/** What asking tells of what it could not do. */
export type AskEvent =
  | {
      readonly event: 'asking-failed';
      readonly sessionId: string;
      /** ms since the epoch. */
      readonly againAt: number;
      readonly error: unknown;
    }
  | {
      readonly event: 'submission-unreadable';
      readonly sessionId: string;
      readonly submissionId: string;
      readonly error: unknown;
    };

/** What asking stands on. */
export interface AskPorts {
  readonly clock: Clock;
  readonly store: Pick<ReviewStore, 'add' | 'get' | 'renew' | 'sumUp'>;
  readonly askings: Pick<AskingStore, 'listDue' | 'move' | 'end' | 'postpone'>;
  readonly languages: readonly string[];
  readonly getSession: (sessionId: string) => Promise<Session | undefined>;
  /** A session's results as they stand, by its own rules. */
  readonly gradesOf: (session: Session) => Promise<Parameters<typeof chooseFinal>[1]>;
  readonly getHandedIn: (sessionId: string, submissionId: string) => Promise<HandedIn | undefined>;
  /** What a compiler said of a submission in its session's judges, where one was asked. */
  readonly runOf: (submission: FinalSubmission) => Promise<Submission | undefined>;
  /** Puts what reviews cost on the final bill of a session. */
  readonly noteCosts: (sessionId: string, cost: ReviewsCost) => Promise<void>;
  readonly tell: (event: AskEvent) => void;
}

/** How far going on with a session came. */
interface Gone {
  /** Reviews that are to be done. */
  readonly asked: readonly string[];
  /** As it stands then, where it is to be gone on with. */
  readonly moved?: Asking;
}

/**
 * Asks for the reviews of sessions that are settled, some at a time, and goes on where whoever did it before ended: what was asked for and
 * how far is in the table. What is there is left alone, unless it lacks what a compiler has said since, so that a page that is asked for twice is asked for once. When all are done, their
 * costs are summed up anew and put on the bill.
 */
export class ReviewAsker {
  readonly #ports: AskPorts;
  /** Of one session at a time: grades of a large one take a second to read. */
  #chosen: { readonly of: string; readonly all: readonly FinalSubmission[] } | undefined;
  /** The session that is gone on with, as it was moved: the list of what is due is late, and may not show it again yet. */
  #inHand: Asking | undefined;

  constructor(ports: AskPorts) {
    this.#ports = ports;
  }

  /**
   * Asks for the next few. @param until ms since the epoch: no more is begun then
   * @param keepTurn keeps the turn of whoever reviews for as long as one session takes. @returns false when another has it
   * @returns the ids of reviews that are to be done; none when there is nothing to ask for now
   */
  async askMore(until: number, keepTurn: () => Promise<boolean>): Promise<readonly string[]> {
    const { askings, clock } = this.#ports;
    while (clock.now() < until) {
      const asking = this.#inHand ?? (await askings.listDue(clock.now(), 1))[0];
      this.#inHand = undefined;
      if (asking === undefined || !(await keepTurn())) return [];
      try {
        const { asked, moved } = await this.#goOn(asking);
        this.#inHand = moved;
        if (asked.length > 0) return asked;
      } catch (error) {
        await this.#leave(asking, error);
      }
    }
    return [];
  }

  async #goOn(asking: Asking): Promise<Gone> {
    const { askings, getSession } = this.#ports;
    const session = await getSession(asking.sessionId);
    const { action } = decideAsking(session, { wants: asking.wants, complete: asking.complete === true });
    if (action === 'ask' && session !== undefined) return await this.#askPage(session, asking);
    if (action === 'settle') await this.#settle(asking);
    else if (action === 'wait') await this.#postpone(asking);
    else await askings.end(asking);
    return { asked: [] };
  }

  /** One session that cannot be read holds up no other: it is looked at again, later each time. */
  async #leave(asking: Asking, error: unknown): Promise<void> {
    const againAt = await this.#countFailure(asking);
    this.#ports.tell({ event: 'asking-failed', sessionId: asking.sessionId, againAt, error });
  }

  /** Has it looked at again, later with each failure. @returns when, ms since the epoch */
  async #countFailure(asking: Asking): Promise<number> {
    const { askings, clock } = this.#ports;
    const { failures = 0 } = asking;
    const againAt = clock.now() + Math.min(MAX_LOOK_AGAIN_MS, LOOK_AGAIN_MS * 2 ** failures);
    await askings.postpone(asking, againAt, failures + 1);
    return againAt;
  }

  async #askPage(session: Session, asking: Asking): Promise<Gone> {
    const { after = '' } = asking;
    const page = (await this.#choose(session, asking))
      .filter(({ submissionId }) => submissionId > after)
      .slice(0, PAGE);
    const last = page.at(-1);
    if (last === undefined) return { asked: [], moved: await this.#move(asking, { complete: true }) };
    const asked = await Promise.all(page.map((submission) => this.#ask(session, submission)));
    const moved = await this.#move(asking, { after: last.submissionId });
    return { asked: asked.filter((reviewId) => reviewId !== undefined), moved };
  }

  /** Lost to who asked anew meanwhile: they begin at the beginning. @returns it as it was moved */
  async #move(asking: Asking, to: Pick<Asking, 'after' | 'complete'>): Promise<Asking> {
    await this.#ports.askings.move(asking, to);
    const { failures: _, ...rest } = asking;
    return { ...rest, ...to };
  }

  async #ask(session: Session, submission: FinalSubmission): Promise<string | undefined> {
    const { store, clock, languages, getHandedIn, tell } = this.#ports;
    const { language, sessionId, submissionId } = submission;
    // Else each asking anew would read all sources again, and put each, which is dearer, before it finds that the review is there.
    const before = await store.get(reviewIdOf(submissionId));
    if (before !== undefined && !(await this.#isBeforeItsRun(before, session, submission))) return undefined;
    const handedIn = await getHandedIn(sessionId, submissionId).catch((error: unknown) => {
      // What is stored will not be another: the others are asked for without it.
      if (!(error instanceof InvalidRecordError)) throw error;
      tell({ event: 'submission-unreadable', sessionId, submissionId, error });
      return undefined;
    });
    if (handedIn === undefined) return undefined;
    const source = sourceText(oneText(handedIn, language));
    if (refuseSource({ source, language }, languages) !== undefined) return undefined;
    const asked = { owner: session.owner, by: ASKED_BY_POLICY, at: clock.now() };
    const review = reviewOfSubmission(submission, source, asked, before);
    const write = before === undefined ? store.add(review, source) : store.renew(review, source, before);
    return (await write) ? review.reviewId : undefined;
  }

  /** Whether staff had it done before a compiler said its word, which it is to have. All runs are over when a session is settled. */
  async #isBeforeItsRun(review: Review, { settledAt = 0 }: Session, of: FinalSubmission): Promise<boolean> {
    if (review.state !== 'reviewed' || review.requestedAt >= settledAt) return false;
    return mayLackRun(review, await this.#ports.runOf(of));
  }

  async #choose(session: Session, asking: Asking): Promise<readonly FinalSubmission[]> {
    const of = `${asking.sessionId} ${asking.askedAt}`;
    if (this.#chosen?.of === of) return this.#chosen.all;
    const { gradesOf, languages } = this.#ports;
    // All submissions of a session at once: whoever dies of them must have said so before, or they would be first for ever. Going on takes it back.
    await this.#countFailure(asking);
    const all = chooseFinal(session, await gradesOf(session)).filter(({ language }) =>
      languages.includes(language),
    );
    this.#chosen = { of, all };
    return all;
  }

  /** Once all are over; sooner it would be too little. */
  async #settle(asking: Asking): Promise<void> {
    const { askings, noteCosts, store } = this.#ports;
    const { open, ...cost } = await store.sumUp(asking.sessionId);
    if (open > 0) return await this.#postpone(asking);
    await noteCosts(asking.sessionId, cost);
    await askings.end(asking);
  }

  async #postpone(asking: Asking): Promise<void> {
    await this.#ports.askings.postpone(asking, this.#ports.clock.now() + LOOK_AGAIN_MS);
  }
}
