import type { Session } from './session.ts';

/** The session's entries in EventBridge Scheduler. Names derive from stage and session, so every call is idempotent. */
export interface SessionSchedules {
  /** Creates or replaces launch (once), tick (each minute from launch to deadline), close (once), and the code-free terminate when `instanceIds` are known. */
  plan(session: Session, options: { readonly launch: boolean }): Promise<void>;
  /** The terminate of these instances at the session's `terminateAt`, held by Scheduler itself (no code of ours runs). */
  planTermination(session: Session, round: number, instanceIds: readonly string[]): Promise<void>;
  /** Deletes all that is left of the session's schedules. */
  remove(sessionId: string): Promise<void>;
}
