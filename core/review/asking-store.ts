/** That reviews of a session are to be looked after: asked for, and their costs put on its bill. */
export interface Asking {
  readonly sessionId: string;
  /** ms since the epoch; tells one asking from a later one. */
  readonly askedAt: number;
  /** `all`: of what counts, as the policy says; `costs`: single ones were asked for. */
  readonly wants: 'all' | 'costs';
  /** The last submission that was asked for; absent at the beginning. */
  readonly after?: string;
  /** All were asked for. */
  readonly complete?: true;
  /** How often in a row it could not be gone on with. */
  readonly failures?: number;
}

/** Keeps which sessions' reviews are to be looked after. Implementation: adapters/dynamodb/asking-store.ts. */
export interface AskingStore {
  /** Has a session's reviews looked after, in the place of what was asked before of it: its place in the list is at the end. */
  ask(asking: Asking): Promise<void>;
  /** Has what single reviews cost put on a session's bill; what was asked before of it goes on where it is. @param at ms since the epoch */
  askForCosts(sessionId: string, at: number): Promise<void>;
  /** Sessions whose reviews are to be looked after by `now` (ms since the epoch), the longest waiting first. */
  listDue(now: number, limit: number): Promise<readonly Asking[]>;
  /** Keeps how far it is, which is no failure: it is due again at its place. Nothing is changed where somebody has asked anew meanwhile. */
  move(asking: Asking, to: Pick<Asking, 'after' | 'complete'>): Promise<void>;
  /** Leaves it until a time, ms since the epoch, unless as `move`. @param failures as they are from now on; left as they were unless given */
  postpone(asking: Asking, until: number, failures?: number): Promise<void>;
  /** Takes it off the list, unless as `move`. */
  end(asking: Asking): Promise<void>;
}
