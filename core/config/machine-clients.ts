import * as z from 'zod/mini';
import { EVERY_INSTRUCTOR } from '../exam/caller.ts';
import { SCOPE_NAMES } from '../exam/machine.ts';

/** Bytes of names and owners that all machines together may have: a function's environment holds 4 KB. */
const MAX_TOLD_BYTES = 1_500;
/** Most machines of a stage. */
const MAX_MACHINES = 10;

const machineSchema = z.strictObject({
  /** How records and limits call it. */
  name: z
    .string()
    .check(
      z.regex(/^[a-z][a-z0-9-]{0,30}$/, 'a machine has a name of lower-case letters, digits and -: lms'),
    ),
  /** What it may do (docs/api-access.md). */
  scopes: z
    .array(z.enum(SCOPE_NAMES, `a scope is one of ${SCOPE_NAMES.join(', ')}`))
    .check(z.minLength(1, 'a machine without a scope may do nothing')),
  /** Instructors for whom it may act, by user name; `group:instructor` means whomever it names. */
  owners: z
    .array(
      z
        .string()
        .check(
          z.refine(
            (owner) => owner === EVERY_INSTRUCTOR || /^[\p{L}\p{N}_.@+-]{1,128}$/u.test(owner),
            `an owner is a user name, or ${EVERY_INSTRUCTOR}`,
          ),
        ),
    )
    .check(z.minLength(1, 'a machine acts for somebody: name owners')),
  /** How many reviews it may ask for: one of `reviews.plans`. @default reviews.plan */
  reviewPlan: z.optional(z.string()),
});

/** Programs that call with credentials of their own. What each costs: docs/lms.md. */
export const machinesSchema = z.array(machineSchema).check(
  z.maxLength(MAX_MACHINES),
  z.refine(
    (machines) => new Set(machines.map(({ name }) => name)).size === machines.length,
    'two machines have one name',
  ),
  z.refine(
    (machines) =>
      new TextEncoder().encode(JSON.stringify(machines.map(({ name, owners }) => ({ name, owners }))))
        .length <= MAX_TOLD_BYTES,
    `names and owners have more than ${MAX_TOLD_BYTES} bytes: allow a machine ${EVERY_INSTRUCTOR}`,
  ),
);
