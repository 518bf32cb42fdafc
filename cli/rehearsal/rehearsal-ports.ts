import type { ApiClient } from '../../core/api/client.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { RehearsalCheck, RehearsalFinding } from '../../core/rehearsal/rehearsal.ts';
import type { PlayPorts } from './play-class.ts';

/** What a rehearsal needs from outside. */
export interface RehearsalPorts extends Omit<PlayPorts, 'onSent'> {
  /** Patient: what passes is tried again. */
  readonly client: ApiClient;
  readonly clock: Clock;
  /** Tries what the account has; undefined where nobody may. */
  readonly checkAccount?: () => Promise<readonly RehearsalFinding[]>;
  /** What goes on now; replaced by what comes next. */
  readonly tell: (text: string) => void;
  /** What stays: something was found. */
  readonly found: (finding: RehearsalFinding) => void;
  /** What stays: before anything costs. */
  readonly say: (text: string) => void;
}

/** Takes down what was found. */
export type Add = (check: RehearsalCheck, kind: RehearsalFinding['kind'], detail: string) => void;
