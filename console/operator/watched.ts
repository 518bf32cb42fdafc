import type { Trouble } from '../../core/api/find-troubles.ts';
import type { LiveSession } from '../../core/api/live.ts';
import type { StageSession } from '../../core/api/stage.ts';
import { writeRoute } from '../route.ts';

/** A session with what is known of it. */
export interface Watched {
  readonly session: StageSession;
  readonly live: LiveSession | undefined;
  /** Worst first. */
  readonly troubles: readonly Trouble[];
}

/** The page on which staff watch a session. */
export function hrefOf({ sessionId }: Pick<StageSession, 'sessionId'>): string {
  return writeRoute({ page: 'live', sessionId, part: { view: 'now' } });
}
