import * as z from 'zod';
import { createApiClient } from '../core/api/client.ts';
import type { Access } from './access.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** Who a machine is to the user pool. */
export interface MachineCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const ID = 'ASSIZE_CLIENT_ID';
const SECRET = 'ASSIZE_CLIENT_SECRET';
const WHERE_FROM =
  'the outputs Machine... of the App stack are commands that tell id and secret (docs/lms.md)';
/** A token is fetched anew when it holds no longer than this, ms: it must live longer than the call. */
const MARGIN_MS = 60_000;

const grantSchema = z.object({ access_token: z.string(), expires_in: z.number() });
const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * The way to Assize of a machine: tokens by client credentials, on behalf of an instructor.
 * @param own credentials of a local system's machine, where the environment says none
 * @throws CommandError naming what is missing
 */
export function accessAsMachine(options: {
  readonly apiUrl: string | undefined;
  readonly onBehalfOf: string | undefined;
  readonly own?: MachineCredentials;
}): Access {
  const { apiUrl, onBehalfOf = process.env['ASSIZE_ON_BEHALF_OF'], own } = options;
  if (apiUrl === undefined || !URL.canParse(apiUrl))
    throw new CommandError(
      EXIT.badInput,
      `ASSIZE_API_URL is ${apiUrl === undefined ? 'missing' : 'no URL'}: the address of the API`,
      'the output ApiUrl of the App stack is the address',
    );
  if (onBehalfOf === undefined || onBehalfOf === '')
    throw new CommandError(
      EXIT.badInput,
      'a machine acts for an instructor: say for whom with --on-behalf-of NAME or ASSIZE_ON_BEHALF_OF',
    );
  const machine = readCredentials(own);
  const base = apiUrl.replace(/\/(v1\/?)?$/, '');
  let held: { readonly token: string; readonly until: number } | undefined;
  const token = async () => {
    if (held === undefined || held.until - MARGIN_MS < Date.now()) held = await fetchToken(base, machine);
    return held.token;
  };
  // Header fields are ASCII.
  const headers = { 'assize-on-behalf-of': encodeURIComponent(onBehalfOf) };
  return {
    apiUrl: base,
    who: `${onBehalfOf} (by a machine)`,
    client: createApiClient({ baseUrl: base, token, headers, fetch }),
  };
}

function readCredentials(own: MachineCredentials | undefined): MachineCredentials {
  const clientId = process.env[ID] ?? '';
  const clientSecret = process.env[SECRET] ?? '';
  if (clientId === '' && clientSecret === '' && own !== undefined) return own;
  for (const [name, value] of [
    [ID, clientId],
    [SECRET, clientSecret],
  ] as const)
    if (value === '') throw new CommandError(EXIT.badInput, `${name} is missing`, WHERE_FROM);
  return { clientId, clientSecret };
}

/** A token by client credentials (RFC 6749, 4.4). @throws CommandError when there is none to have */
async function fetchToken(apiUrl: string, { clientId, clientSecret }: MachineCredentials) {
  const { tokenUrl, stage } = await createApiClient({ baseUrl: apiUrl, fetch }).call('getConfig', {});
  if (tokenUrl === undefined)
    throw new CommandError(
      EXIT.notAuthorised,
      `the stage ${stage} has no machine clients`,
      'an operator adds one to the configuration of the stage (docs/lms.md)',
    );
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const askedAt = Date.now();
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const body: unknown = await response.json().catch(() => undefined);
  const granted = grantSchema.safeParse(body);
  if (response.ok && granted.success)
    return { token: granted.data.access_token, until: askedAt + granted.data.expires_in * 1_000 };
  const { error, error_description } = refusalSchema.safeParse(body).data ?? { error: undefined };
  if (error === 'invalid_client')
    throw new CommandError(
      EXIT.notAuthorised,
      `${tokenUrl} knows no machine with this ${ID} and ${SECRET}`,
      WHERE_FROM,
    );
  const said = error === undefined ? `HTTP ${response.status}` : `${error} ${error_description ?? ''}`;
  throw new CommandError(EXIT.unavailable, `${tokenUrl} gives no token: ${said.trim()}`);
}
