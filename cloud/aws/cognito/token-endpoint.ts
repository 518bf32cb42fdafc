import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AwsResponse } from '../http-types.ts';
import type { Client, CognitoState, Pool } from './state.ts';
import { signClientToken } from './tokens.ts';

/** What is told of a refusal (RFC 6749, 5.2). */
type OauthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type';

class TokenRefusal extends Error {
  readonly error: OauthError;
  readonly challenge: boolean;

  constructor(error: OauthError, description: string, { challenge = false } = {}) {
    super(description);
    this.error = error;
    this.challenge = challenge;
  }
}

/** A request to `POST /DOMAIN/oauth2/token`; at AWS the domain is the host. */
export interface TokenCall {
  readonly domain: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * The token endpoint of a user pool's domain, for client credentials (RFC 6749, 4.4): the client says who it is by HTTP
 * Basic or in the body, and gets an access token of the scopes that it asks for, or of all that it has. Nothing else is
 * granted here: nobody logs in by the domain. Undefined: no pool has this domain.
 */
export async function answerTokenCall(
  { pools }: Pick<CognitoState, 'pools'>,
  { domain, headers, body }: TokenCall,
  now: number,
): Promise<AwsResponse | undefined> {
  const pool = Object.values(pools).find((one) => one.domain === domain);
  if (pool === undefined) return undefined;
  try {
    const form = readForm(headers, body);
    const client = authenticate(pool, headers, form);
    const grant = form.get('grant_type');
    if (grant === undefined) throw new TokenRefusal('invalid_request', 'grant_type is missing');
    if (grant !== 'client_credentials')
      throw new TokenRefusal('unsupported_grant_type', `${grant} is not served here`);
    if (!list(client, 'AllowedOAuthFlows').includes('client_credentials'))
      throw new TokenRefusal('unauthorized_client', 'this client has no client credentials');
    const scope = grantScopes(list(client, 'AllowedOAuthScopes'), form.get('scope'));
    const { token, expiresInS } = await signClientToken({ pool, client, scope, now });
    return json(200, { access_token: token, expires_in: expiresInS, token_type: 'Bearer' });
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error;
    const told = { error: error.error, error_description: error.message };
    return error.challenge
      ? json(401, told, { 'www-authenticate': 'Basic realm="token endpoint"' })
      : json(400, told);
  }
}

function readForm(headers: IncomingHttpHeaders, body: string): ReadonlyMap<string, string> {
  const type = headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new TokenRefusal('invalid_request', 'Content-Type is not application/x-www-form-urlencoded');
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) throw new TokenRefusal('invalid_request', `${name} is there twice`);
    // A parameter without a value is as if it were not there (3.1).
    if (value !== '') form.set(name, value);
  }
  return form;
}

/** The client that proves who it is, in one way (2.3.1). */
function authenticate(
  pool: Pool,
  { authorization }: IncomingHttpHeaders,
  form: ReadonlyMap<string, string>,
): Client {
  const basic = authorization === undefined ? undefined : readBasic(authorization);
  if (basic !== undefined && form.has('client_secret'))
    throw new TokenRefusal('invalid_request', 'the client authenticates in two ways');
  const { id, secret } = basic ?? { id: form.get('client_id'), secret: form.get('client_secret') };
  const client = id === undefined ? undefined : pool.clients[id];
  const challenge = authorization !== undefined;
  if (client?.secret === undefined || secret === undefined || !isSame(client.secret, secret))
    throw new TokenRefusal('invalid_client', 'no client has this id and secret', { challenge });
  return client;
}

function readBasic(authorization: string): { readonly id: string; readonly secret: string } {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? '';
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  try {
    return { id: decodeFormPart(id ?? ''), secret: decodeFormPart(secret ?? '') };
  } catch {
    throw new TokenRefusal('invalid_client', 'the credentials are not encoded as forms are', {
      challenge: true,
    });
  }
}

const decodeFormPart = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

function isSame(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function grantScopes(allowed: readonly string[], wanted: string | undefined): string {
  if (wanted === undefined) return allowed.join(' ');
  const scopes = wanted.split(' ').filter((scope) => scope !== '');
  const denied = scopes.find((scope) => !allowed.includes(scope));
  if (denied !== undefined) throw new TokenRefusal('invalid_scope', `this client has no scope ${denied}`);
  return [...new Set(scopes)].join(' ');
}

function list({ settings }: Client, name: string): readonly string[] {
  return (settings[name] ?? []) as string[];
}

function json(status: number, value: object, more: Record<string, string> = {}): AwsResponse {
  const headers = { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', ...more };
  return { status, headers, body: JSON.stringify(value) };
}
