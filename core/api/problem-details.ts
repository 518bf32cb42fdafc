import * as z from 'zod';
import type { Refusal } from '../exam/refusal.ts';
import { fault } from './common.ts';
import { describeUnknownField, fieldsAt } from './unknown-fields.ts';

/**
 * Every way in which our functions refuse, RFC 9457. The gateway in front of them answers for itself, in AWS's own
 * shape `{"message": "..."}`: 401 without a valid token, 404 for a path that no route has, 429 when throttled, 413.
 */
export const PROBLEM_TYPES = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'invalid-request': { status: 422, title: 'The request has faults' },
  'not-logged-in': { status: 401, title: 'The token is not an access token' },
  'missing-role': { status: 403, title: 'Your role does not allow this' },
  'missing-scope': { status: 403, title: 'The machine lacks the scope for this' },
  'owner-not-allowed': { status: 403, title: 'The machine may not act for this instructor' },
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours to see' },
  'method-not-allowed': { status: 405, title: 'There is something here, but not by this method' },
  'precondition-failed': { status: 412, title: 'Your If-Match names an older state' },
  'precondition-required': { status: 428, title: 'Say which revision you saw' },
  conflict: { status: 409, title: 'Somebody changed it in between' },
  'not-a-rehearsal': { status: 409, title: 'Nothing is broken on purpose in an exam' },
  'session-not-open': { status: 409, title: 'The session has not opened yet' },
  'session-closed': { status: 409, title: 'The session is closed' },
  'session-paused': { status: 409, title: 'The session takes no submissions for the moment' },
  'session-cancelled': { status: 409, title: 'The session was cancelled' },
  'not-yet': { status: 409, title: 'It is too early for this' },
  'too-late': { status: 409, title: 'It is too late for this change' },
  'key-reused': { status: 422, title: 'The Idempotency-Key was used for something else' },
  'limit-reached': { status: 429, title: 'You have as many as is allowed' },
  'too-soon': { status: 429, title: 'The session asks for more time between two' },
  'too-many-waiting': { status: 429, title: 'Too many of your submissions wait for a verdict' },
  'too-many-requests': { status: 429, title: 'You ask more often than one caller may' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The request is not of the type that is taken' },
  unavailable: { status: 503, title: 'Assize cannot do this right now' },
  internal: { status: 500, title: 'Assize failed' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof PROBLEM_TYPES;

/** The body of every error of ours, served as `application/problem+json`. */
export const problemDetails = z
  .object({
    type: z.string().describe('`/v1/errors#<name>`; compare this, not the title'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened and what to do, for a person'),
    instance: z.string().optional().describe('The request, as it stands in the logs'),
    faults: z.array(fault).optional().describe('Everything that is wrong, not only the first'),
    retryAfterMs: z.int().optional().describe('When trying again can help'),
  })
  .meta({ id: 'ProblemDetails', description: 'RFC 9457' });
export type ProblemDetails = z.infer<typeof problemDetails>;

/** The URI of a problem type, relative to the API. */
export function problemTypeUri(type: ProblemType): string {
  return `/v1/errors#${type}`;
}

/** Thrown by whatever answers a request; becomes a problem+json answer, and is no failure of ours below 500. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly type: ProblemType;
  readonly faults: readonly { readonly field: string; readonly detail: string }[] | undefined;
  readonly retryAfterMs: number | undefined;
  /** Methods that the path has, of `method-not-allowed`. */
  readonly allow: readonly string[] | undefined;
  /** What the token lacks, of `missing-scope`. */
  readonly scope: string | undefined;

  constructor(
    type: ProblemType,
    detail: string,
    more: {
      readonly faults?: readonly { readonly field: string; readonly detail: string }[];
      readonly retryAfterMs?: number;
      readonly allow?: readonly string[];
      readonly scope?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.type = type;
    this.faults = more.faults;
    this.retryAfterMs = more.retryAfterMs;
    this.allow = more.allow;
    this.scope = more.scope;
  }

  /** The problem that a refusal of core is answered with. */
  static of({ kind, reason, ...more }: Refusal<ProblemType>): ApiProblem {
    return new ApiProblem(kind, reason, more);
  }

  /** The body to answer with. */
  toDetails(instance?: string): ProblemDetails {
    const { status, title } = PROBLEM_TYPES[this.type];
    return {
      type: problemTypeUri(this.type),
      title,
      status,
      detail: this.message,
      ...(instance === undefined ? {} : { instance }),
      ...(this.faults === undefined ? {} : { faults: [...this.faults] }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    };
  }
}

/**
 * Zod's issues in our words: `roster[3].participantId`. A field that the schema does not have is named like any other,
 * with the one that was probably meant.
 */
export function faultsOf(issues: readonly Issue[], schema?: z.ZodType) {
  return issues.flatMap(({ path, message, keys }) => {
    if (keys === undefined) return [{ field: pathOf(path), detail: message }];
    const known = schema === undefined ? [] : fieldsAt(schema, path);
    return keys.map((key) => ({ field: pathOf([...path, key]), detail: describeUnknownField(key, known) }));
  });
}

/** What is read of zod's issues; `keys` are unrecognized ones. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[] | undefined;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}
