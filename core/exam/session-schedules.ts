import type { Session } from './session.ts';

/** The session's entries in EventBridge Scheduler. Names derive from session and host, so every call is idempotent. */
export interface SessionSchedules {
  /** Creates or moves launch (once), tick (each minute from launch to deadline) and close (once). */
  plan(session: Session, options: { readonly launch: boolean }): Promise<void>;
  /**
   * Creates or moves the terminate of these instances at the session's `terminateAt`, held by Scheduler itself (no code
   * of ours runs): one for each, since EC2 refuses a call whole for one id that it does not know any more.
   */
  planTermination(session: Session, instanceIds: readonly string[]): Promise<void>;
  /** Deletes all that is left of the session's schedules. @param instanceIds every host that the session had */
  remove(sessionId: string, instanceIds: readonly string[]): Promise<void>;
}
