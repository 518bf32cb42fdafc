import type * as z from 'zod';
import type { Role } from '../exam/caller.ts';
import type { ProblemType } from './problem-details.ts';

/** One operation of the API: from it come the router, the OpenAPI document, the client and the manual. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{name}` for each parameter. */
  readonly path: string;
  /** Who may call; `anyone` needs no token. What somebody may see of it is the handler's to decide. */
  readonly roles: readonly Role[] | 'anyone';
  /** Only for whoever has a place on the session's roster: being its staff is not enough. */
  readonly seat?: true;
  /** What a person does for themselves: no machine does it for them. What needs a seat is so, too. */
  readonly inPerson?: true;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Lower-case header names. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What each line of the body is, where it is newline-delimited JSON; `body` is then the lines, unread. */
  readonly ndjson?: z.ZodType;
  readonly status: 200 | 201 | 202;
  /** Answered instead when nothing was made, or when what was asked for is done already. */
  readonly otherStatus?: 200;
  readonly answer: z.ZodType;
  /** Media types of the files that it answers instead when the caller asks for one. */
  readonly documents?: readonly string[];
  /** Where what was made, or what it changes, can be seen: a path with `{name}` of a parameter or of a field of the answer. */
  readonly location?: string;
  /** What the entity tag of the answer stands for: the `revision` in it, or its whole content (then it is answered 304 to who has it). */
  readonly etag?: 'revision' | 'content';
  /** Refusals beside those that every route has (not-logged-in, missing-role, too-many-requests, malformed-request, invalid-request, internal, unavailable). */
  readonly errors?: readonly ProblemType[];
}
