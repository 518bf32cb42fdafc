import type { Decision } from '../exam/decision.ts';

/** One of the slots that an executor drives at a time, lent to a session. */
export interface SlotLoan {
  /** Whether it must be given to another session. Gives it back then. */
  mustEnd(): boolean;
  /** Gives it back. Once is enough, and more changes nothing. */
  end(): void;
}

/**
 * Whether a session may have one more of an executor's slots. A session that has none gets one at once, be it one too
 * many: else it would wait for a program of another's to end.
 */
export function decideLoan(own: number, lent: number, most: number): Decision<'lend' | 'wait'> {
  if (own === 0) return { action: 'lend', reason: 'the session has none' };
  return lent < most
    ? { action: 'lend', reason: `${lent} of ${most} are lent` }
    : { action: 'wait', reason: `all ${most} are lent` };
}

/** Whether a session gives one of its slots to others: while one of them wants some, each has the same share. */
export function decideReturn(
  own: number,
  sessions: number,
  most: number,
  othersWant: boolean,
): Decision<'keep' | 'yield'> {
  const share = Math.max(1, Math.floor(most / Math.max(1, sessions)));
  if (!othersWant) return { action: 'keep', reason: 'nobody wants it' };
  return own > share
    ? { action: 'yield', reason: `the session has ${own} and its share is ${share}` }
    : { action: 'keep', reason: `the session has its share of ${share}` };
}

/** The slots that one executor drives at a time, shared by the sessions that it works for. */
export class SlotLoans {
  readonly #most: number;
  readonly #lent = new Map<string, number>();
  /** Sessions that were refused one, and how they ask again. */
  readonly #wanting = new Map<string, () => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @param askAgain called when one has become free @returns undefined when there is none for this session now */
  take(sessionId: string, askAgain: () => void): SlotLoan | undefined {
    this.#wanting.delete(sessionId);
    if (decideLoan(this.#of(sessionId), this.#sum(), this.#most).action === 'wait') {
      this.#wanting.set(sessionId, askAgain);
      return undefined;
    }
    this.#lent.set(sessionId, this.#of(sessionId) + 1);
    let mine = true;
    const end = () => {
      if (!mine) return;
      mine = false;
      this.#giveBack(sessionId);
    };
    return {
      end,
      mustEnd: () => {
        const othersWant = [...this.#wanting.keys()].some((id) => id !== sessionId);
        if (
          mine &&
          decideReturn(this.#of(sessionId), this.#lent.size, this.#most, othersWant).action === 'yield'
        )
          end();
        return !mine;
      },
    };
  }

  #giveBack(sessionId: string): void {
    const left = this.#of(sessionId) - 1;
    if (left > 0) this.#lent.set(sessionId, left);
    else {
      this.#lent.delete(sessionId);
      this.#wanting.delete(sessionId);
    }
    const next = [...this.#wanting].sort(([a], [b]) => this.#of(a) - this.#of(b))[0];
    next?.[1]();
  }

  #of(sessionId: string): number {
    return this.#lent.get(sessionId) ?? 0;
  }

  #sum(): number {
    return [...this.#lent.values()].reduce((sum, own) => sum + own, 0);
  }
}
