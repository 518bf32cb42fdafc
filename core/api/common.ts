import * as z from 'zod';
import { ROLES, type Role } from '../exam/caller.ts';

/** Who books and leads sessions. */
export const STAFF: readonly Role[] = ['operator', 'instructor'];
export const EVERYBODY: readonly Role[] = ROLES;

/** Whether clocks, lists and schedules can do with it: nothing of Assize happens in the year 9999. */
function isNear(text: string): boolean {
  const ms = Date.parse(text);
  return ms >= Date.UTC(2000) && ms < Date.UTC(2200);
}

/** An instant: ISO 8601 with a zone, e.g. `2026-11-22T13:00:00.000Z`. Answers are always UTC with milliseconds. */
export const instant = z.iso
  .datetime({ offset: true, abort: true })
  .refine(isNear, 'is not a time between the years 2000 and 2200')
  .meta({ id: 'Instant', description: 'ISO 8601 with a zone' });

/** A duration in milliseconds. */
export const milliseconds = z.int().min(0);

/** An identifier that Assize made: a lower-case ULID. */
export const ulid = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{26}$/, 'is not an identifier (26 lower-case letters and digits)')
  .meta({ id: 'Ulid', description: 'Lower-case ULID, sorts by the time it was made' });

/** Parameters of a path below a session. */
export const inSession = z.object({ sessionId: ulid });

/**
 * An `Idempotency-Key`, in quotes as draft-ietf-httpapi-idempotency-key-header has it (a String of RFC 9651), or bare, as many
 * clients send it: both are the same key.
 */
export function idempotencyKey(form: RegExp, fault: string) {
  return z
    .string()
    .overwrite((key) =>
      /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/.test(key)
        ? key.slice(1, -1).replace(/\\(.)/g, '$1')
        : key,
    )
    .regex(form, fault)
    .optional()
    .describe('Bare or in quotes; the same key with the same content answers what was made before');
}

/** Text that people can read: no control characters but tabs and line ends, and no halves of characters. */
export const readable = z
  .string()
  .regex(/^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u, 'holds characters that nobody can read: send plain text');

/** The username that somebody logs in with. */
export const username = z
  .string()
  .normalize('NFC')
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{N}_.@+-]+$/u, 'may hold letters, digits and _ . @ + -')
  .meta({ id: 'Username' });

/** Whoever acted, as records name them. */
export const actor = z.string().describe('User name; where a machine acted for them `ada (by machine lms)`');

/** A problem's id, as chosen at its import. */
export const problemId = z
  .string()
  .max(48)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by single dashes, e.g. two-sum')
  .meta({ id: 'ProblemId' });

/** A language id, e.g. `cpp`. */
export const languageId = z.string().min(1).max(32).meta({ id: 'LanguageId' });

/** How a problem is called inside a session, e.g. `A`. */
export const label = z
  .string()
  .min(1)
  .max(16)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'must be letters, digits, _ or -, e.g. A')
  .meta({ id: 'Label' });

/** Of a test case, and derived from them of a submission. JE comes with `quarantined` only. */
export const verdict = z.enum(['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE']).meta({
  id: 'Verdict',
  description:
    'AC accepted, WA wrong answer, TLE time limit, MLE memory limit, OLE output limit, RTE runtime error, CE compile error, JE judge error (ours)',
});

/** US dollars. */
export const usd = z.number().min(0);

/** Something that is wrong with a request or a file, told so that it can be mended. */
export const fault = z
  .object({
    field: z.string().describe('Path of the field (`roster[3].participantId`) or `file:line`'),
    detail: z.string().describe('What is wrong and what to do'),
  })
  .meta({ id: 'Fault' });

/** Query of a list: `cursor` is what the page before gave. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Most items on a page'),
  cursor: z.string().max(2048).optional().describe('`cursor` of the page before; absent for the first'),
});

/** A page of a list; `cursor` is absent on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), cursor: z.string().optional() });
}
