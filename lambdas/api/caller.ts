import * as z from 'zod';
import { username as usernameSchema } from '../../core/api/common.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { type Caller, EVERY_INSTRUCTOR, ROLES } from '../../core/exam/caller.ts';
import { foldUsername } from '../../core/exam/fold-username.ts';
import type { Machine } from '../../core/exam/machine.ts';
import type { ApiEvent } from './api-event.ts';

/** Header in which a machine names the instructor for whom it acts. */
export const ON_BEHALF_OF = 'assize-on-behalf-of';

/** Who a token may belong to. */
export interface KnownClients {
  /** The client that people log in by. */
  readonly userPool: { readonly clientId: string };
  readonly machines: readonly Machine[];
}

/** Whose token came with a request. */
export type TokenHolder =
  | { readonly kind: 'person'; readonly caller: Caller }
  | { readonly kind: 'machine'; readonly machine: Machine; readonly scopes: readonly string[] };

/** Who calls an open route without a token. */
const NOBODY: Caller = { username: '', roles: [] };

/** What every access token of the user pool says; an ID token has another `token_use`. */
const accessTokenSchema = z.object({
  token_use: z.literal('access'),
  sub: z.string().min(1),
  client_id: z.string().min(1),
  jti: z.string().min(1),
});
/** Of somebody who has logged in: an ID token has no `username`. */
const personSchema = accessTokenSchema.extend({
  username: z.string().min(1),
  'cognito:groups': z.array(z.string()).default([]),
});
/** Of a machine, which has no user. */
const machineSchema = accessTokenSchema.extend({
  username: z.undefined().optional(),
  scope: z.string(),
});

/**
 * Whose token came, by what the gateway's authorizer has verified; undefined on an open route. The gateway hands claims over as text, and a list as
 * `[a b]`: there the group "x operator" of a foreign pool looks like two groups. So groups are read from the token itself,
 * where they are a list, after its other claims were held against those that the authorizer vouches for.
 * @throws ApiProblem `not-logged-in` for anything but an access token of a person or of a machine that is known
 */
export function readHolder(event: ApiEvent, { userPool, machines }: KnownClients): TokenHolder | undefined {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) return undefined;
  const token = decodeToken(event.headers['authorization'] ?? '');
  const machine = machines.find(({ clientId }) => clientId === token['client_id']);
  if (machine !== undefined) {
    const { scope } = vouched(machineSchema, token, claims, ['scope']);
    return { kind: 'machine', machine, scopes: scope.split(' ') };
  }
  const person = vouched(personSchema, token, claims, ['username']);
  if (person.client_id !== userPool.clientId) throw notLoggedIn();
  const roles = ROLES.filter((role) => person['cognito:groups'].includes(role));
  return { kind: 'person', caller: { username: foldUsername(person.username), roles } };
}

/**
 * Who calls: whoever's token it is, or the instructor for whom a machine acts.
 * @throws ApiProblem `invalid-request` or `owner-not-allowed` for somebody whom the holder may not act for
 */
export function callerOf(holder: TokenHolder | undefined, { headers }: Pick<ApiEvent, 'headers'>): Caller {
  if (holder === undefined) return NOBODY;
  const onBehalfOf = headers[ON_BEHALF_OF];
  if (holder.kind === 'machine') return actFor(holder.machine, onBehalfOf);
  if (onBehalfOf === undefined) return holder.caller;
  throw refuse('only machines act on behalf of others: leave it out, and act as who you are');
}

/** The instructor for whom the machine acts, with no more rights than they have as an instructor. */
function actFor({ name, owners }: Machine, onBehalfOf: string | undefined): Caller {
  if (onBehalfOf === undefined) throw refuse('is missing: name the instructor for whom the machine acts');
  const named = usernameSchema.safeParse(decodeName(onBehalfOf.trim()));
  if (!named.success)
    throw refuse(
      'is no user name: it has 1 to 128 letters, digits and _ . @ + -; letters that are not ASCII come as UTF-8 with percent signs',
    );
  const username = foldUsername(named.data);
  const allowed = owners.some((owner) => owner === EVERY_INSTRUCTOR || foldUsername(owner) === username);
  if (!allowed)
    throw new ApiProblem(
      'owner-not-allowed',
      `the machine ${name} may not act for ${username}: an operator allows it in the stage's configuration (machines)`,
    );
  return { username, roles: ['instructor'], machine: name };
}

/** Header fields are ASCII: a name with other letters comes as UTF-8 with percent signs, which no name has. */
function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('is not valid percent-encoding');
  }
}

function refuse(detail: string): ApiProblem {
  return new ApiProblem('invalid-request', `the request has a fault: Assize-On-Behalf-Of ${detail}`, {
    faults: [{ field: ON_BEHALF_OF, detail }],
  });
}

function notLoggedIn(): ApiProblem {
  return new ApiProblem(
    'not-logged-in',
    'this is not an access token of somebody who has logged in, or of a machine of this stage (an ID token is none): log in again and send the access token',
  );
}

/** The token as the schema has it, where what tells it from others is what the authorizer has verified. */
function vouched<T extends z.infer<typeof accessTokenSchema>>(
  schema: z.ZodType<T>,
  token: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  more: readonly string[],
): T {
  const parsed = schema.safeParse(token);
  const telling = [...Object.keys(accessTokenSchema.shape), ...more];
  if (!parsed.success || telling.some((name) => claims[name] !== token[name])) throw notLoggedIn();
  return parsed.data;
}

/** The claims of `Bearer HEADER.CLAIMS.SIGNATURE`, unverified; empty when it is no token. */
function decodeToken(authorization: string): Readonly<Record<string, unknown>> {
  const part = /^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization.trim())?.[1];
  try {
    const read: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof read === 'object' && read !== null ? { ...read } : {};
  } catch {
    return {};
  }
}
