import { monotonicFactory } from 'ulid';
import type { IdSource } from '../core/exam/ids.ts';

const next = monotonicFactory();

/** Lower-case ULIDs by the machine's clock and randomness; rising within a process even in one millisecond. */
export const ulidSource: IdSource = { next: () => next().toLowerCase() };
