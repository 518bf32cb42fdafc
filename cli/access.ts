import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type ApiClient, createApiClient } from '../core/api/client.ts';
import type { Role } from '../core/exam/caller.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { keepLogin, readLogin } from './logins.ts';
import { accessAsMachine } from './machine-access.ts';

/** How to reach Assize, and as whom. */
export interface Access {
  readonly apiUrl: string;
  readonly pageUrl?: string;
  /** Who is calling, for people. */
  readonly who: string;
  readonly client: ApiClient;
  /** Settings of AWS's clients for a local system's own services; absent: what the environment says counts. */
  readonly aws?: LocalAws;
}

const localSchema = z.object({
  apiUrl: z.url(),
  pageUrl: z.url().optional(),
  endpointUrl: z.url(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  machines: z.array(z.object({ clientId: z.string(), clientSecret: z.string() })).default([]),
  tokens: z.object({ operator: z.string(), instructor: z.string(), participants: z.array(z.string()) }),
});

/** A local system's own services, as its administrator. */
export interface LocalAws extends Pick<z.infer<typeof localSchema>, 'region' | 'credentials'> {
  readonly endpoint: string;
}

/**
 * Finds the way to Assize: a system that runs on this machine (its `.assize/local.json`, from the working folder up,
 * then in this checkout), else the deployed stage of the last login.
 * @param machine act as a machine client, with the environment's credentials or those of a local system
 * @param as in a local system: `operator`, `instructor` (the default), or any participant by the name that a roster has
 */
export function findAccess(options: {
  readonly as?: string | undefined;
  readonly role?: Role;
  readonly machine?: MachineWish | undefined;
}): Access {
  const local = findLocal();
  if (options.machine !== undefined) return accessMachine(local, options.machine, options.as);
  if (local !== undefined)
    return accessLocal(
      local,
      options.as ?? (options.role === 'participant' ? 'p01' : (options.role ?? 'instructor')),
    );
  if (options.as !== undefined)
    throw new CommandError(
      EXIT.badInput,
      '--as is for a local system, and none runs here',
      'start one with: npm start',
    );
  const login = readLogin();
  if (login === undefined)
    throw new CommandError(
      EXIT.notAuthorised,
      'no Assize is known here',
      'start one on this machine with: npm start; or log in to a deployed one: assize login URL',
    );
  let current = login;
  const token = async () => {
    // A minute's margin: the token must live longer than the call.
    if (current.expiresAt < Date.now() + 60_000) {
      // Loaded only here: most calls need no user pool.
      const { refresh } = await import('./sign-in.ts');
      current = await refresh(current);
      keepLogin(current);
    }
    return current.accessToken;
  };
  return {
    apiUrl: login.apiUrl,
    who: login.username,
    client: createApiClient({ baseUrl: login.apiUrl, token, fetch }),
  };
}

/** Somebody wants to act as a machine, on behalf of this instructor. */
export interface MachineWish {
  readonly onBehalfOf: string | undefined;
}

function accessMachine(local: string | undefined, wish: MachineWish, as: string | undefined): Access {
  if (as !== undefined)
    throw new CommandError(EXIT.badInput, '--as and --machine are two callers', 'leave one of them out');
  const known = local === undefined ? undefined : readLocal(local);
  const [own] = known?.machines ?? [];
  return accessAsMachine({
    apiUrl: process.env['ASSIZE_API_URL'] ?? known?.apiUrl ?? readLogin()?.apiUrl,
    onBehalfOf: wish.onBehalfOf,
    ...(own === undefined ? {} : { own }),
  });
}

/** The local system's file, if one runs (or ran: calling tells). */
function findLocal(): string | undefined {
  const named = process.env['ASSIZE_LOCAL'];
  // Empty means: none, whatever runs here.
  if (named !== undefined) return named === '' ? undefined : named;
  const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const file = join(folder, '.assize', 'local.json');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) break;
  }
  const own = join(checkout, '.assize', 'local.json');
  return existsSync(own) ? own : undefined;
}

function accessLocal(file: string, as: string): Access {
  const parsed = readLocal(file);
  const { tokens } = parsed;
  const number = /^p0*(\d+)$/.exec(as)?.[1];
  const known =
    as === 'operator' || as === 'instructor'
      ? tokens[as]
      : number === undefined
        ? undefined
        : tokens.participants[Number(number) - 1];
  const aws = { endpoint: parsed.endpointUrl, region: parsed.region, credentials: parsed.credentials };
  let token = known === undefined ? undefined : Promise.resolve(known);
  const issue = async () => {
    const { makeParticipantIssuer } = await import('./local-participant.ts');
    return await makeParticipantIssuer(createApiClient({ baseUrl: parsed.apiUrl, fetch }), aws)(as);
  };
  return {
    apiUrl: parsed.apiUrl,
    ...(parsed.pageUrl === undefined ? {} : { pageUrl: parsed.pageUrl }),
    who: as,
    client: createApiClient({
      baseUrl: parsed.apiUrl,
      token: () => {
        token ??= issue();
        return token;
      },
      fetch,
    }),
    aws,
  };
}

/** The local system's own AWS, if one runs here; else undefined: what the environment says counts. */
export function findLocalAws(): { readonly apiUrl: string; readonly aws: LocalAws } | undefined {
  const file = findLocal();
  if (file === undefined) return undefined;
  const { apiUrl, endpointUrl, region, credentials } = readLocal(file);
  return { apiUrl, aws: { endpoint: endpointUrl, region, credentials } };
}

function readLocal(file: string): z.infer<typeof localSchema> {
  try {
    return localSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new CommandError(
      EXIT.unavailable,
      `${file} does not say how to reach the local system: ${(error as Error).message}`,
      'start it with: npm start',
    );
  }
}
