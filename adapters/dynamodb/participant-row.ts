import * as z from 'zod/mini';
import type { Participant } from '../../core/exam/session.ts';
import { rowKindOf } from './row-kind.ts';

/** Somebody on a roster, as two stores read the row; intake's attributes of it are intake's. */
export const participantRow = rowKindOf<Participant>()(
  'participant',
  z.object({
    sessionId: z.string(),
    participantId: z.string(),
    name: z.string(),
    group: z.exactOptional(z.string()),
    email: z.exactOptional(z.string()),
    studentId: z.exactOptional(z.string()),
    joinedAt: z.exactOptional(z.number()),
    extraTimeMs: z.number(),
  }),
);
